"""Pictures uploaded in the admin (上传的图片), made safe before they are stored."""

from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile

from .pictures import clean_picture


def cleaned_upload(file: File) -> SimpleUploadedFile:
    """Return the uploaded picture made safe; drawings keep their transparency.

    Raises:
        PictureRefusedError: it is no picture of ours, is broken, too large, or made to harm.
    """
    picture = clean_picture(file, file.name or "", is_portrait=False)
    return SimpleUploadedFile(f"picture{picture.extension}", picture.content, picture.content_type)
