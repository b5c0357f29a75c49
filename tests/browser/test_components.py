"""The page of all components: complete, seen at two widths, without a fault axe knows."""

import base64
import re
import struct

import pytest
from django.conf import settings

CSS = settings.ROOT / "site" / "static" / "css" / "components"
TEMPLATES = settings.ROOT / "templates" / "components"
PAGE = "/_components/"
#: parts of the visual language that no page uses yet
LATER = {
    "page-head__meta", "place-picker__note", "profile-head__actions", "tag__letter",
    "prose__greeting", "prose__lead", "prose__picture", "prose__sign", "prose--official",
}  # fmt: skip


def class_names(text: str) -> set[str]:
    """Classes that a style sheet selects."""
    return set(re.findall(r"\.([a-z][a-z0-9_-]*)", re.sub(r"/\*.*?\*/", "", text, flags=re.S)))


def used_classes(html: str) -> set[str]:
    return {name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()}


@pytest.mark.django_db
def test_the_page_shows_every_component_in_every_state(client):
    shown = used_classes(client.get(PAGE).content.decode())
    missing = {}
    for sheet in CSS.glob("*.css"):
        names = {n for n in class_names(sheet.read_text("utf-8")) if n.startswith(sheet.stem)}
        missing[sheet.stem] = names - shown - LATER

    assert {name: left for name, left in missing.items() if left} == {}


def test_every_component_has_its_parameters_and_one_style_sheet():
    helpers = {"icon", "sprite"}
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text("utf-8")

        assert "{% comment %}" in text, template.name
        if template.stem not in helpers:
            block = template.stem.replace("_", "-")
            assert (CSS / f"{block}.css").exists(), template.name
            assert re.search(rf'class="{block}[ "{{]', text), template.name


def test_a_style_sheet_styles_its_own_block_alone():
    blocks = {sheet.stem for sheet in CSS.glob("*.css")}
    for sheet in CSS.glob("*.css"):
        names = class_names(sheet.read_text("utf-8"))
        foreign = {n.split("__")[0].split("--")[0] for n in names} & blocks - {sheet.stem}

        assert foreign <= {"avatar", "empty-state", "level-mark"}, sheet.name


def test_templates_hold_no_inline_script_or_style_and_no_unsafe_text():
    for template in (settings.ROOT / "templates").rglob("*.html"):
        text = template.read_text("utf-8")

        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|\|safe\b", text)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_photographed_every_component_lies_within_the_window(visitor, width):
    visitor.open(PAGE, width=width)

    assert visitor.overflow() == 0
    outside = visitor.run(
        """const right = document.documentElement.clientWidth + 1;
        return [...document.querySelectorAll("main *")]
            .filter(e => !e.closest("svg, .visually-hidden"))
            .filter(e => e.getBoundingClientRect().right > right).map(e => e.className)"""
    )
    assert outside == []
    picture = _photograph(visitor, width)
    folder = settings.ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"components-{width}.png").write_bytes(picture)
    assert struct.unpack(">I", picture[16:20])[0] == width


def _photograph(visitor, width: int) -> bytes:
    height = visitor.run("return document.documentElement.scrollHeight")
    visitor.resize(width, height)
    shot = visitor.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    return base64.b64decode(shot["data"])


@pytest.mark.browser
@pytest.mark.parametrize("view", ["standard", "elder"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_component(visitor, width, view):
    visitor.open(f"{PAGE}?view={view}", width=width)

    assert visitor.violations() == []
