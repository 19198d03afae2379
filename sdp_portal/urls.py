from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

import site_wide.urls
import strategy.urls
import themes.urls
from sdp_portal.officers.model_admin import no_such_page, view_on_site
from themes.publishing.preview import preview_pages

in_preview = [*strategy.urls.text_pages, *themes.urls.text_pages]
text_pages = [*in_preview, *site_wide.urls.text_pages]

admin.site.site_header = admin.site.site_title = "Officers"
admin.site.index_title = "Strategy and consultation"
admin.site.login = secure_admin_login(admin.site.login)

handler404 = "sdp_portal.errors.page_not_found"
handler500 = "sdp_portal.errors.server_error"

urlpatterns = [
    path("", include("strategy.urls")),
    path("", include("themes.urls")),
    path("", include("consultation.urls")),
    path("", include("outcome.urls")),
    path("", include("site_wide.urls")),
    path("editions/<slug:edition_slug>/", include((text_pages, "edition"))),
    path("strategies/<slug:strategy_slug>/", include((text_pages, "one_strategy"))),
    path("preview/", include((preview_pages(in_preview), "preview"))),
    path("officers/", include("sdp_portal.officers.urls")),
    path("admin/autocomplete/", no_such_page),
    path("admin/r/<int:content_type_id>/<int:object_id>/", admin.site.admin_view(view_on_site)),
    path("admin/r/<path:rest>", no_such_page),
    # Django's own page knows nothing of links that end with a password, nor of a limit of tries.
    path(
        "admin/password_change/",
        RedirectView.as_view(pattern_name="account_change_password", query_string=False),
    ),
    path("admin/", admin.site.urls),
]
