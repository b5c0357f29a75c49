"""Archives of photographs (照片压缩包): opened without trusting anything they say of themselves.

Nothing is ever unpacked to disk, so that a name in the archive is a text and no path. Each entry
is read in memory up to a limit, whatever size the directory of the archive claims.
"""

import enum
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings

from core.identity_numbers import mask_identity_numbers
from directory.exceptions import PhotosRefusedError

from .photo_entry_names import entry_names

#: a county has some 300 deputies, a province some 800; more come in several archives
MAX_ENTRIES = 5_000
#: what 5,000 pictures of phones may weigh, and what reading them once may take
MAX_ARCHIVE_BYTES = 2 * 2**30
MAX_TOTAL_BYTES = 4 * 2**30
#: pictures are compressed already: an archive that grows tenfold holds something else
MAX_RATIO = 20
#: below this size a ratio says nothing: a white picture, a list of names
_SMALL = 10 * 2**20
#: what one entry may take in the directory of the archive: its longest name, and some fields
_DIRECTORY_BYTES = 1_024

#: ends of names that may be pictures; what they are is looked at later
PICTURES = frozenset(
    {"", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".hif", ".avif",
     ".gif", ".bmp", ".tif", ".tiff", ".svg", ".psd", ".jp2", ".raw", ".cr2", ".nef", ".arw"}
)  # fmt: skip
_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".cab"})
#: what systems leave behind in folders
_LEFT_BEHIND = re.compile(r"(?i)thumbs\.db|\.ds_store|desktop\.ini|\._.*|ehthumbs\.db")
_DRIVE = re.compile(r"[A-Za-z]:")
#: the fields of the record that ends an archive
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LONGEST_COMMENT = 2**16
_ZIP64_MARK = b"PK\x06\x07"
_ENCRYPTED = 0x1
#: other methods inflate without a limit
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OTHERS = {
    b"Rar!": "RAR 压缩包", b"7z\xbc\xaf": "7z 压缩包", b"\x1f\x8b": "gzip 压缩包",
    b"BZh": "bzip2 压缩包", b"\xfd7zXZ": "xz 压缩包", b"MSCF": "CAB 压缩包",
    b"%PDF": "PDF 文件", b"\xff\xd8\xff": "图片", b"\x89PNG": "图片", b"MZ": "程序",
}  # fmt: skip
_BROKEN = "压缩包已损坏，打不开。请重新压缩后再导入。"


class MemberKind(enum.StrEnum):
    """What an entry of an archive is to the import."""

    PICTURE = "picture"
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True)
class Member:
    """A file in the archive.

    Attributes:
        name: as it is shown, with its folders, identity numbers masked.
        reason: why it is ignored or refused.
    """

    name: str
    info: zipfile.ZipInfo
    kind: MemberKind = MemberKind.PICTURE
    reason: str = ""

    @property
    def folders(self) -> list[str]:
        """The folders it lies in, without what leads out of the archive."""
        parts = PurePosixPath(self.name).parts[:-1]
        return [p for p in parts if p not in ("/", "..", ".") and not _DRIVE.fullmatch(p)]

    @property
    def base(self) -> str:
        """The name without folders and drive."""
        return _DRIVE.sub("", PurePosixPath(self.name).name, count=1).strip()


class MemberUnreadableError(Exception):
    """An entry that cannot be read; the message is Chinese."""


class PhotoArchive:
    """An open archive and its members, directories left out."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        entries = archive.infolist()
        names = [mask_identity_numbers(name) for name in entry_names(entries)]
        pairs = zip(names, entries, strict=True)
        self.members = [_member(name, entry) for name, entry in pairs if not _is_folder(name)]
        self._refuse_whole()

    def read(self, member: Member) -> bytes:
        """Return the content of a member, never more than the directory says it has.

        Raises:
            MemberUnreadableError: it is broken or larger than a picture may be.
        """
        limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        try:
            with self._archive.open(member.info) as file:
                content = file.read(limit + 1)
        except (
            zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError,
            ValueError, struct.error,
        ) as error:  # fmt: skip
            raise MemberUnreadableError("这个文件在压缩包里已损坏，读不出来。") from error
        if len(content) > limit:
            raise MemberUnreadableError(f"解压后超过 {limit // 2**20} MB，不予导入。")
        return content

    def _refuse_whole(self) -> None:
        """Refuse an archive that is no archive of photographs.

        Raises:
            PhotosRefusedError: it is encrypted, too large, or holds archives.
        """
        entries = [member.info for member in self.members]
        if len(entries) > MAX_ENTRIES:
            raise PhotosRefusedError(_too_many())
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise PhotosRefusedError("压缩包设了密码，无法读取。请去掉密码重新压缩后再导入。")
        for member in self.members:
            if PurePosixPath(member.base).suffix.lower() in _ARCHIVES:
                raise PhotosRefusedError(
                    f"压缩包里还有压缩包（{member.name}）。请先解压，把照片放进一个 .zip 再导入。"
                )
        inflated = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if inflated > MAX_TOTAL_BYTES:
            raise PhotosRefusedError(_too_large())
        size = Path(self._archive.filename or "").stat().st_size
        if packed > size or (inflated > _SMALL and inflated > MAX_RATIO * max(size, 1)):
            raise PhotosRefusedError("压缩包解压后远远大于它本身，不像是照片，不予导入。")


@contextmanager
def open_archive(path: Path) -> Iterator[PhotoArchive]:
    """Open the archive at ``path``.

    Raises:
        PhotosRefusedError: it is no zip, broken, encrypted, too large, or holds archives.
    """
    with path.open("rb") as file:
        _check_directory(file)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, ValueError) as error:
        raise PhotosRefusedError(_BROKEN) from error
    except NotImplementedError as error:
        raise PhotosRefusedError("压缩包用了不支持的格式，请用系统自带的压缩重做。") from error
    with archive:
        yield PhotoArchive(archive)


def _check_directory(file: BinaryIO) -> None:
    """Look at the beginning and the end of the file before its whole directory is read.

    Raises:
        PhotosRefusedError: it is no zip, or its directory is too large to be read.
    """
    head = file.read(4_096)
    if not head:
        raise PhotosRefusedError("文件是空的。")
    if not head.startswith((b"PK\x03\x04", _END_MARK)):
        what = next((what for start, what in _OTHERS.items() if head.startswith(start)), "")
        raise PhotosRefusedError(
            f"这{f'是{what}，' if what else ''}不是 ZIP 压缩包。请把照片压缩成 .zip 再导入。"
        )
    size = file.seek(0, 2)
    if size > MAX_ARCHIVE_BYTES:
        raise PhotosRefusedError(f"压缩包超过 {MAX_ARCHIVE_BYTES // 2**30} GB，请分成几个导入。")
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT - 20))
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise PhotosRefusedError(_BROKEN)
    if _ZIP64_MARK in tail[max(0, at - 20) : at]:
        raise PhotosRefusedError(_too_many())
    _, _, _, _, count, length, _, _ = _END.unpack_from(tail, at)
    if count > 2 * MAX_ENTRIES or length > 2 * MAX_ENTRIES * _DIRECTORY_BYTES:
        raise PhotosRefusedError(_too_many())


def _too_many() -> str:
    return f"压缩包里的文件超过 {MAX_ENTRIES:,} 个，请分成几个导入。"


def _too_large() -> str:
    return f"压缩包解压后超过 {MAX_TOTAL_BYTES // 2**30} GB，请分成几个导入。"


def _is_folder(name: str) -> bool:
    return name.endswith("/")


def _member(name: str, entry: zipfile.ZipInfo) -> Member:
    """Say of an entry whether it may be a picture."""
    parts = PurePosixPath(name).parts
    base = parts[-1] if parts else name
    if "__MACOSX" in parts or _LEFT_BEHIND.fullmatch(base):
        return Member(name, entry, MemberKind.IGNORED, "系统文件")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Member(name, entry, MemberKind.REFUSED, "是符号链接，不是文件")
    suffix = PurePosixPath(base).suffix.lower()
    if suffix not in PICTURES and suffix not in _ARCHIVES:
        return Member(name, entry, MemberKind.IGNORED, "不是图片")
    if entry.compress_type not in _METHODS:
        return Member(name, entry, MemberKind.REFUSED, "压缩方式不支持，请用系统自带的压缩重做")
    return Member(name, entry)
