"""The import graph against the order of docs/architecture.md, and what keeps it readable."""

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import django
import pytest
import wagtail
from django.conf import settings

#: an app imports only what stands before it
ORDER = ["config", "core", "divisions", "accounts", "editing", "files", "directory", "home"]
#: settings, addresses and the entry point name every app; apps may use the rest of config
FREE = {"config"}
ROOT = settings.ROOT


def app_folder(app: str) -> Path:
    return ROOT / "site" / app if app in {"config", "core"} else ROOT / app


def source_files(app: str) -> list[Path]:
    return sorted(app_folder(app).rglob("*.py"))


def imported_apps(tree: ast.AST) -> set[str]:
    """The project's own top-level packages that a module imports absolutely."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} & set(ORDER)


def hidden_imports(tree: ast.AST) -> list[int]:
    """Lines of the imports that stand inside a function."""
    return [
        inner.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(outer)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]


def climbs_out_of_its_app(path: Path, app: str, tree: ast.AST) -> bool:
    """Whether a relative import leaves the app's own folder."""
    depth = len(path.relative_to(app_folder(app)).parts)
    return any(isinstance(node, ast.ImportFrom) and node.level > depth for node in ast.walk(tree))


def test_every_local_app_has_its_place_in_the_order():
    local = {name for name in settings.INSTALLED_APPS if (app_folder(name) / "apps.py").exists()}

    assert local == set(ORDER) - FREE


@pytest.mark.parametrize("app", [app for app in ORDER if app not in FREE])
def test_an_app_imports_only_what_stands_before_it(app):
    allowed = set(ORDER[: ORDER.index(app) + 1])
    wrong = {}
    for path in source_files(app):
        tree = ast.parse(path.read_text("utf-8"))
        later = imported_apps(tree) - allowed
        if later or climbs_out_of_its_app(path, app, tree):
            wrong[str(path.relative_to(ROOT))] = later

    assert wrong == {}


def test_migrations_depend_only_on_what_stands_before():
    wrong = []
    for app in ORDER[1:]:
        later = ORDER[ORDER.index(app) + 1 :]
        for path in (app_folder(app) / "migrations").glob("0*.py"):
            text = path.read_text("utf-8")
            wrong += [(path.name, other) for other in later if f'("{other}", "' in text]

    assert wrong == []


def test_no_import_hides_inside_a_function():
    hidden = {
        f"{path.relative_to(ROOT)}:{line}"
        for app in [*ORDER, "tests", "benchmarks"]
        for path in source_files(app)
        for line in hidden_imports(ast.parse(path.read_text("utf-8")))
    }

    assert hidden == set()


def test_the_checks_see_what_they_look_for():
    tree = ast.parse("import home.models\ndef f():\n    from directory import x\n")

    assert imported_apps(tree) == {"home", "directory"}
    assert hidden_imports(tree) == [3]


def test_the_order_is_the_one_the_documentation_gives():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    line = next(line for line in text.splitlines() if "← `divisions` ←" in line)

    assert all(line.index(f"`{a}`") < line.index(f"`{b}`") for a, b in pairwise(ORDER[1:]))


def test_site_is_a_plain_folder():
    assert not (ROOT / "site" / "__init__.py").exists()


def test_the_standard_library_keeps_its_module_site():
    code = "import site, django; print(site.__file__)"

    found = subprocess.run(
        [sys.executable, "-X", "frozen_modules=off", "-c", code],
        cwd=ROOT, env={"PYTHONPATH": ".:site"}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert str(ROOT) not in found.stdout


def test_the_pinned_versions_are_the_ones_that_run():
    assert wagtail.VERSION[:3] == (8, 0, 1)
    assert django.VERSION[:3] == (5, 2, 19)
