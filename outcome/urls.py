from django.urls import path

from outcome.views import responses

app_name = "outcome"

urlpatterns = [
    path("consultations/<slug:slug>/responses/", responses.responses, name="responses"),
    path("consultations/<slug:slug>/responses.csv", responses.responses_csv, name="responses_csv"),
]
