"""What this app changes in Wagtail's admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def hide_unused_actions() -> SafeString:
    """Hide the buttons of what the guard refuses: tags and collections of files."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
