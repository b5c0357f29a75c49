"""Names of the entries of a zip (压缩包里的文件名), in whatever encoding they were written.

Source: APPNOTE.TXT 6.3 — bit 11 says UTF-8; else a field 0x7075 may hold the name in UTF-8; else
it is meant to be code page 437, but Chinese Windows writes GBK and Linux and macOS write UTF-8.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable

_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_HAN = re.compile("[\u3400-\u9fff]")
_LONGEST = 255


def entry_names(entries: Iterable[zipfile.ZipInfo]) -> list[str]:
    """Return the name of each entry, its folders parted by ``/``; control characters replaced."""
    entries = list(entries)
    unsaid = [raw for entry in entries if (raw := _unsaid(entry)) is not None]
    encoding = _encoding_of(unsaid)
    return [_shown(_name_of(entry, encoding)) for entry in entries]


def _unsaid(entry: zipfile.ZipInfo) -> bytes | None:
    """Return the bytes of a name whose encoding the archive does not say."""
    if entry.flag_bits & _IS_UTF8 or _unicode_path(entry) is not None:
        return None
    raw = entry.orig_filename.encode("cp437")
    return None if raw.isascii() else raw


def _encoding_of(names: list[bytes]) -> str:
    """Return what all the names can be read in: they were written by one program.

    Two Chinese characters in GBK may be valid UTF-8 of other scripts; so Chinese is preferred.
    """
    fitting = []
    for encoding in ("utf-8", "gb18030"):
        try:
            text = "".join(name.decode(encoding) for name in names)
        except UnicodeDecodeError:
            continue
        fitting.append((encoding, bool(_HAN.search(text))))
    chinese = [encoding for encoding, is_chinese in fitting if is_chinese]
    return next(iter([*chinese, *(encoding for encoding, _ in fitting)]), "gb18030")


def _name_of(entry: zipfile.ZipInfo, encoding: str) -> str:
    if (name := _unicode_path(entry)) is not None:
        return name
    raw = _unsaid(entry)
    return entry.orig_filename if raw is None else raw.decode(encoding, errors="replace")


def _unicode_path(entry: zipfile.ZipInfo) -> str | None:
    """Return the name in the field for it, if that belongs to the name in the head."""
    extra = entry.extra
    while len(extra) >= 4:
        tag, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if tag != _UNICODE_PATH or len(field) < 5 or entry.flag_bits & _IS_UTF8:
            continue
        if struct.unpack_from("<I", field, 1)[0] == zlib.crc32(entry.orig_filename.encode("cp437")):
            return field[5:].decode("utf-8", errors="replace")
    return None


def _shown(name: str) -> str:
    """Return the name as it is shown and split: nothing in it can leave a line or a table."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/")
    text = "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf") else c for c in name)
    return text[-_LONGEST:]
