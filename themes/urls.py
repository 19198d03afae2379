from django.urls import path

from themes import views

app_name = "themes"

text_pages = [
    *(
        path(f"{kind}/", views.all_themes, name=f"all_{kind}")
        for kind in ("themes", "areas-of-focus", "areas-of-assurance")
    ),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("areas-of-focus/<slug:slug>/", views.area_of_focus, name="area_of_focus"),
    path("areas-of-assurance/<slug:slug>/", views.area_of_assurance, name="area_of_assurance"),
    path("subgroups/", views.subgroups, name="subgroups"),
    path("subgroups/<slug:slug>/", views.subgroup, name="subgroup"),
]

urlpatterns = text_pages
