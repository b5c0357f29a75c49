"""Public addresses of the app."""

from django.urls import URLPattern

app_name = "divisions"
urlpatterns: list[URLPattern] = []
