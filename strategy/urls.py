from django.urls import path

from strategy import views

app_name = "strategy"

# The current edition's pages are at "/", those of any published edition at "/editions/<slug>/".
edition_pages = [
    path("", views.home, name="home"),
    path("how-we-work/", views.how_we_work, name="how_we_work"),
    path("document/", views.document, name="document"),
    path("document.json", views.document_json, name="document_json"),
]

urlpatterns = [
    *edition_pages,
    path("timeline/", views.timeline, name="timeline"),
    path("documents/", views.documents, name="documents"),
    path("editions/", views.editions, name="editions"),
    path("editions/<slug:old_slug>/compare/", views.compare_with_another),
    path("editions/<slug:old_slug>/compare/<slug:new_slug>/", views.compare, name="compare"),
    path("search/", views.search, name="search"),
    path("contact/", views.contact, name="contact"),
    *(
        path(f"{name}/", views.plain_page, {"name": name}, name=name)
        for name in ("accessibility", "privacy", "cookies")
    ),
]
