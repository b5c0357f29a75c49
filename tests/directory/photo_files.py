"""Photographs and archives that tests make."""

import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from PIL import Image


def jpeg(colour=(200, 30, 20), size=(60, 80), **options) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", **options)
    return file.getvalue()


def zipped(files, *, flag_utf8: bool = True, encoding: str = "utf-8", method=zipfile.ZIP_STORED):
    """Return the bytes of an archive of ``{name: content}`` or pairs of them.

    Args:
        flag_utf8: as bit 11 says; else the names are raw bytes in ``encoding``.
    """
    pairs = files.items() if isinstance(files, dict) else files
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number, (name, content) in enumerate(pairs):
            archive.writestr(name if flag_utf8 else f"{number:04}", content)
    content = target.getvalue()
    if flag_utf8:
        return content
    return _renamed(content, [name.encode(encoding) for name, _ in pairs])


def _renamed(content: bytes, names: list[bytes]) -> bytes:
    """Write the archive anew with raw names, as programs do that say no encoding."""

    class Raw(zipfile.ZipInfo):
        __slots__ = ()

        def _encodeFilenameFlags(self):  # noqa: N802 - the name that zipfile calls
            return names[int(self.filename)], self.flag_bits

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for info in source.infolist():
            raw = Raw(info.filename)
            raw.compress_type = info.compress_type
            archive.writestr(raw, source.read(info))
    return target.getvalue()


def run_photos(archive: bytes | Path, place, **options) -> tuple[int, dict, str]:
    """Import through the command; return exit status, report and what it says.

    The report is empty where none was written.
    """
    reference = place if isinstance(place, str) else f"{place.code}:{place.level}"
    said = io.StringIO()
    with TemporaryDirectory() as folder:
        path, report = Path(folder) / "photos.zip", Path(folder) / "report.json"
        path.write_bytes(archive if isinstance(archive, bytes) else archive.read_bytes())
        status = 0
        try:
            call_command(
                "import_photos", str(path), division=reference, report=str(report), stdout=said,
                **options,
            )  # fmt: skip
        except SystemExit as left:
            status = left.code
        except CommandError as error:
            status = error.returncode
            said.write(str(error))
        written = json.loads(report.read_text("utf-8")) if report.exists() else {}
        return status, written, said.getvalue()


def outcome_of(report: dict) -> dict[str, str]:
    """Return ``{name in the archive: outcome}``."""
    return {row["member"]: row["outcome"] for row in report["files"]}
