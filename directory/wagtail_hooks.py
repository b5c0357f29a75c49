"""What this app adds to Wagtail's admin."""

from wagtail.snippets.models import register_snippet

from .viewsets import DirectoryViewSets

register_snippet(DirectoryViewSets)
