"""gunicorn in production: ``python -m gunicorn -c deploy/gunicorn.conf.py config.wsgi``.

Its own lines are JSON like the site's. It logs no requests (nginx does), and no malformed request
line either: such a line repeats whatever the client sent.
"""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = os.cpu_count()
timeout = 120
control_socket_disable = True
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.log_lines.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
