"""Tests: fast hashes, tasks at once, nothing outside a temporary folder."""

import tempfile
from pathlib import Path

import dj_database_url

from config import env

from .base import *

SECRET_KEY = "test only"  # noqa: S105 - guards nothing
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {
    "default": dj_database_url.parse(env.optional("DATABASE_URL", "sqlite://:memory:")),
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
#: removed by tests/conftest.py
SCRATCH = Path(tempfile.mkdtemp(prefix="tests-"))
VAR = SCRATCH
MEDIA_ROOT = str(SCRATCH / "media")
IMPORT_ROOT = str(SCRATCH / "imports")
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir()  # static files come from the finders; WhiteNoise warns where it is missing
WHITENOISE_USE_FINDERS = True
SHOW_COMPONENTS = True
