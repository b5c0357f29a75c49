import datetime
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.databases import require_database
from directory.management.commands.who_answers import day_of
from directory.models import Deputy, Station
from directory.opening.rota import DutyProposal, propose_rota, save_rota, years_without_holidays
from directory.opening.state import said_opening

#: the longest span that is planned at once
_LONGEST = datetime.timedelta(days=400)
_YEARS = range(2000, 2100)
_MOST_PER_DAY = 50


def number_of(text: str) -> int:
    """Return how many deputies a day needs."""
    if not (str(text).isdecimal() and 1 <= int(text) <= _MOST_PER_DAY):
        raise ArgumentTypeError(f"“{text}”不是人数，请写 1 到 {_MOST_PER_DAY} 之间的数字。")
    return int(text)


class Command(BaseCommand):
    help = (
        "Propose who receives people on which day (轮值): every deputy posted to the station once "
        "before anybody comes twice. Writes nothing without --save; safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("station", metavar="STATION_CODE")
        parser.add_argument(
            "--from", dest="start", required=True, type=day_of, metavar="DATE",
            help="The first day.",
        )  # fmt: skip
        parser.add_argument(
            "--to", dest="end", required=True, type=day_of, metavar="DATE", help="The last day."
        )
        parser.add_argument(
            "--per-day", type=number_of, default=1, metavar="N",
            help="How many deputies for each reception day (default: 1).",
        )  # fmt: skip
        parser.add_argument("--save", action="store_true", help="Keep the plan as drafts.")

    def handle(self, **options: object) -> None:
        require_database()
        start, end = options["start"], options["end"]
        if start.year not in _YEARS or not datetime.timedelta() <= end - start <= _LONGEST:
            raise CommandError(f"起止日期写反了、超过 {_LONGEST.days} 天，或者年份不对。")
        try:
            station = Station.objects.select_related("division").get(code=options["station"])
        except Station.DoesNotExist as error:
            raise CommandError(f"没有网址编号为 {options['station']} 的家站室。") from error
        proposals = propose_rota(station, start, end, options["per_day"])
        self.stdout.write(f"{station}，{start} 至 {end}，新排 {len(proposals)} 次：")
        self._print(proposals)
        self._warn(start, end)
        if not options["save"]:
            self.stdout.write("没有保存；加 --save 存为草稿，由审核人发布。")
            return
        saved = save_rota(station=station, proposals=proposals)
        self.stdout.write(f"已存 {len(saved)} 个接待日草稿；原有的安排没有改动。")

    def _print(self, proposals: list[DutyProposal]) -> None:
        people = {d.pk: d for proposal in proposals for d in proposal.deputies}
        namesakes = Counter(deputy.name for deputy in people.values())
        today = timezone.localdate()
        for proposal in proposals:
            names = "、".join(_named(deputy, namesakes) for deputy in proposal.deputies)
            opening = said_opening(proposal.opening, today=today)
            self.stdout.write(f"  {opening}：{names or '没有可以值班的代表'}")

    def _warn(self, start: datetime.date, end: datetime.date) -> None:
        """Say which years went by the week alone."""
        if unknown := years_without_holidays(start, end):
            years = "、".join(f"{year}" for year in unknown)
            self.stdout.write(f"{years} 年的节假日还没有录入工作日历，只按星期排。")


def _named(deputy: Deputy, namesakes: Counter[str]) -> str:
    """Name a deputy, by the code too where two have one name."""
    return f"{deputy.name}（{deputy.code}）" if namesakes[deputy.name] > 1 else deputy.name
