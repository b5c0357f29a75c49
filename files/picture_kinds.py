"""What kind of picture a file is: its content says so, and its extension must agree."""

import enum
import re
from pathlib import PurePath

from .exceptions import PictureRefusedError

ACCEPTED = "请提供 JPEG、PNG、WebP、HEIC 或 AVIF 图片"


class PictureKind(enum.StrEnum):
    """Kinds of pictures that are read; the values are Pillow's names."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    HEIF = "HEIF"
    AVIF = "AVIF"


#: extensions that do not belie the content; a name without one says nothing
SUFFIXES = {
    PictureKind.JPEG: frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    PictureKind.PNG: frozenset({".png"}),
    PictureKind.WEBP: frozenset({".webp"}),
    PictureKind.GIF: frozenset({".gif"}),
    PictureKind.HEIF: frozenset({".heic", ".heif", ".hif"}),
    PictureKind.AVIF: frozenset({".avif"}),
}
_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
)  # fmt: skip
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
#: containers that hold either
_BOTH_BRANDS = frozenset({b"mif1", b"msf1"})
#: how files begin that are no pictures of ours
_OTHER_STARTS = {
    b"%PDF": "PDF 文件",
    b"PK": "压缩包或 Office 文件",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"BM": "BMP 图片",
    b"II*\0": "TIFF 图片",
    b"MM\0*": "TIFF 图片",
    b"II+\0": "TIFF 图片",
    b"8BPS": "Photoshop 文件",
    b"MZ": "程序",
    b"\x7fELF": "程序",
    b"\xd0\xcf\x11\xe0": "旧版 Office 文件",
    b"\0\0\1\0": "图标",
    b"\xff\x4f\xff\x51": "JPEG 2000 图片",
    b"\0\0\0\x0cjP": "JPEG 2000 图片",
}
_MARKUP = re.compile(rb"<(\?xml|!doctype|svg|html|head|script|body|\?php)", re.IGNORECASE)
#: what is looked at to tell the kind
_HEAD = 1024


def kind_of(content: bytes, name: str = "") -> PictureKind:
    """Return what kind of picture ``content`` is, handed in as a file called ``name``.

    Raises:
        PictureRefusedError: it is none, or the extension of ``name`` says something else.
    """
    head = content[:_HEAD]
    kind = _kind_by_content(head)
    if kind is None:
        raise PictureRefusedError(_refusal(head))
    suffix = PurePath(name).suffix.lower()
    if suffix and suffix not in SUFFIXES[kind]:
        raise PictureRefusedError(
            f"扩展名是 {suffix}，内容却是 {kind.value} 图片。请核对是不是这个文件；"
            f"是的话，把扩展名改为 {min(SUFFIXES[kind], key=len)}。"
        )
    return kind


def _kind_by_content(head: bytes) -> PictureKind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureKind.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return PictureKind.GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PictureKind.WEBP
    return _kind_by_brand(head) if head[4:8] == b"ftyp" else None


def _kind_by_brand(head: bytes) -> PictureKind | None:
    """Tell HEIC from AVIF by the brands of the first box."""
    major = head[8:12]
    size = int.from_bytes(head[:4])
    others = {head[start : start + 4] for start in range(16, min(size, len(head)), 4)}
    if major in _AVIF_BRANDS or (major in _BOTH_BRANDS and others & _AVIF_BRANDS):
        return PictureKind.AVIF
    if major in _HEIF_BRANDS or (major in _BOTH_BRANDS and others & _HEIF_BRANDS):
        return PictureKind.HEIF
    return None


def _refusal(head: bytes) -> str:
    """Say what a file is that is no picture of ours."""
    if not head.strip(b"\0 \t\r\n"):
        return f"文件是空的。{ACCEPTED}。"
    if b"<svg" in head.lower():
        return f"这是 SVG 矢量图，里面可以藏程序，不予接受。{ACCEPTED}。"
    for start, what in _OTHER_STARTS.items():
        if head.startswith(start):
            return f"这是{what}，不能用作照片。{ACCEPTED}。"
    if _MARKUP.search(head):
        return f"这是网页或 XML，不是图片。{ACCEPTED}。"
    return f"认不出这是什么图片。{ACCEPTED}。"
