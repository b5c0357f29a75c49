"""A station with rules, changes of a day and reception days, for March 2026."""

import datetime

from django.test import TestCase

from directory.models import OpeningException, OpeningRule
from directory.opening.timetable import load_timetables
from tests.factories import ReceptionDayFactory, StationFactory

FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def time(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


class TimetableTestCase(TestCase):
    def setUp(self):
        self.station = StationFactory()

    def rule(self, phrase="每周二", opens="09:00", closes="11:30", **kwargs):
        return OpeningRule.objects.create(
            station=kwargs.pop("station", self.station), phrase=phrase, opens_at=time(opens),
            closes_at=time(closes), **kwargs,
        )  # fmt: skip

    def change(self, kind, day, **kwargs):
        OpeningException.objects.create(station=self.station, kind=kind, date=date(day), **kwargs)

    def reception(self, day, opens="09:00", closes="11:30", **kwargs):
        return ReceptionDayFactory(
            station=self.station, date=date(day), opens_at=time(opens), closes_at=time(closes),
            **kwargs,
        )  # fmt: skip

    def openings(self, first=FIRST, last=LAST):
        table = load_timetables([self.station], first, last)[self.station.pk]
        return [
            f"{each.date:%m-%d} {each.opens_at:%H:%M}-{each.closes_at:%H:%M}"
            for each in table.openings(first, last)
        ]
