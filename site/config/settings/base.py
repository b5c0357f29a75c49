"""Settings that every environment shares."""

from pathlib import Path

import dj_database_url
from environ import Env

from config import env

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"

INSTALLED_APPS = [
    "home",
    "directory",
    "files",
    "accounts",
    "divisions",
    "core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    # Between these: its permission policies replace those of images and documents, and must
    # stand before snippets ask for theirs.
    "editing",
    "wagtail.snippets",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "editing.guard.DivisionAdminGuard",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.page",
                "home.context_processors.site_settings",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.optional("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}"), conn_max_age=600
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
            " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    # Pages ask many short questions: compiling one costs more than it saves, and an index on an
    # SSD or in memory is no dearer than looking through the table.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c jit=off -c random_page_cost=1.1"
    )

CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.optional("REDIS_URL"),
        }
        if env.optional("REDIS_URL")
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "core_cache",
        }
    ),
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS …: what the address does not say keeps Django's default.
globals().update(
    (name, value)
    for name, value in Env.email_url_config(
        env.optional("EMAIL_URL", "smtp://localhost:25")
    ).items()
    if name != "OPTIONS" and value not in {None, ""}
)
DEFAULT_FROM_EMAIL = env.optional("DEFAULT_FROM_EMAIL", "webmaster@localhost")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.optional("MEDIA_ROOT", str(VAR / "media"))
#: uploaded rosters: people's data, served by nobody, gone with the period in which an import may
#: be taken back
IMPORT_ROOT = env.optional("IMPORT_ROOT", str(VAR / "imports"))
#: address of the search engine; empty: the database searches
ELASTICSEARCH_URL = env.optional("ELASTICSEARCH_URL")
#: keys of encrypted columns, the newest first; older ones still decrypt
FIELD_ENCRYPTION_KEYS = env.names("FIELD_ENCRYPTION_KEYS")
SHARED_DATA = Path(env.optional("SHARED_DATA", str(ROOT.parent / "shared" / "data")))

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Photographs sent one by one: the form says how many it takes, in words.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
X_FRAME_OPTIONS = "DENY"  # Wagtail lifts it where its editor shows a preview
SECURE_REFERRER_POLICY = "same-origin"

WAGTAIL_SITE_NAME = "代表家站"
WAGTAILADMIN_BASE_URL = env.optional("BASE_URL", f"http://127.0.0.1:{env.optional('PORT', '8000')}")
WAGTAILADMIN_USER_LOGIN_FORM = "accounts.forms.SignInForm"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILIMAGES_IMAGE_MODEL = "files.DivisionImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "files.forms.DivisionImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "files.DivisionDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "files.forms.DivisionDocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    "doc", "docx", "ofd", "pdf", "ppt", "pptx", "rtf", "txt", "xls", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
# Finds part of a word; the full-text search of the databases takes a run of Chinese for one word.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback"}}

#: serve renditions from the application itself (no front server beside it)
SERVE_MEDIA = True
#: the page that shows every component in every state
SHOW_COMPONENTS = False
#: days for which an import may be taken back
IMPORT_UNDO_DAYS = 30
#: days for which photo and biography of a deputy stay after the last day in office
FORMER_PORTRAIT_DAYS = 365
