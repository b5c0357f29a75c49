"""The four settings modules, each in a process of its own, by environment variables alone."""

import json
import os
import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase

ROOT = settings.ROOT
#: nothing of the developer's own environment reaches these processes
BARE = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "PYTHONUTF8": "1"}
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k" * 12 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    "ALLOWED_HOSTS": "renda.example.org, www.example.org",
}
DEV = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "SECRET_KEY": "not kept"}
READ = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=BARE | variables,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def read(names: str, **variables: str) -> dict:
    """The values of settings, as a process with these variables sees them."""
    result = run("-c", READ, *names.split(), **variables)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


class ProductionTests(SimpleTestCase):
    def test_deployment_checks_find_nothing(self):
        result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_secret_key_has_no_default(self):
        result = run("-c", READ, "DEBUG", **PRODUCTION | {"SECRET_KEY": ""})

        self.assertIn("Set the environment variable SECRET_KEY.", result.stderr)

    def test_hosts_come_from_the_environment_and_nothing_is_debugged(self):
        found = read("ALLOWED_HOSTS DEBUG SERVE_MEDIA", **PRODUCTION, DEBUG="1")

        self.assertEqual(found["ALLOWED_HOSTS"], ["renda.example.org", "www.example.org"])
        self.assertFalse(found["DEBUG"])
        self.assertFalse(found["SERVE_MEDIA"])

    def test_every_log_goes_out_as_json(self):
        found = read("LOGGING", **PRODUCTION)["LOGGING"]

        self.assertEqual(found["handlers"]["stderr"]["formatter"], "json")
        self.assertEqual(found["root"]["handlers"], ["stderr"])

    def test_the_titles_that_wagtail_would_log_stay_out(self):
        code = (
            "import django, logging; django.setup();"
            "logging.getLogger('wagtail').info('Published: %s', 'a person');"
            "logging.getLogger('wagtail.jobs').warning('slow')"
        )

        said = run("-c", code, **PRODUCTION).stderr

        self.assertNotIn("a person", said)
        self.assertEqual(json.loads(said)["message"], "slow")


class DefaultTests(SimpleTestCase):
    def test_without_variables_everything_lies_beside_the_code(self):
        found = read("DATABASES MEDIA_ROOT SHARED_DATA CACHES ALLOWED_HOSTS DEBUG", **DEV)

        self.assertEqual(found["DATABASES"]["default"]["NAME"], str(ROOT / "var" / "db.sqlite3"))
        self.assertEqual(found["MEDIA_ROOT"], str(ROOT / "var" / "media"))
        self.assertEqual(found["SHARED_DATA"], str(ROOT.parent / "shared" / "data"))
        self.assertIn("DatabaseCache", found["CACHES"]["default"]["BACKEND"])
        self.assertNotIn("*", found["ALLOWED_HOSTS"])
        self.assertFalse(found["DEBUG"])

    def test_sqlite_takes_write_locks_at_once_and_syncs_fully(self):
        options = read("DATABASES", **DEV)["DATABASES"]["default"]["OPTIONS"]

        self.assertEqual(options["transaction_mode"], "IMMEDIATE")
        self.assertEqual(options["timeout"], 30)
        self.assertIn("journal_mode=WAL", options["init_command"])
        self.assertIn("synchronous=FULL", options["init_command"])

    def test_an_empty_variable_counts_as_unset(self):
        found = read("MEDIA_ROOT", **DEV, MEDIA_ROOT="")

        self.assertEqual(found["MEDIA_ROOT"], str(ROOT / "var" / "media"))

    def test_database_cache_and_media_are_switched_by_one_variable_each(self):
        found = read(
            "DATABASES CACHES MEDIA_ROOT SHARED_DATA", **DEV,
            DATABASE_URL="postgres://site:secret@db.example.org:5433/deputies",
            REDIS_URL="redis://cache.example.org/1", MEDIA_ROOT="/srv/media",
            SHARED_DATA="/srv/data",
        )  # fmt: skip

        database = found["DATABASES"]["default"]
        self.assertEqual(database["ENGINE"], "django.db.backends.postgresql")
        self.assertEqual((database["HOST"], database["PORT"]), ("db.example.org", 5433))
        self.assertIn("RedisCache", found["CACHES"]["default"]["BACKEND"])
        self.assertEqual(found["CACHES"]["default"]["LOCATION"], "redis://cache.example.org/1")
        self.assertEqual(found["MEDIA_ROOT"], "/srv/media")
        self.assertEqual(found["SHARED_DATA"], "/srv/data")

    def test_mail_goes_where_its_address_says(self):
        found = read(
            "EMAIL_BACKEND EMAIL_HOST EMAIL_PORT EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_USE_TLS",
            **DEV, EMAIL_URL="smtp+tls://rd:p%40ss@mail.example.org:587",
        )  # fmt: skip

        self.assertEqual(
            list(found.values()),
            ["django.core.mail.backends.smtp.EmailBackend", "mail.example.org", 587, "rd", "p@ss",
             True],
        )  # fmt: skip

    def test_without_an_address_an_office_sees_its_mail_in_the_terminal(self):
        self.assertIn("console", read("EMAIL_BACKEND", **DEV)["EMAIL_BACKEND"])
        self.assertIn("smtp", read("EMAIL_BACKEND", **PRODUCTION)["EMAIL_BACKEND"])

    def test_manage_py_runs_the_office_settings(self):
        result = run(
            "manage.py", "shell", "-v", "0", "-c",
            "from django.conf import settings; print(settings.SETTINGS_MODULE)",
            SECRET_KEY="not kept",
        )  # fmt: skip

        self.assertEqual(result.stdout.strip(), "config.settings.dev", result.stderr)
