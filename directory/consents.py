"""The withdrawal of consent (撤回同意), which takes effect at once (个人信息保护法 第十五条)."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from editing.changes import noting, writing

from .exceptions import ConsentRefusedError
from .models import Consent, Deputy

KIND = "consent"


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User) -> Consent:
    """Withdraw a consent from today on, whatever drafts and locks there are of the person.

    A draft saved before does not bring it back (``Deputy.with_content_json``). The caller has
    asked whether ``by`` may change the person.

    Raises:
        ConsentRefusedError: it is withdrawn already.
    """
    deputy = Deputy.objects.select_for_update(of=("self",)).get(pk=consent.deputy_id)
    consent, today = Consent.objects.get(pk=consent.pk), timezone.localdate()
    if consent.withdrawn_on is not None and consent.withdrawn_on <= today:
        raise ConsentRefusedError("这一项已经撤回。")
    consent.withdrawn_on = max(today, consent.given_on)
    with writing(kind=KIND, by=by, source=f"撤回同意：{consent}"), noting(deputy):
        consent.save(update_fields=["withdrawn_on"])
    return consent
