import os
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.databases import require_database
from core.reports import check_report
from directory.popolo.exporting import export_popolo
from divisions.codes import DivisionCodeError
from divisions.models import Division, DivisionNotFoundError


class Command(BaseCommand):
    help = (
        "Write the published records of a division and all below it as Popolo JSON (开放数据), "
        "public fields only, to a file or to standard output."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, nargs="?", metavar="OUT.json")
        parser.add_argument(
            "--division", metavar="CODE[:LEVEL]",
            help="Whose records are written; by default the nation's.",
        )  # fmt: skip

    def handle(self, **options: object) -> None:
        path = Path(options["path"]).resolve() if options["path"] else None
        if path:
            check_report(path)
        require_database()
        base = self._division(options["division"])
        if path is None:
            self.stdout.ending = ""
            export_popolo(base, self.stdout, timezone.localdate())
            return
        counts = self._to_file(path, base)
        self.stdout.write(
            f"已写入 {path.name}：{counts['persons']:,} 人，任职 {counts['memberships']:,} 项，"
            f"组织 {counts['organizations']:,} 个，地方 {counts['areas']:,} 个，"
            f"届 {counts['events']:,} 个。"
        )

    def _to_file(self, path: Path, base: Division) -> Counter:
        """Write a whole file in place of one that stands there, or leave that one."""
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".export-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                counts = export_popolo(base, file, timezone.localdate())
            Path(name).replace(path)
        except OSError as error:
            Path(name).unlink(missing_ok=True)
            raise CommandError(f"写不进 {path}：{error.strerror}。") from error
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return counts

    def _division(self, reference: object) -> Division:
        try:
            if reference is None:
                return Division.objects.root()
            return Division.objects.by_code(str(reference))
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise CommandError(str(error)) from error
