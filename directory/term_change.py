"""A new term begins (换届): who continues, who is new, who leaves; the old term's seats end.

Source: 代表法 (2025) 第二条: a mandate ends the day before the next congress's first session.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from editing.changes import note_changes, prepare, writing
from editing.models import Verb

from .enums import BatchKind, BatchState, EndGround, MandateStatus
from .exceptions import TermChangeRefusedError
from .models import Deputy, ImportBatch, Mandate, Term

#: people whom a refusal names
_NAMED = 10


@dataclass(frozen=True)
class TermChange:
    """From the term ``old`` to the term ``new`` of one congress, whose roster is imported."""

    old: Term
    new: Term

    @cached_property
    def open_seats(self) -> QuerySet[Mandate]:
        """The seats of the old term that nobody has ended."""
        return self.old.mandates.filter(ends_on=None).exclude(status=MandateStatus.ENDED)

    @cached_property
    def continuing(self) -> QuerySet[Deputy]:
        """Who sits in both terms."""
        return self._people(self.new.mandates).filter(
            pk__in=self.old.mandates.order_by().values("deputy")
        )

    @cached_property
    def coming(self) -> QuerySet[Deputy]:
        """Who sits in the new term alone."""
        return self._people(self.new.mandates).exclude(
            pk__in=self.old.mandates.order_by().values("deputy")
        )

    @cached_property
    def leaving(self) -> QuerySet[Deputy]:
        """Who holds an open seat of the old term and none of the new one."""
        return self._people(self.open_seats).exclude(
            pk__in=self.new.mandates.order_by().values("deputy")
        )

    def _people(self, seats: QuerySet[Mandate]) -> QuerySet[Deputy]:
        return Deputy.objects.filter(pk__in=seats.order_by().values("deputy"))

    def refusals(self, first_day: datetime.date | None = None) -> list[str]:
        """Return why it cannot be done, in Chinese."""
        reasons = []
        if self.old.congress_id != self.new.congress_id:
            reasons.append("两届不是同一个人大的。")
        elif self.old.number >= self.new.number:
            reasons.append("新一届的届次应大于上一届。")
        if not self.new.mandates.exists():
            reasons.append("新一届还没有代表，请先导入新一届的花名册。")
        if self.old.ends_on and not self.open_seats.exists():
            reasons.append(
                f"上一届已到{self.old.ends_on:%Y-%m-%d}为止；要改日期，请先撤销那次换届。"
            )
        return reasons + (self._refusals_of(first_day) if first_day else [])

    def _refusals_of(self, first_day: datetime.date) -> list[str]:
        """Return why the new term cannot begin on ``first_day``."""
        reasons = []
        last_day = first_day - datetime.timedelta(days=1)
        if self.old.starts_on and first_day <= self.old.starts_on:
            reasons.append("新一届第一次会议的日期应晚于上一届开始的日期。")
        if self.old.ends_on and self.old.ends_on != last_day:
            reasons.append(
                f"上一届写的是到{self.old.ends_on:%Y-%m-%d}为止，与这一天不相接，请先改正上一届。"
            )
        later = self.open_seats.filter(starts_on__gt=last_day).select_related("deputy")
        if late := [seat.deputy.name for seat in later[:_NAMED]]:
            reasons.append(
                f"这些代表的资格在这一天或以后才开始：{'、'.join(late)}。请先改正开始日期，"
                "或把他们导入新一届。"
            )
        return reasons


def next_term_change(new: Term) -> TermChange | None:
    """Return the change into ``new`` from the term before it, None where there is none."""
    before = Term.objects.filter(congress=new.congress, number__lt=new.number)
    old = before.order_by("-number").first()
    return TermChange(old, new) if old else None


@transaction.atomic
def change_term(*, change: TermChange, first_day: datetime.date, by: User) -> ImportBatch:
    """End the old term the day before ``first_day``, the first session's of the new one.

    The batch that comes back can be undone like an import. The caller has asked whether ``by``
    may publish in the congress's division.

    Raises:
        TermChangeRefusedError: it cannot be done; nothing is written.
    """
    if reasons := change.refusals(first_day):
        raise TermChangeRefusedError("；".join(reasons))
    old = Term.objects.select_for_update(of=("self",)).get(pk=change.old.pk)
    new = Term.objects.select_for_update(of=("self",)).get(pk=change.new.pk)
    title = f"换届：{old} → 第{new.number}届"
    with writing(kind=BatchKind.TERM_CHANGE, by=by, source=title) as change_set:
        new.starts_on = first_day
        new.save()
        old.ends_on = first_day - datetime.timedelta(days=1)
        old.save()
        _end_seats(change.open_seats, old.ends_on)
    return ImportBatch.objects.create(
        division=new.congress.division, kind=BatchKind.TERM_CHANGE, title=title[:200],
        state=BatchState.DONE, change_set=change_set, made_by=by, made_at=timezone.now(),
    )  # fmt: skip


def _end_seats(seats: QuerySet[Mandate], last_day: datetime.date) -> None:
    """End ``seats`` with the term, and note it of each."""
    after = {
        "ends_on": last_day.isoformat(),
        "status": MandateStatus.ENDED.value,
        "end_ground": EndGround.TERM_ENDED.value,
    }
    notes = [
        prepare(
            Mandate, pk, Verb.UPDATED,
            {"before": {"ends_on": None, "status": status, "end_ground": ground}, "after": after},
        )
        for pk, status, ground in seats.values_list("pk", "status", "end_ground")
    ]  # fmt: skip
    seats.update(
        ends_on=last_day, status=MandateStatus.ENDED, end_ground=EndGround.TERM_ENDED,
        latest_revision=None,
    )  # fmt: skip
    note_changes(notes)
