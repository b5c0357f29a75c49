"""What the staff of the demo are working on: changes and people not published yet."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.models import Deputy, ElectoralUnit, Mandate

from .congresses import district_name
from .deputies import SOURCE, divisions_by_short_name
from .people import Person


@transaction.atomic
def load_drafts(deputies: dict[Deputy, Person]) -> None:
    """Leave a changed post with the county's editor and somebody new with the township's."""
    _change_post("何建军", "望溪县柳湾镇粮站社区网格员、居委会委员", "wangxi", deputies)
    _enter_somebody("向春晓", "liuwan")


def _change_post(name: str, post: str, username: str, deputies: dict[Deputy, Person]) -> None:
    deputy = next(deputy for deputy in deputies if deputy.name == name)
    if deputy.latest_revision_id is None:
        deputy.post = post
        deputy.full_clean()
        deputy.save_revision(user=User.objects.get(username=username))


def _enter_somebody(name: str, username: str) -> None:
    """Enter a deputy whom nobody has approved yet, with the seat won in a by-election."""
    town = divisions_by_short_name()["柳湾镇"]
    if Deputy.objects.filter(name=name, division=town).exists():
        return
    user = User.objects.get(username=username)
    unit = ElectoralUnit.objects.get(division=town, term__ends_on=None, name=district_name(11))
    deputy = Deputy(
        division=town, name=name, gender="female", ethnicity="土家族", birth="1994-03",
        post="望溪县柳湾镇大石桥村村民、竹编工坊负责人", source=SOURCE, live=False,
        has_unpublished_changes=True,
    )  # fmt: skip
    deputy.full_clean()
    deputy.save()
    deputy.save_revision(user=user)
    mandate = Mandate(
        deputy=deputy, unit=unit, is_by_election=True, starts_on=timezone.localdate(),
        source=SOURCE, live=False, has_unpublished_changes=True,
    )  # fmt: skip
    mandate.full_clean()
    mandate.save()
    mandate.save_revision(user=user)
