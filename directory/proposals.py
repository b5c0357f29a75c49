"""What others say of a person, and what the keeper takes over of it (他人代报、建议更改).

Whoever may not change a record proposes; its keeper decides field by field. Where each value came
from — who proposed it, when, from which file — stays in the record's changes.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import LogContext

from accounts.models import User
from core.identity_numbers import mask_identity_numbers
from core.visibility import public_fields
from editing.changes import note_changes, prepare, writing
from editing.models import ChangeSet, Verb

from .acceptance import Acceptance, Choice, source_of
from .batches import ACCEPTED_KIND, has_drafts
from .enums import BatchState
from .exceptions import BatchRefusedError, ProposalRefusedError
from .models import Deputy, ImportBatch, Proposal
from .models.proposal import ProposalState
from .proposal_differences import PROPOSABLE, differences, seat_of

KIND = "proposal"
#: proposals decided at once
_AT_ONCE = 500
_WITH = ("division", "congress_place", "proposed_by")


@transaction.atomic
def accept_proposal(
    *,
    proposal: Proposal,
    fields: Collection[str],
    by: User,
    takes_seat: bool = False,
    person: Deputy | None = None,
) -> int:
    """Take over ``fields`` of a proposal and return how many things.

    ``takes_seat`` makes the seat that is not stored yet, and the person where nobody is;
    ``person`` is the stored one meant, where the proposal names none. The rest counts as
    declined, and the proposal is closed; unless somebody else has to decide on the rest, or the
    person has only now been found: then it stays open.

    Raises:
        ProposalRefusedError: it was decided before, nothing was chosen, or ``by`` may not write
            the records as they stand; the message says why.
    """
    proposal = _open(proposal)
    is_found = proposal.deputy_id is None and person is not None
    if is_found:
        proposal.deputy = person
        proposal.save(update_fields=["deputy"])
    acceptance = Acceptance(by, Choice(frozenset(fields), takes_seat, is_certain=True))
    with writing(kind=KIND, by=by, source=source_of(proposal)) as change_set:
        acceptance.take([proposal])
    for _, reason in acceptance.refused:
        raise ProposalRefusedError(reason)
    if is_found and differences(proposal):
        acceptance.left.append(proposal)
    _close(acceptance, change_set)
    settle_batches({proposal.batch_id} - {None})
    return acceptance.count


@transaction.atomic
def accept_batch(*, batch: ImportBatch, by: User) -> tuple[int, list[str]]:
    """Take over all open proposals of an import that ``by`` may; the others stay open.

    Returns how many were taken over, and why the others were not, each reason once.

    Raises:
        BatchRefusedError: the import has been taken back.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state == BatchState.UNDONE:
        raise BatchRefusedError("这一批已经撤销。")
    acceptance = Acceptance(by)
    with writing(kind=ACCEPTED_KIND, by=by, source=f"采纳代报：{batch}"[:200]) as change_set:
        for proposals in _chunks(batch):
            acceptance.take(proposals)
    _close(acceptance, change_set)
    if not acceptance.accepted:
        change_set.delete()
    settle_batches({batch.pk})
    return len(acceptance.accepted), list(dict.fromkeys(why for _, why in acceptance.refused))


@transaction.atomic
def decline_proposal(*, proposal: Proposal) -> None:
    """Close a proposal of which nothing is taken over.

    Raises:
        ProposalRefusedError: it was decided before.
    """
    held = _open(proposal)
    held.state = proposal.state = ProposalState.DECLINED
    held.save(update_fields=["state"])
    settle_batches({held.batch_id} - {None})


def propose_change(
    *, deputy: Deputy, person: Mapping[str, str], source: str, by: User
) -> Proposal | None:
    """Tell the keeper of ``deputy`` what should be changed; None where nothing would change.

    Only what is public is compared with the record: the answer must not tell what is restricted.
    The same said twice is one proposal, opened again where it was decided before.
    """
    public = set(public_fields(Deputy))
    said = {
        name: mask_identity_numbers(value.strip())
        for name, value in person.items()
        if name in PROPOSABLE and value.strip()
        and not (name in public and value.strip() == getattr(deputy, name))
    }  # fmt: skip
    if not said:
        return None
    text = json.dumps([deputy.pk, said, by.pk], ensure_ascii=False, sort_keys=True)
    proposal, is_new = Proposal.objects.get_or_create(
        division=deputy.division,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        defaults={
            "deputy": deputy, "name": deputy.name, "person": {"name": deputy.name} | said,
            "source": mask_identity_numbers(source)[:200], "proposed_by": by,
        },
    )  # fmt: skip
    if not is_new and proposal.state != ProposalState.OPEN:
        proposal.state, proposal.proposed_at = ProposalState.OPEN, timezone.now()
        proposal.source = mask_identity_numbers(source)[:200]
        proposal.save()
    return proposal


def follow_keeper(deputy: Deputy) -> None:
    """Hand the open proposals on a person to who keeps the record now.

    One that speaks of a seat still to be made stays with the keeper of the seat. Where the new
    keeper has been told the same before, the other one goes.
    """
    moved = Proposal.objects.filter(deputy=deputy.pk, state=ProposalState.OPEN)
    for proposal in moved.exclude(division=deputy.division_id).select_related(*_WITH):
        seat = seat_of(proposal)
        if seat is not None and seat.mandate is None:
            continue
        twins = Proposal.objects.filter(
            division=deputy.division_id, fingerprint=proposal.fingerprint
        )
        if twins.exists():
            proposal.delete()
            continue
        proposal.division = deputy.division
        proposal.save()


def settle_batches(keys: Collection[int]) -> None:
    """Say of imports that they are done, once no draft and no proposal of theirs waits."""
    open_proposals = Proposal.objects.filter(state=ProposalState.OPEN)
    waiting = ImportBatch.objects.filter(pk__in=keys, state=BatchState.DRAFT)
    for batch in waiting.exclude(pk__in=open_proposals.filter(batch__in=keys).values("batch")):
        if not has_drafts(batch.change_set):
            batch.state = BatchState.DONE
            batch.save(update_fields=["state"])


def _chunks(batch: ImportBatch) -> Iterator[list[Proposal]]:
    """Yield the open proposals of an import, held, some hundred at once."""
    last = 0
    while True:
        held = Proposal.objects.select_for_update(of=("self",)).select_related(*_WITH)
        found = held.filter(batch=batch, state=ProposalState.OPEN, pk__gt=last).order_by("pk")
        chunk = list(found[:_AT_ONCE])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def _open(proposal: Proposal) -> Proposal:
    held = Proposal.objects.select_for_update(of=("self",)).select_related(*_WITH)
    found = held.get(pk=proposal.pk)
    if found.state != ProposalState.OPEN:
        raise ProposalRefusedError("这一条已经处理过。")
    return found


def _close(acceptance: Acceptance, change_set: ChangeSet) -> None:
    """Note on the proposals what became of them; of what is left somebody else decides."""
    left = {proposal.pk for proposal in acceptance.left}
    closed = [each for each in acceptance.accepted if each.pk not in left]
    for proposal in closed:
        proposal.state, proposal.accepted_in = ProposalState.ACCEPTED, change_set
    Proposal.objects.bulk_update(closed, ["state", "accepted_in", "deputy"], batch_size=_AT_ONCE)
    changed = {"before": {"state": ProposalState.OPEN}, "after": {"state": ProposalState.ACCEPTED}}
    with LogContext(user=acceptance.by):
        note_changes([prepare(Proposal, each.pk, Verb.UPDATED, changed) for each in closed])
    for deputy in {each.deputy for each in acceptance.left if each.deputy}:
        follow_keeper(deputy)
