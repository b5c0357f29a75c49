"""The README says what is true: variables, commands, folders, links."""

import re

import pytest
from django.conf import settings

ROOT = settings.ROOT
README = (ROOT / "README.md").read_text("utf-8")
#: where the project reads its environment
READERS = [
    *(ROOT / "site" / "config").rglob("*.py"),
    *ROOT.glob("*/management/commands/*.py"),
    *(ROOT / "bin").iterdir(),
]
CALL = re.compile(r"env\.(?:optional|required|names)\(\s*\"([A-Z_]+)\"")
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def test_it_stays_short():
    assert len(README.splitlines()) <= 150


def test_every_variable_that_is_read_stands_in_the_table():
    read = {name for path in READERS for name in CALL.findall(path.read_text("utf-8"))}

    assert read
    assert read <= set(ROW.findall(README))


@pytest.mark.parametrize("name", ROW.findall(README))
def test_every_variable_in_the_table_is_read(name):
    assert any(name in path.read_text("utf-8") for path in [*READERS, ROOT / "manage.py"])


def test_every_make_command_it_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z][a-z-]+)", README))

    assert {"run", "test", "setup", "demo-reset"} <= named
    assert named <= targets


def test_every_management_command_it_names_exists():
    found = {path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py")}

    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) <= found


def test_every_folder_is_in_the_map():
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"site", "templates", "docs"}

    assert {name for name in ours if f"`{name}/`" not in README} == set()


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)]+)\)", README))
def test_every_link_leads_somewhere(link):
    assert (ROOT / link).exists()
