"""What a camera writes into a picture (拍摄信息): place, time, device; never published."""

import io

from django.core.files.base import File
from PIL import Image

#: formats that are stored with loss, and how: a JPEG with the tables it has
_QUALITY: dict[str, str | int] = {"JPEG": "keep", "WEBP": 90, "AVIF": 90}
#: where formats keep it, in Pillow's words
_KEYS = ("exif", "xmp", "comment", "photoshop")


def without_camera_data(file: File) -> File:
    """Return the picture without what its camera wrote; the same file where there is nothing."""
    file.seek(0)
    with Image.open(file) as picture:
        written = [key for key in _KEYS if picture.info.get(key)]
        if not written and not picture.getexif():
            file.seek(0)
            return file
        options = {"quality": _QUALITY[picture.format]} if picture.format in _QUALITY else {}
        for key in written:
            del picture.info[key]
        if getattr(picture, "is_animated", False):
            options["save_all"] = True
        output = io.BytesIO()
        picture.save(
            output, picture.format, icc_profile=picture.info.get("icc_profile"), exif=b"", **options
        )
    output.seek(0)
    return File(output, name=file.name)
