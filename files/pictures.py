"""Pictures made safe (安全的图片): read, turned upright and written anew with nothing but pixels.

What a camera or an editor wrote beside the pixels (place, time, device, comments, previews,
colour profiles) is gone; colours are sRGB or grey. Sizes are bounded before anything is decoded.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from .exceptions import PictureRefusedError
from .picture_ends import check_ends
from .picture_kinds import kind_of

#: longest edge of what is kept: three times the largest rendition of a portrait, enough to crop
LONGEST_EDGE = 2_000
#: sides beyond that are a trick: no camera makes them, and a thin strip has few pixels
MAX_SIDE = 30_000
#: at this quality a portrait of 2,000 pixels takes some 400 KB and shows no loss
_QUALITY = 88
#: larger profiles hold tables of printing presses, which are of no use here
_MAX_PROFILE_BYTES = 4 * 2**20
#: what Pillow and its decoders raise at files made to break them
_DECODING_ERRORS = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError,
    RuntimeError, MemoryError, EOFError, struct.error, zlib.error,
)  # fmt: skip
#: modes of a picture by the colour space that a profile speaks of
_PROFILED_MODES = {"RGB": ("RGB", "RGBA"), "CMYK": ("CMYK",)}
_SRGB = ImageCms.createProfile("sRGB")
_EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png"}

register_heif_opener()


@dataclass(frozen=True)
class CleanPicture:
    """A picture of nothing but pixels; ``format`` is JPEG or PNG."""

    content: bytes
    format: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        return _EXTENSIONS[self.format]

    @property
    def content_type(self) -> str:
        return f"image/{self.format.lower()}"

    def as_file(self) -> ContentFile:
        """Return a file with a name that tells nothing but the format."""
        return ContentFile(self.content, name=f"picture{self.extension}")


def clean_picture(file: BinaryIO, name: str = "", *, is_portrait: bool = True) -> CleanPicture:
    """Return the picture in ``file`` made safe.

    Of several frames the first is taken. A longest edge beyond ``LONGEST_EDGE`` is scaled down.

    Args:
        file: what was handed in; it is read from its beginning.
        name: what it was called: an extension that belies the content is refused.
        is_portrait: always a JPEG, on white where it was transparent; else drawings (with
            transparency or a palette) stay PNG.

    Raises:
        PictureRefusedError: it is no picture of ours, is broken, too large, or made to harm.
    """
    content = _read(file)
    kind = kind_of(content, name)
    try:
        with Image.open(io.BytesIO(content), formats=[kind.value]) as picture:
            _check_size(picture)
            check_ends(content, kind)
            return _written(_pixels(picture), as_drawing=not is_portrait and _is_drawing(picture))
    except Image.DecompressionBombError as error:
        raise PictureRefusedError(_too_many_pixels()) from error
    except _DECODING_ERRORS as error:
        raise PictureRefusedError("图片不完整或已损坏，打不开。请重新导出后再试。") from error


def _read(file: BinaryIO) -> bytes:
    """Return the content, no more of it than may be."""
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    file.seek(0)
    content = file.read(limit + 1)
    file.seek(0)
    if len(content) > limit:
        raise PictureRefusedError(f"图片文件太大，超过 {limit // 2**20} MB。请缩小后再试。")
    return content


def _too_many_pixels() -> str:
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 10_000
    return f"图片的像素太多，超过 {limit:,} 万。请缩小后再试。"


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS or max(width, height) > MAX_SIDE:
        raise PictureRefusedError(_too_many_pixels())


def _is_drawing(picture: Image.Image) -> bool:
    """Whether a picture is better kept without loss: it is see-through, or has few colours."""
    return picture.has_transparency_data or picture.mode in {"1", "P", "PA"}


def _pixels(picture: Image.Image) -> Image.Image:
    """Return the first frame upright, of a bounded size, in L, LA, RGB or RGBA."""
    profile = picture.info.get("icc_profile") or b""
    # Lets a JPEG be decoded at a half, a quarter or an eighth: the memory follows.
    picture.draft(None, (LONGEST_EDGE, LONGEST_EDGE))
    picture.load()
    orientation = picture.getexif().get(_ORIENTATION)
    frame = _eight_bits(picture)
    frame.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if (method := _TURNS.get(orientation)) is not None:  # the first method is 0
        frame = frame.transpose(method)
    return _standard_colours(frame, profile)


#: the EXIF tag that says how the camera was held, and what turns each of its values upright
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return the picture in L, LA, RGB, RGBA or CMYK; transparency becomes a channel."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"LA", "RGBA"}:
        return picture
    if picture.has_transparency_data:
        return picture.convert("LA" if picture.mode in {"L", "1"} else "RGBA")
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode in {"1", "F"} else "RGB")


def _standard_colours(frame: Image.Image, profile: bytes) -> Image.Image:
    """Return the frame in sRGB, by its profile where it has one that fits."""
    if frame.mode in {"L", "LA"}:
        return frame
    mode = "RGBA" if frame.mode == "RGBA" else "RGB"
    if profile and len(profile) <= _MAX_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            space = source.profile.xcolor_space.strip()
            if frame.mode in _PROFILED_MODES.get(space, ()):
                return ImageCms.profileToProfile(frame, source, _SRGB, outputMode=mode) or frame
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile says nothing: the colours are taken as they stand
    return frame.convert(mode)


def _written(frame: Image.Image, *, as_drawing: bool) -> CleanPicture:
    """Write the pixels into a file of their own."""
    if not as_drawing and frame.mode in {"LA", "RGBA"}:
        frame = _on_white(frame)
    # Only pixels: whatever else hung on the picture stays behind.
    bare = Image.new(frame.mode, frame.size)
    bare.paste(frame)
    output = io.BytesIO()
    if as_drawing:
        bare.save(output, "PNG", optimize=True)
    else:
        bare.save(output, "JPEG", quality=_QUALITY, optimize=True)
    return CleanPicture(output.getvalue(), "PNG" if as_drawing else "JPEG", *bare.size)


def _on_white(frame: Image.Image) -> Image.Image:
    mode = frame.mode.rstrip("A")
    ground = Image.new(mode, frame.size, "white")
    ground.paste(frame.convert(mode), mask=frame.getchannel("A"))
    return ground
