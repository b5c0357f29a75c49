"""A rota kept as one batch (接待日排班), to be published or taken back as one."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from directory.enums import BatchKind, BatchState
from directory.models import ImportBatch, Station
from editing.changes import writing

from .rota import DutyProposal, save_rota


@transaction.atomic
def keep_rota(
    *, station: Station, proposals: Sequence[DutyProposal], by: User, is_published: bool
) -> ImportBatch | None:
    """Keep a proposed rota, published or as drafts; None where there was nothing to write.

    A draft of an earlier rota stays one: taking the batch back leaves it as it was.
    The caller has asked whether ``by`` may add reception days there, and publish them.
    """
    days = sorted(proposal.opening.date for proposal in proposals if proposal.deputies)
    if not days:
        return None
    title = f"{station} 接待日 {days[0]} 至 {days[-1]}"[:200]
    with writing(kind=BatchKind.ROTA, by=by, source=title) as change_set:
        saved = save_rota(station=station, proposals=proposals, by=by)
        replaced = {proposal.replaces.pk for proposal in proposals if proposal.replaces}
        for day in saved:
            if is_published and day.pk not in replaced:
                day.latest_revision.publish(user=by)
    if not saved:
        change_set.delete()
        return None
    return ImportBatch.objects.create(
        division=station.division, kind=BatchKind.ROTA, title=title,
        state=BatchState.DONE if is_published else BatchState.DRAFT,
        change_set=change_set, made_by=by, made_at=change_set.made_at,
    )  # fmt: skip
