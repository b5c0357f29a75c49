"""What this app does when others store a file."""

from typing import Any

from django.db.models.signals import pre_save
from wagtail.models import UploadedFile

from .models import DivisionImage
from .uploads import cleaned_upload


def clean_waiting_picture(instance: UploadedFile, **kwargs: Any) -> None:
    """Make a picture safe that waits for the rest of its form; the form has accepted it before.

    Several pictures dropped in at once, whose division is still to be said, are put aside by
    Wagtail as they were sent, and become images without a form seeing the file again.
    """
    kind = instance.for_content_type
    is_picture = kind is not None and kind.model_class() is DivisionImage
    if is_picture and not instance.file._committed:
        instance.file = cleaned_upload(instance.file.file)


def register_signal_handlers() -> None:
    """Connect the handlers; called once, when the apps are ready."""
    pre_save.connect(clean_waiting_picture, sender=UploadedFile)
