from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from core.databases import require_database
from divisions.enums import Level
from divisions.shipped import write_table


class Command(BaseCommand):
    help = "Write the divisions in force as a compressed table (.csv.gz) that can be imported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--level", type=int, choices=Level.values[1:], default=int(Level.TOWNSHIP),
            help="How deep: 1 provinces to 5 villages (4).",
        )  # fmt: skip

    def handle(self, *, file: Path, level: int, **options: object) -> None:
        require_database()
        written = write_table(file, deepest=level)
        self.stdout.write(f"已写出 {written:,} 行：{file}")
