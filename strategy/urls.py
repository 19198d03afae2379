from django.urls import path

from strategy import views

app_name = "strategy"

# They are below "/", "/strategies/<slug>/" and "/editions/<slug>/": see published_texts.py.
text_pages = [
    path("", views.home, name="home"),
    path("summary/", views.summary, name="summary"),
    path("how-we-work/", views.how_we_work, name="how_we_work"),
    path("document/", views.document, name="document"),
    path("document.json", views.document_json, name="document_json"),
    path("timeline/", views.timeline, name="timeline"),
    path("documents/", views.documents, name="documents"),
    path("contact/", views.contact, name="contact"),
]

urlpatterns = [
    *text_pages,
    path("editions/", views.editions, name="editions"),
    path("editions/<slug:old_slug>/compare/", views.compare_with_another),
    path("editions/<slug:old_slug>/compare/<slug:new_slug>/", views.compare, name="compare"),
    path("strategies/", views.strategies, name="strategies"),
    path("logo/", views.logo, name="logo"),
    *(
        path(f"{name}/", views.plain_page, {"name": name}, name=name)
        for name in ("accessibility", "privacy", "cookies")
    ),
]
