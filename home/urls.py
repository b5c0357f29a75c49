"""Public addresses of the app."""

from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("search/", views.SearchView.as_view(), name="search"),
]
