"""WSGI entry point: ``PYTHONPATH=.:site gunicorn config.wsgi``."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# What stands in memory now stays: the collector need not walk through it in the middle of a page.
gc.collect()
gc.freeze()
