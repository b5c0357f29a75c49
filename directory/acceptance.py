"""Takes proposals (他人代报) over, one or thousands, in a fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.permissions import policy_registry

from accounts.models import User
from core.names import fold_name
from core.pinyin import person_pinyin
from editing.changes import note_changes, prepare
from editing.models import Verb
from editing.scoped import ScopedRecord

from .importers.roster_people import MANDATE_FIELDS
from .models import Deputy, Mandate, Proposal
from .proposal_differences import PROPOSABLE, Difference, differences_from
from .proposed_seats import ProposedSeat, SeatRights, load_seats, make_units, obstacle_to, settle
from .unrelated_seats import HeldSeats

#: what a form shows in place of a record that has changed behind it
_POINTERS = ("latest_revision", "live_revision", "last_published_at")


@dataclass(frozen=True)
class Choice:
    """What is taken over.

    Attributes:
        fields: names of columns; None: all that differs.
        takes_seat: whether a seat that is not stored yet is made.
        is_certain: whether staff have looked: a person of the same name is another one.
    """

    fields: Collection[str] | None = None
    takes_seat: bool = True
    is_certain: bool = False


@dataclass
class _Plan:
    """What is to be written for one proposal."""

    proposal: Proposal
    deputy: Deputy | None
    seat: ProposedSeat | None
    changes: list[Difference]
    takes_seat: bool
    is_left: bool = False


@dataclass
class Acceptance:
    """Takes over what ``by`` may; the caller holds the proposals and opens the change set.

    Attributes:
        accepted: what was taken over; ``left`` of it those of which something is still open.
        refused: ``[(proposal, why, in Chinese)]``; nothing of them was taken over.
        count: number of fields and seats taken over.
    """

    by: User
    choice: Choice = Choice()
    accepted: list[Proposal] = field(default_factory=list)
    left: list[Proposal] = field(default_factory=list)
    refused: list[tuple[Proposal, str]] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self._rights = SeatRights(self.by)
        self._now = timezone.now()
        self._new_names: set[str] = set()

    def take(self, proposals: list[Proposal]) -> None:
        """Take over some hundred proposals, with ``division`` and ``congress_place`` loaded."""
        self._load(proposals)
        plans = [plan for each in proposals if (plan := self._plan(each))]
        self._write(plans)
        for plan in plans:
            self.accepted.append(plan.proposal)
            self.count += len(plan.changes) + plan.takes_seat
            if plan.is_left:
                self.left.append(plan.proposal)

    def _load(self, proposals: list[Proposal]) -> None:
        keys = {each.deputy_id for each in proposals} - {None}
        held = Deputy.objects.select_for_update(of=("self",)).select_related("division")
        self._people = held.in_bulk(keys)
        self._seats = load_seats(proposals, {each.pk: each.deputy_id for each in proposals})
        mandates = {seat.mandate.pk for seat in self._seats.values() if seat.mandate}
        self._may = {
            (model, action): self._allowed(model, action, wanted)
            for model, wanted in ((Deputy, keys), (Mandate, mandates))
            for action in ("change", "publish")
        }
        self._held = HeldSeats(keys)
        names = {fold_name(each.name) for each in proposals if each.deputy_id is None}
        visible = policy_registry.get_by_type(Deputy).referable(self.by)
        found = visible.filter(folded_name__in=names).values_list("folded_name", flat=True)
        self._known_names = set(found)

    def _allowed(self, model: type[models.Model], action: str, keys: Collection[int]) -> set[int]:
        policy = policy_registry.get_by_type(model)
        found = policy.instances_user_has_permission_for(self.by, action).filter(pk__in=keys)
        return set(found.values_list("pk", flat=True))

    # What is to be done

    def _plan(self, proposal: Proposal) -> _Plan | None:
        """Return what to write for a proposal; None where it is refused."""
        deputy = self._people.get(proposal.deputy_id)
        seat = self._seats.get(proposal.pk)
        found = list(differences_from(proposal.person, deputy, seat.mandate if seat else None))
        wanted = self.choice.fields
        changes = [each for each in found if wanted is None or each.field in wanted]
        is_new = seat is not None and seat.mandate is None
        plan = _Plan(proposal, deputy, seat, changes, is_new and self.choice.takes_seat)
        if wanted is not None and not (changes or plan.takes_seat):
            reason = "一项也没有勾选，没有采纳。"
        else:
            reason = self._reason(plan)
        if reason:
            self.refused.append((proposal, reason))
            return None
        rest = [each for each in found if each not in changes and not each.is_of_seat]
        plan.is_left = bool(plan.takes_seat and rest and self._obstacle(deputy))
        if deputy is None:
            self._new_names.add(fold_name(proposal.name))
        elif plan.takes_seat:
            self._held.add(deputy.pk, seat.place, seat.number)
        return plan

    def _reason(self, plan: _Plan) -> str:
        """Return what speaks against a plan, in Chinese."""
        parts = {each.is_of_seat for each in plan.changes}
        records = [(False, plan.deputy), (True, plan.seat and plan.seat.mandate)]
        for is_of_seat, record in records:
            if is_of_seat in parts and (reason := self._obstacle(record)):
                return reason
        if plan.deputy is None and not plan.takes_seat:
            return "没有写明是哪里的代表，不能由此新增。"
        if plan.takes_seat and (reason := self._obstacle_to_seat(plan)):
            return reason
        return self._wrong_values(plan)

    def _obstacle(self, record: ScopedRecord | None) -> str:
        """Return why a stored record may not be changed now."""
        if record is None:
            return ""
        name = f"{record._meta.verbose_name}“{record}”"
        if record.pk not in self._may[type(record), "change"]:
            return f"{name}不在您的权限范围内。"
        if record.live and record.pk not in self._may[type(record), "publish"]:
            return f"{name}已经公开，要由有发布权限的同志采纳。"
        if record.locked:
            return "这条记录已锁定。"
        if record.live and record.has_unpublished_changes:
            return "这条记录有没有发布的修改，请先发布或放弃。"
        return ""

    def _obstacle_to_seat(self, plan: _Plan) -> str:
        if reason := obstacle_to(plan.seat, self._rights):
            return reason
        if plan.deputy is not None:
            return self._held.obstacle(plan.deputy.pk, plan.seat.place, plan.seat.number)
        if not self._rights.may("add", self._new_deputy(plan)):
            return "您不能在这里新增代表。"
        name = fold_name(plan.proposal.name)
        if not self.choice.is_certain and name in self._known_names | self._new_names:
            return "名录里有同名的人，请打开这一条，看是不是同一个人。"
        return ""

    def _wrong_values(self, plan: _Plan) -> str:
        """Return which proposed values the fields do not take."""
        if plan.deputy is None:
            record, names = self._new_deputy(plan), set(PROPOSABLE)
        else:
            record, names = Deputy(), set()
            for each in plan.changes:
                if not each.is_of_seat:
                    setattr(record, each.field, each.value)
                    names.add(each.field)
        try:
            record.clean_fields(exclude={f.name for f in Deputy._meta.fields} - names)
        except ValidationError as error:
            return "；".join(error.messages)
        return ""

    def _new_deputy(self, plan: _Plan) -> Deputy:
        seat, person = plan.seat, plan.proposal.person
        division = seat.unit.division if seat.unit else seat.area or seat.place
        values = {name: str(person.get(name) or "") for name in PROPOSABLE}
        return Deputy(division=division, source=source_of(plan.proposal), **values)

    # What is done

    def _write(self, plans: list[_Plan]) -> None:
        seated = [plan for plan in plans if plan.takes_seat]
        wanted = [(plan.seat, source_of(plan.proposal)) for plan in seated]
        make_units(wanted, self._rights, self._now)
        self._add_people(plans)
        self._add_mandates(seated)
        self._change([(p.deputy, p, [c for c in p.changes if not c.is_of_seat]) for p in plans])
        self._change([
            (plan.seat.mandate, plan, [c for c in plan.changes if c.is_of_seat])
            for plan in plans if plan.seat and plan.seat.mandate and not plan.takes_seat
        ])  # fmt: skip

    def _add_people(self, plans: list[_Plan]) -> None:
        new = [plan for plan in plans if plan.deputy is None]
        for plan in new:
            plan.deputy = self._new_deputy(plan)
            settle(plan.deputy, self._rights, self._now)
        Deputy.objects.bulk_create(plan.deputy for plan in new)
        for plan in new:
            plan.proposal.deputy = plan.deputy
        self._note_made([(plan.deputy, plan.proposal) for plan in new])

    def _add_mandates(self, plans: list[_Plan]) -> None:
        for plan in plans:
            said = plan.proposal.person
            values = {name: str(said.get(key) or "") for name, key in MANDATE_FIELDS.items()}
            mandate = Mandate(
                deputy=plan.deputy, unit=plan.seat.unit, source=source_of(plan.proposal), **values
            )
            settle(mandate, self._rights, self._now)
            plan.seat.mandate = mandate
        Mandate.objects.bulk_create(plan.seat.mandate for plan in plans)
        self._note_made([(plan.seat.mandate, plan.proposal) for plan in plans])

    def _change(self, rows: list[tuple[ScopedRecord | None, _Plan, list[Difference]]]) -> None:
        """Write and note the changes of stored records of one model."""
        notes, records = [], {}
        for record, plan, changes in rows:
            if record is None or not changes:
                continue
            before = {each.field: getattr(record, each.field) for each in changes}
            if "name" in before and record.pinyin == person_pinyin(record.name):
                before["pinyin"], record.pinyin = record.pinyin, ""
            for each in changes:
                setattr(record, each.field, each.value)
            record.derive()
            record.latest_revision = record.live_revision = None
            if record.live:
                record.last_published_at = self._now
            after = {name: getattr(record, name) for name in before}
            notes.append(_noted(record, plan.proposal, Verb.UPDATED, before=before, after=after))
            records[record.pk] = record
        if records:
            model = type(next(iter(records.values())))
            columns = {*_POINTERS, *(name for note in notes for name in note.after)}
            if "name" in columns:
                columns |= {*model.derived_fields}
            model.objects.bulk_update(records.values(), sorted(columns))
            note_changes(notes)

    def _note_made(self, made: Iterable[tuple[ScopedRecord, Proposal]]) -> None:
        note_changes([_noted(record, proposal, Verb.CREATED) for record, proposal in made])


def source_of(proposal: Proposal) -> str:
    """Return who said it, when, and from which file."""
    who = f"{proposal.proposed_by}" if proposal.proposed_by else "系统"
    day = f"{timezone.localtime(proposal.proposed_at):%Y-%m-%d}"
    return f"{who} {day} 代报：{proposal.source}"[:200]


def _noted(record: ScopedRecord, proposal: Proposal, verb: Verb, **changed: dict) -> models.Model:
    change = prepare(type(record), record.pk, verb, changed or None)
    change.source = source_of(proposal)
    return change
