"""Public addresses of the app."""

from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("deputies/", views.DeputyListView.as_view(), name="deputy_list"),
    path("deputies/<slug:code>/", views.DeputyDetailView.as_view(), name="deputy_detail"),
    path("d/<slug:code>", views.ShortAddressView.as_view(), name="short_address"),
]
