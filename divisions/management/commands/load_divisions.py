from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from divisions.exceptions import DivisionError
from divisions.importers.run import import_files
from divisions.shipped import PATH, TITLE


class Command(BaseCommand):
    help = "Load the divisions (区划) of the whole country to township level; safe to run again."

    def handle(self, **options: object) -> None:
        require_database()
        loud = bool(options["verbosity"])
        try:
            report = import_files(
                [PATH], edition=TITLE, progress=self._progress if loud else lambda line: None
            )
        except DivisionError as error:
            raise CommandError(str(error)) from error
        if loud:
            self.stdout.write(report.line())

    def _progress(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
