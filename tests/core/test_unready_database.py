"""Commands on a database that is not ready say in Chinese what to run."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def run(database_url, *arguments):
    """Run a command of the project; return its exit status and what it said of an error."""
    done = subprocess.run(
        [sys.executable, str(settings.ROOT / "manage.py"), *arguments],
        env=os.environ | {
            "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        },
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.fixture
def commands(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("姓名,性别\n李秋禾,女\n", "utf-8")
    options = ("--division", "430524", "--level", "county", "--term", "18")
    return [
        ["import_roster", str(roster), *options],
        ["import_electoral_units", str(roster), *options],
        ["who_answers", "430524"],
        ["import_popolo", str(roster)],
        ["export_popolo"],
        ["load_demo"],
        ["load_divisions"],
        ["import_divisions", str(roster)],
        ["export_divisions", str(tmp_path / "divisions.csv.gz")],
    ]


def test_a_database_without_tables_is_said_and_what_to_run(tmp_path, commands):
    for command in commands:
        status, said = run(f"sqlite:///{tmp_path}/new.sqlite3", *command)

        assert status == 1, command
        assert "请先运行 manage.py migrate" in said, command
        assert "Traceback" not in said, command


def test_a_database_that_does_not_answer_is_said(tmp_path, commands):
    for url in (f"sqlite:///{tmp_path}/missing/a.sqlite3", "postgres://x@127.0.0.1:9/x"):
        status, said = run(url, *commands[0])

        assert status == 1, url
        assert "连不上数据库" in said, url
        assert "Traceback" not in said, url
