from django.contrib import admin
from django.urls import include, path

from sdp_portal import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
]
