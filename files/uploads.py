"""Pictures uploaded in the admin (上传的图片), made safe before they are stored."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.fields import WagtailImageField

from .exceptions import PictureRefusedError
from .pictures import clean_picture


def cleaned_upload(file: File) -> SimpleUploadedFile:
    """Return the uploaded picture made safe; drawings keep their transparency.

    Raises:
        PictureRefusedError: it is no picture of ours, is broken, too large, or made to harm.
    """
    picture = clean_picture(file, file.name or "", is_portrait=False)
    return SimpleUploadedFile(f"picture{picture.extension}", picture.content, picture.content_type)


class SafePictureField(WagtailImageField):
    """The field of a picture, whose value is the upload made safe.

    Wagtail looks at the file only then: what is broken would bring its own checks down.
    """

    @classmethod
    def in_place_of(cls, field: WagtailImageField) -> Self:
        """Return a field that asks like ``field``."""
        return cls(
            label=field.label, required=field.required, max_length=field.max_length,
            widget=field.widget,
        )  # fmt: skip

    def to_python(self, data: File | None) -> File | None:
        if data in self.empty_values:
            return None
        try:
            return super().to_python(cleaned_upload(data))
        except PictureRefusedError as error:
            raise ValidationError(str(error), code="picture_refused") from error
