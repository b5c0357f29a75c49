"""What others say of a person, and what the keeper takes over of it (他人代报、建议更改).

Whoever may not change a record proposes; its keeper decides field by field. Where each value came
from — who proposed it, when, from which file — stays in the record's changes.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from wagtail.permissions import policy_registry

from accounts.models import User
from core.identity_numbers import mask_identity_numbers
from editing.changes import writing

from .exceptions import ProposalRefusedError
from .importers.roster_headers import LABELS
from .importers.roster_people import DEPUTY_FIELDS
from .models import Deputy, Proposal
from .models.proposal import ProposalState

KIND = "proposal"
#: fields of a person that others may speak of; the day of birth is no roster's business
PROPOSABLE = tuple(name for name in DEPUTY_FIELDS if name != "birth_day")


@dataclass(frozen=True)
class Difference:
    """One field on which a proposal says something else than the record."""

    field: str
    label: str
    stored: str
    proposed: str


def differences(proposal: Proposal) -> list[Difference]:
    """Return on what a proposal differs from the stored person; silence is no difference."""
    deputy = proposal.deputy
    if deputy is None:
        return []
    found = []
    for name in PROPOSABLE:
        said = proposal.person.get(name)
        if said not in (None, "") and said != getattr(deputy, name):
            texts = _shown(name, getattr(deputy, name)), _shown(name, said)
            found.append(Difference(name, LABELS[name], *texts))
    return found


@transaction.atomic
def accept_proposal(*, proposal: Proposal, fields: Collection[str], by: User) -> Deputy:
    """Take over ``fields`` of a proposal; nothing of the rest, and the proposal is closed.

    By who may not publish it becomes a draft of the record.

    Raises:
        ProposalRefusedError: it was decided before, speaks of nobody stored, or the record is
            being edited.
    """
    proposal = _open(proposal)
    deputy = proposal.deputy
    if deputy is None:
        raise ProposalRefusedError("名录里还没有这个人，请先新增或导入。")
    if deputy.locked:
        raise ProposalRefusedError("这条记录已锁定。")
    if deputy.has_unpublished_changes and deputy.live:
        raise ProposalRefusedError("这条记录有没有发布的修改，请先发布或放弃。")
    for name in set(fields) & set(PROPOSABLE):
        setattr(deputy, name, proposal.person[name])
    deputy.full_clean(exclude=["photo", "user"])
    policy = policy_registry.get(deputy)
    if policy.user_has_permission_for_instance(by, "publish", deputy):
        with writing(kind=KIND, by=by, source=_source(proposal)):
            deputy.latest_revision = None
            deputy.save()
    else:
        deputy.save_revision(user=by, log_action=True)
    _close(proposal, ProposalState.ACCEPTED)
    return deputy


@transaction.atomic
def decline_proposal(*, proposal: Proposal) -> None:
    """Close a proposal of which nothing is taken over.

    Raises:
        ProposalRefusedError: it was decided before.
    """
    _close(_open(proposal), ProposalState.DECLINED)


def propose_change(
    *, deputy: Deputy, person: Mapping[str, str], source: str, by: User
) -> Proposal | None:
    """Tell the keeper of ``deputy`` what should be changed; None where nothing would change.

    The same said twice is one proposal.
    """
    said = {
        name: mask_identity_numbers(value.strip())
        for name, value in person.items()
        if name in PROPOSABLE and value.strip() and value.strip() != getattr(deputy, name)
    }
    if not said:
        return None
    text = json.dumps([deputy.pk, said, by.pk], ensure_ascii=False, sort_keys=True)
    proposal, _ = Proposal.objects.get_or_create(
        division=deputy.division,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        defaults={
            "deputy": deputy, "name": deputy.name, "person": {"name": deputy.name} | said,
            "source": mask_identity_numbers(source)[:200], "proposed_by": by,
        },
    )  # fmt: skip
    return proposal


def _shown(name: str, value: object) -> str:
    choices = dict(Deputy._meta.get_field(name).flatchoices)
    return str(choices.get(value, value) or "")


def _source(proposal: Proposal) -> str:
    who = f"{proposal.proposed_by}" if proposal.proposed_by else "系统"
    day = f"{proposal.proposed_at:%Y-%m-%d}"
    return f"{who} {day} 代报：{proposal.source}"[:200]


def _open(proposal: Proposal) -> Proposal:
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if held.state != ProposalState.OPEN:
        raise ProposalRefusedError("这一条已经处理过。")
    return held


def _close(proposal: Proposal, state: ProposalState) -> None:
    proposal.state = state
    proposal.save(update_fields=["state"])
