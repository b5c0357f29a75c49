"""What happens to a mandate (代表资格): it ends, is suspended, is resumed.

Each leaves a revision, so that the admin shows what was done and by whom. Law: 代表法 (2025)
第六十条至第六十三条.
"""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from accounts.models import User

from .enums import EndGround, MandateStatus
from .exceptions import MandateEndedError, MandateNotServingError
from .models import Mandate

logger = logging.getLogger(__name__)


@transaction.atomic
def end_mandate(
    *,
    mandate: Mandate,
    on: datetime.date,
    ground: EndGround,
    source: str = "",
    by: User | None = None,
) -> Mandate:
    """End a mandate (终止代表资格) on ``on``, its last day in force.

    Raises:
        MandateEndedError: it has ended already.
        ValidationError: the day lies before its first day or after the term's last, or the ground
            does not fit: nobody moves away from the nation.
    """
    mandate = _locked(mandate)
    if not mandate.is_open:
        raise MandateEndedError(f"{mandate}：代表资格已经终止。")
    mandate.status, mandate.ends_on, mandate.end_ground = MandateStatus.ENDED, on, ground
    mandate.source = source or mandate.source
    return _saved(mandate, "mandate_ended", by)


@transaction.atomic
def suspend_mandate(
    *,
    mandate: Mandate,
    on: datetime.date | None = None,
    decision: str = "",
    by: User | None = None,
) -> Mandate:
    """Suspend a mandate (暂时停止执行代表职务) from ``on``: in force, but not to be asked.

    Raises:
        MandateNotServingError: it has ended or is suspended already.
    """
    mandate = _locked(mandate)
    if mandate.status != MandateStatus.SERVING or not mandate.is_serving():
        raise MandateNotServingError(f"{mandate}：不在任，不能暂停执行职务。")
    mandate.status, mandate.suspended_on = MandateStatus.SUSPENDED, on
    mandate.resumed_on, mandate.suspension = None, decision
    return _saved(mandate, "mandate_suspended", by)


@transaction.atomic
def resume_mandate(
    *, mandate: Mandate, on: datetime.date | None = None, by: User | None = None
) -> Mandate:
    """Let a suspended mandate be exercised again (恢复执行代表职务) from ``on``.

    ``on`` is kept only where the day of the suspension is known; default: today.

    Raises:
        MandateNotServingError: it is not suspended.
    """
    mandate = _locked(mandate)
    if mandate.status != MandateStatus.SUSPENDED:
        raise MandateNotServingError(f"{mandate}：没有暂停执行职务。")
    mandate.status = MandateStatus.SERVING
    if mandate.suspended_on:
        mandate.resumed_on = on or timezone.localdate()
    return _saved(mandate, "mandate_resumed", by)


def _locked(mandate: Mandate) -> Mandate:
    """Return the mandate as it is stored now, held until the transaction ends."""
    held = Mandate.objects.select_for_update(of=("self",))
    return held.select_related("term__congress__division", "unit").get(pk=mandate.pk)


def _saved(mandate: Mandate, event: str, by: User | None) -> Mandate:
    """Check and save the mandate, with a revision; a published one is published anew."""
    mandate.full_clean()
    mandate.save()
    revision = mandate.save_revision(user=by, log_action=True)
    if mandate.live:
        revision.publish(user=by)
        mandate.refresh_from_db()
    logger.info(event.replace("_", " "), extra={"event": event, "mandate_id": mandate.pk})
    return mandate
