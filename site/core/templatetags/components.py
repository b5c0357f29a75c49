"""Tags that put a page together from its components: styles, icons, menu, title."""

from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.registries import menu_entries

register = template.Library()


@dataclass(frozen=True)
class MenuLink:
    """A section in the head of the page; ``is_current`` when the page lies within it."""

    label: str
    url: str
    is_current: bool


@register.simple_tag
def styles(names: str) -> SafeString:
    """Link the style sheets of the components ``names`` (separated by spaces)."""
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(f"css/components/{name}.css"),) for name in sorted(set(names.split()))),
    )


@register.inclusion_tag("components/sprite.html")
def sprite(names: str) -> dict[str, object]:
    """Write the icons ``names`` (separated by spaces) that the page draws with ``icon.html``."""
    return {"icons": names.split()}


@register.simple_tag(takes_context=True)
def menu(context: Context) -> list[MenuLink]:
    """Return the sections of the site in their order."""
    request = context.get("request")
    path = request.path if request else ""
    entries = sorted(menu_entries, key=lambda entry: entry.order)
    links = [(entry.label, reverse(entry.url_name)) for entry in entries]
    return [MenuLink(label, url, path.startswith(url)) for label, url in links]


@register.filter
def phrases(title: str) -> SafeString:
    """Let ``title`` break where it holds a bar (``找我的|代表``)."""
    parts = ((part,) for part in title.split("|"))
    return format_html_join(mark_safe("<wbr>"), "{}", parts)
