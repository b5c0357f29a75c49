"""Small views of the pictures in an archive, so that whoever decides sees whom they show."""

import io
from pathlib import Path

from PIL import Image

from directory.exceptions import PhotosRefusedError
from files.exceptions import PictureRefusedError
from files.pictures import clean_picture

from .photo_archive import MemberUnreadableError, open_archive

#: width and height within which a picture is shown
_SIZE = (120, 150)


def small_view(path: Path, number: int) -> bytes:
    """Return a small JPEG of the file that is ``number`` in the archive, from 1.

    It is made safe like a picture that is imported.

    Raises:
        PhotosRefusedError: archive or file is gone, or it is no picture of ours.
    """
    try:
        with open_archive(path) as archive:
            member = archive.members[number - 1]
            clean = clean_picture(io.BytesIO(archive.read(member)), member.base)
    except (OSError, IndexError, MemberUnreadableError, PictureRefusedError) as error:
        raise PhotosRefusedError("这张照片不能显示。") from error
    target = io.BytesIO()
    with Image.open(io.BytesIO(clean.content)) as picture:
        picture.thumbnail(_SIZE)
        picture.save(target, "JPEG", quality=80)
    return target.getvalue()
