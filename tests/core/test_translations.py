"""The words of the admin that the project adds to Wagtail's translation."""

import ast
import gettext
import re
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.utils import translation

FOLDER = settings.ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
ENTRY = re.compile(
    r'^msgid "(?P<id>.+)"\n(?:msgid_plural "(?P<plural>.+)"\n)?msgstr(?:\[0\])? "(?P<text>.*)"$',
    re.MULTILINE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CATALOGS = ["django", "djangojs"]


def unquoted(text: str) -> str:
    return ast.literal_eval(f'"{text}"')


def entries(path: Path) -> list[tuple[str, str, str]]:
    """``(text, its plural, translation)`` of a catalog, whose lines may be broken."""
    joined = path.read_text(encoding="utf-8").replace('"\n"', "")
    return [
        (unquoted(each["id"]), unquoted(each["plural"] or ""), unquoted(each["text"]))
        for each in ENTRY.finditer(joined)
    ]


@pytest.mark.parametrize("name", CATALOGS)
def test_what_is_compiled_is_what_is_written(name):
    with (FOLDER / f"{name}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = entries(FOLDER / f"{name}.po")

    assert len(written) == (FOLDER / f"{name}.po").read_text("utf-8").count("\nmsgid ") - 1
    for text, plural, translated in written:
        found = compiled.ngettext(text, plural, 2) if plural else compiled.gettext(text)
        assert found == translated, text


@pytest.mark.parametrize("name", CATALOGS)
def test_every_entry_is_chinese_and_asks_for_nothing_that_is_not_there(name):
    for text, plural, translated in entries(FOLDER / f"{name}.po"):
        offered = set(PLACEHOLDER.findall(text)) | set(PLACEHOLDER.findall(plural))
        assert set(PLACEHOLDER.findall(translated)) <= offered, text
        assert offered or re.search(r"[\u4e00-\u9fff]", translated), text


@pytest.mark.parametrize("name", CATALOGS)
def test_every_entry_is_still_a_text_of_wagtails(name):
    known = {
        text
        for path in Path(wagtail.__path__[0]).rglob(f"locale/en/LC_MESSAGES/{name}.po")
        for text, _, _ in entries(path)
    }

    assert {text for text, _, _ in entries(FOLDER / f"{name}.po")} <= known


def test_our_words_win_over_wagtails():
    with translation.override("zh-hans"):
        assert translation.gettext("live") == "已发布"
