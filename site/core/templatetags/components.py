"""Tags that put a page together from its components: styles, icons, menu, title."""

import re
from dataclasses import dataclass
from functools import cache

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.registries import menu_entries

register = template.Library()

_STYLES_GO_HERE = "<!-- styles of the components -->"
_ICONS_GO_HERE = "<!-- icons -->"
_CLASSES = re.compile(r'class="([^"]*)"')
_ICONS = re.compile(r'<use href="#i-([a-z]+)"')


@dataclass(frozen=True)
class MenuLink:
    """A section in the head of the page; ``is_current`` when the page lies within it."""

    label: str
    url: str
    is_current: bool


class PageNode(template.Node):
    """A whole page, completed with what its parts turn out to use."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        html = str(self.nodelist.render(context))
        html = html.replace(_STYLES_GO_HERE, _style_links(html), 1)
        html = html.replace(_ICONS_GO_HERE, _sprite(html), 1)
        return mark_safe(html)  # noqa: S308 - rendered and escaped by its own nodes


@register.tag
def page(parser: Parser, token: Token) -> PageNode:
    """Enclose a page: it then links the styles and holds the icons of its components alone.

    A class says which component it belongs to: the style sheet ``deputy-card.css`` is linked
    where a class of the page begins with the block ``deputy-card``.
    """
    nodelist = parser.parse(("endpage",))
    parser.delete_first_token()
    return PageNode(nodelist)


@register.simple_tag
def styles() -> SafeString:
    """Mark where ``page`` links the styles of its components."""
    return mark_safe(_STYLES_GO_HERE)  # noqa: S308 - a constant


@register.simple_tag
def icons() -> SafeString:
    """Mark where ``page`` writes its icons."""
    return mark_safe(_ICONS_GO_HERE)  # noqa: S308 - a constant


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


@cache
def _blocks() -> frozenset[str]:
    """Return the names of all components that have a style sheet."""
    folder = settings.ROOT / "site" / "static" / "css" / "components"
    return frozenset(sheet.stem for sheet in folder.glob("*.css"))


def _style_links(html: str) -> SafeString:
    names = {name for value in _CLASSES.findall(html) for name in value.split()}
    blocks = {re.split("__|--", name, maxsplit=1)[0] for name in names} & _blocks()
    return format_html_join(
        "\n        ",
        '<link rel="stylesheet" href="{}">',
        ((static(f"css/components/{block}.css"),) for block in sorted(blocks)),
    )


def _sprite(html: str) -> SafeString:
    used = set(_ICONS.findall(html))
    return render_to_string("components/sprite.html", {"icons": used}) if used else mark_safe("")
