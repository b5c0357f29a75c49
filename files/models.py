"""Images and documents (图片、文件) that belong to a division."""

import secrets
import uuid
from pathlib import PurePath

from django.core.files.base import File
from django.db import models
from django.utils.text import get_valid_filename
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.search import index

from core.visibility import PUBLIC, RESTRICTED, TECHNICAL
from editing.scoped import DivisionScopedModel

from .camera_data import without_camera_data

#: what both kinds of file declare alike
_FILE = {
    "id": TECHNICAL, "division": TECHNICAL, "division_path": TECHNICAL, "collection": TECHNICAL,
    "file_hash": TECHNICAL, "file_size": PUBLIC, "title": RESTRICTED, "file": RESTRICTED,
    "uploaded_by_user": RESTRICTED, "created_at": RESTRICTED, "tags": RESTRICTED,
}  # fmt: skip


class DivisionImage(DivisionScopedModel, AbstractImage):
    """A picture of a division (图片). Its file name is a UUID: a name in it would be public.

    The title is for staff, often the name of the uploaded file; people read ``alt_text``.
    """

    alt_text = models.CharField(
        "替代文字", max_length=200, blank=True, help_text="给看不见图片的人读的一句话。"
    )

    admin_form_fields = (
        "title", "file", "alt_text", "division", "focal_point_x", "focal_point_y",
        "focal_point_width", "focal_point_height",
    )  # fmt: skip
    search_fields = [*AbstractImage.search_fields, index.FilterField("division_path")]

    visibility = _FILE | {
        "alt_text": PUBLIC, "description": PUBLIC, "width": PUBLIC, "height": PUBLIC,
        "focal_point_x": TECHNICAL, "focal_point_y": TECHNICAL,
        "focal_point_width": TECHNICAL, "focal_point_height": TECHNICAL,
    }  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = "图片"
        verbose_name_plural = "图片"

    def get_upload_to(self, filename: str) -> str:
        """Return a path that tells nothing: ``original_images/<uuid>.<suffix>``."""
        suffix = PurePath(filename).suffix.lower()
        return f"original_images/{uuid.uuid4().hex}{suffix}"

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Make a scaled copy, without what the camera wrote into the original."""
        return without_camera_data(super().generate_rendition_file(filter, source=source))

    @property
    def default_alt_text(self) -> str:
        """What stands in place of the picture where a page says nothing else; may be empty."""
        return self.alt_text


class DivisionRendition(AbstractRendition):
    """A scaled copy of an image, without the camera's data."""

    image = models.ForeignKey(DivisionImage, on_delete=models.CASCADE, related_name="renditions")

    visibility = dict.fromkeys(["id", "image", "filter_spec", "focal_point_key"], TECHNICAL) | {
        "file": PUBLIC, "width": PUBLIC, "height": PUBLIC,
    }  # fmt: skip

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


def document_path(document: models.Model, filename: str) -> str:
    """Return where a document is stored, which is also the end of its public address.

    It is named after its title, not after the uploaded file, and cannot be guessed.
    """
    title = get_valid_filename(document.title[:40]) if document.title else "document"
    return f"documents/{title}-{secrets.token_hex(8)}{PurePath(filename).suffix.lower()}"


class DivisionDocument(DivisionScopedModel, AbstractDocument):
    """A file of a division (文件), served through Wagtail's view and never as plain media."""

    file = models.FileField("文件", upload_to=document_path)

    admin_form_fields = ("title", "file", "division")
    search_fields = [*AbstractDocument.search_fields, index.FilterField("division_path")]

    visibility = _FILE | {"file": PUBLIC, "title": PUBLIC}

    class Meta(AbstractDocument.Meta):
        verbose_name = "文件"
        verbose_name_plural = "文件"
