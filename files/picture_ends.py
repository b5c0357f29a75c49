"""Where a picture ends: whatever else stands in its file is foreign.

A file that is a picture and something else besides (an archive, a page, a document) is refused,
although nothing of it would survive the cleaning: nobody makes one by accident. What cameras
append is passed over: padding, further pictures, the film of a moving photo, a maker's own trailer.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from .exceptions import PictureRefusedError
from .picture_kinds import PictureKind

#: what no picture holds, wherever it stands; in small letters
_FOREIGN = (b"%pdf-", b"<?php", b"<script", b"<html", b"<!doctype")
#: beginnings of archives, looked for behind the picture
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
#: pictures behind the picture: previews, maps of brightness and depth
_FURTHER_PICTURES = 8
#: where the first box of a film says what it is
_FILM_HEAD = 64
_PADDING = b"\0\xff \t\r\n"
_BROKEN = "图片不完整或已损坏，打不开。请重新导出后再试。"
_FOREIGN_DATA = "图片里混有别的内容（压缩包、网页或文档），不予接受。请用看图软件另存一份再试。"
#: channels by the colour type of a PNG
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
#: an interlaced PNG holds its rows in seven pictures, each row with a filter byte and rounded up
_ADAM7_PASSES = 7
_INFLATED_AT_ONCE = 2**20
#: boxes of HEIC and AVIF: one that is cut short breaks the picture off
_BOXES = frozenset({b"ftyp", b"meta", b"mdat", b"moov", b"idat", b"free", b"skip", b"uuid"})


def check_ends(content: bytes, kind: PictureKind) -> None:
    """Make sure that ``content`` is one whole picture of ``kind`` and nothing else.

    Raises:
        PictureRefusedError: it breaks off, or holds something else besides.
    """
    small = content.lower()
    if any(mark in small for mark in _FOREIGN) or _is_archive(content):
        raise PictureRefusedError(_FOREIGN_DATA)
    try:
        end = _ENDS[kind](content)
    except (IndexError, struct.error, KeyError) as error:
        raise PictureRefusedError(_BROKEN) from error
    if end > len(content):
        raise PictureRefusedError(_BROKEN)
    if not _is_harmless(content[end:]):
        raise PictureRefusedError(_FOREIGN_DATA)


def _is_archive(content: bytes) -> bool:
    """Whether programs that unpack archives would open the file as one."""
    try:
        return zipfile.is_zipfile(io.BytesIO(content))
    except zipfile.BadZipFile:  # one of several parts
        return True


def _is_harmless(rest: bytes) -> bool:
    """Whether what follows a picture is what cameras put there."""
    if any(archive in rest for archive in _ARCHIVES):
        return False
    for _ in range(_FURTHER_PICTURES):
        start = rest.find(b"\xff\xd8\xff")
        if start < 0 or rest[:start].strip(_PADDING):
            break
        try:
            rest = rest[start + _end_of_jpeg(rest[start:]) :]
        except (IndexError, struct.error):
            return False
    is_film = b"ftyp" in rest[:_FILM_HEAD]
    return is_film or not rest.strip(_PADDING) or rest.rstrip(_PADDING).endswith(b"SEFT")


def _end_of_jpeg(content: bytes) -> int:
    """Walk the segments to the end of image; raises ``IndexError`` where there is none."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise IndexError(at)
        marker = content[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker == 0xD9:
            return at + 2
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
            if marker == 0xDA:
                at = _end_of_scan(content, at)


#: a marker within compressed data: neither a stuffed 0xFF nor a restart
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def _end_of_scan(content: bytes, at: int) -> int:
    if match := _MARKER.search(content, at):
        return match.start()
    raise IndexError(at)


def _end_of_png(content: bytes) -> int:
    """Walk the chunks, and inflate the pixels to see that they are as many as the head says."""
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", content, 16)
    row = (width * depth * _PNG_CHANNELS[colour] + 7) // 8 + 1
    passes = _ADAM7_PASSES if interlaced else 1
    pixels = _Inflated(row * height + (passes - 1) * 2 * (height + passes))
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        if name == b"IDAT":
            pixels.add(content[at + 8 : at + 8 + length])
        at += 12 + length
        if name == b"IEND":
            return at


class _Inflated:
    """Counts what compressed pixels become, and stops where it is more than it may be."""

    def __init__(self, limit: int) -> None:
        self.left = limit
        self.inflater = zlib.decompressobj()

    def add(self, data: bytes) -> None:
        """Inflate one piece.

        Raises:
            PictureRefusedError: it becomes more than the picture has pixels, or is broken.
        """
        while data and not self.inflater.eof:
            try:
                self.left -= len(self.inflater.decompress(data, _INFLATED_AT_ONCE))
            except zlib.error as error:
                raise PictureRefusedError(_BROKEN) from error
            if self.left < 0:
                raise PictureRefusedError("图片解压后远远大于它标明的尺寸，不予接受。")
            data = self.inflater.unconsumed_tail


def _end_of_gif(content: bytes) -> int:
    """Walk the blocks to the trailer."""
    at = 13 + _colours(content[10])
    while True:
        block = content[at]
        if block == 0x3B:
            return at + 1
        if block == 0x21:
            at = _end_of_sub_blocks(content, at + 2)
        elif block == 0x2C:
            at = _end_of_sub_blocks(content, at + 11 + _colours(content[at + 9]))
        else:
            raise IndexError(at)


def _colours(flags: int) -> int:
    """Return the length of the table of colours that ``flags`` announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_sub_blocks(content: bytes, at: int) -> int:
    while length := content[at]:
        at += length + 1
    return at + 1


def _end_of_webp(content: bytes) -> int:
    size = struct.unpack_from("<I", content, 4)[0]
    return 8 + size + size % 2


def _end_of_boxes(content: bytes) -> int:
    """Walk the boxes of HEIC or AVIF to the first thing that is no box."""
    at = 0
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        if size == 1:
            size = struct.unpack_from(">Q", content, at + 8)[0]
        elif size == 0:  # to the end of the file
            return len(content)
        is_whole = size >= 8 and at + size <= len(content)
        if not is_whole and name not in _BOXES:
            return at
        at += max(size, 8)
    return at


_ENDS: dict[PictureKind, Callable[[bytes], int]] = {
    PictureKind.JPEG: _end_of_jpeg,
    PictureKind.PNG: _end_of_png,
    PictureKind.WEBP: _end_of_webp,
    PictureKind.GIF: _end_of_gif,
    PictureKind.HEIF: _end_of_boxes,
    PictureKind.AVIF: _end_of_boxes,
}
