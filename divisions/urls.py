"""Public addresses of the app."""

from django.urls import path, re_path

from . import api, views

app_name = "divisions"
urlpatterns = [
    path("api/divisions/", api.DivisionSearchView.as_view(), name="api_search"),
    path("place/", views.FindView.as_view(), name="find"),
    re_path(r"^place/(?P<code>[0-9]{2,12}(?:-[0-5])?)/$", views.PlaceView.as_view(), name="place"),
]
