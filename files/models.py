"""Images and documents (图片、文件) that belong to a division."""

import uuid
from pathlib import PurePath

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from core.visibility import PUBLIC, RESTRICTED, TECHNICAL
from editing.scoped import DivisionScopedModel

#: what both kinds of file declare alike
_FILE = {
    "id": TECHNICAL, "division": TECHNICAL, "division_path": TECHNICAL, "collection": TECHNICAL,
    "file_hash": TECHNICAL, "file_size": PUBLIC, "title": PUBLIC, "file": RESTRICTED,
    "uploaded_by_user": RESTRICTED, "created_at": RESTRICTED,
}  # fmt: skip


class DivisionImage(DivisionScopedModel, AbstractImage):
    """A picture of a division. Its file name is a UUID: a name in it would be public."""

    alt_text = models.CharField(
        "替代文字", max_length=200, blank=True, help_text="给看不见图片的人读的一句话。"
    )

    admin_form_fields = ("title", "file", "alt_text", "division", "tags")

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

    @property
    def default_alt_text(self) -> str:
        return self.alt_text or self.title


class DivisionRendition(AbstractRendition):
    """A scaled copy of an image, without the camera's data."""

    image = models.ForeignKey(DivisionImage, on_delete=models.CASCADE, related_name="renditions")

    visibility = dict.fromkeys(["id", "image", "filter_spec", "focal_point_key"], TECHNICAL) | {
        "file": PUBLIC, "width": PUBLIC, "height": PUBLIC,
    }  # fmt: skip

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class DivisionDocument(DivisionScopedModel, AbstractDocument):
    """A file of a division."""

    admin_form_fields = ("title", "file", "division", "tags")

    visibility = _FILE | {"file": PUBLIC}

    class Meta(AbstractDocument.Meta):
        verbose_name = "文件"
        verbose_name_plural = "文件"
