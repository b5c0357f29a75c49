"""What this app adds to Wagtail's admin."""

from wagtail.snippets.models import register_snippet

from .viewsets import BodyViewSets, DirectoryViewSets, StationViewSets

register_snippet(DirectoryViewSets)
register_snippet(StationViewSets)
register_snippet(BodyViewSets)
