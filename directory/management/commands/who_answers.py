import datetime
import json
from argparse import ArgumentParser, ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from directory.answer_document import answer_document
from directory.answers import Answer, PlaceAnswer, who_answers
from divisions.codes import DivisionCodeError
from divisions.models import Division, DivisionNotFoundError


def day_of(text: str) -> datetime.date:
    """Return the day that a date on the command line means."""
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2026-01-31。") from error


class Command(BaseCommand):
    help = "Name the deputies who answer for a place (谁代表这里), each with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("division", metavar="CODE[:LEVEL]")
        parser.add_argument("--on", type=day_of, metavar="DATE", help="Default: today.")
        parser.add_argument("--json", action="store_true", help="Print a JSON document.")

    def handle(self, **options: object) -> None:
        require_database()
        try:
            place = Division.objects.by_code(str(options["division"]))
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise CommandError(str(error)) from error
        found = who_answers(place, on=options["on"])
        if options["json"]:
            document = answer_document(found)
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self._print(found)

    def _print(self, found: PlaceAnswer) -> None:
        self.stdout.write(f"{found.division.name}（{found.on}）")
        for tier in found.tiers:
            more = f"，另有 {tier.folded_count:,} 位" if tier.folded_count else ""
            note = f"（{tier.note}）" if tier.note else ""
            self.stdout.write(f"{tier.label}：{len(tier.answers):,} 位{more}{note}")
            for answer in [*tier.answers, *tier.workplace, *tier.unmapped]:
                self.stdout.write(f"  {_line(answer)}")
        if found.posted:
            self.stdout.write(f"进驻家站室：{len(found.posted):,} 位")
            for answer in found.posted:
                self.stdout.write(f"  {_line(answer)}")
        for note in found.notes:
            self.stdout.write(note)


def _line(answer: Answer) -> str:
    return " · ".join(part for part in (answer.name, answer.reason, answer.part) if part)
