"""All that is stored of the directory and its pictures, to be compared."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

#: what is meant to grow: the history of changes, and the imports themselves
_HISTORY = {"ImportBatch", "ColumnChoice"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every column of every row of the directory, of pictures and of revisions."""
    models = [
        model
        for label in ("directory", "files")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model.__name__ not in _HISTORY
    ]
    models.append(apps.get_model("wagtailcore", "Revision"))
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def media_files() -> set[str]:
    """The files of pictures that lie in public storage."""
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
