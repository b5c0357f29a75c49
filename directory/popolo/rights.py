"""What the person who imports a Popolo file may write (导入者的权限): all of it, or nothing.

A file of open data is published as it stands: whoever may not publish in one of the places it
writes to imports nothing of it.
"""

from collections.abc import Iterator

from directory.exceptions import PopoloRefusedError
from directory.importers.known_divisions import chunks_of
from directory.models import Deputy
from divisions.models import Division

from .records import Plan


def refuse_outside(plan: Plan) -> None:
    """Refuse a plan that writes where its user may not publish.

    Raises:
        PopoloRefusedError: it names such a place.
    """
    if plan.rights.user is None:
        return
    for division in dict.fromkeys(_places(plan)):
        if not plan.rights.may_publish(division.path or ""):
            raise PopoloRefusedError(f"您在“{division}”没有发布的权限，没有写入任何内容。")
    changed = [s.pk for s in plan.present if s.pk and (s.changes or s.other_names or s.numbers)]
    for keys in chunks_of(sorted(changed)):
        for name, path in Deputy.objects.filter(pk__in=keys).values_list("name", "division_path"):
            if not plan.rights.may_publish(path):
                raise PopoloRefusedError(
                    f"库中的代表“{name}”由别处维护，您没有发布的权限，没有写入任何内容。"
                )


def _places(plan: Plan) -> Iterator[Division]:
    """Yield the divisions of what is new or filled: bodies, terms, units, seats, people."""
    frame, units = plan.frame, plan.frame.units
    yield plan.base
    yield from (congress.division for congress in frame.congresses if congress.pk is None)
    terms = [term for term in units.terms.values() if term.pk is None]
    yield from (term.congress.division for term in (*terms, *frame.later_days))
    yield from (unit.division for unit in units.units.values() if unit.pk is None)
    yield from (unit.division for unit in units.loose.values() if unit.pk is None)
    organs = [organ for organ in frame.organs if organ.pk is None]
    yield from (organ.division for organ in (*organs, *frame.later_parents))
    for claim in plan.claims:
        if claim.is_new or claim.changes:
            yield claim.unit.division if claim.unit else claim.body.division
