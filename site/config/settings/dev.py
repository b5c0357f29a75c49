"""One office, one machine: everything beside the code, nothing to configure."""

import secrets

from config import env

from .base import *
from .base import STATIC_ROOT, VAR

DEBUG = env.optional("DEBUG") == "1"
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")


def _secret_key() -> str:
    """Return the key of this installation, made once and kept in ``var/``."""
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = env.optional("SECRET_KEY") or _secret_key()
if not env.optional("EMAIL_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
WHITENOISE_AUTOREFRESH = DEBUG
SHOW_COMPONENTS = True

# A fault shows in the terminal; what only informs would bury the addresses printed there.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "root": {"handlers": ["stderr"]},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
