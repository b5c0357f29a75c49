"""Whether somebody sat in the term before (新任、连任), asked of the seats as they are stored.

Nothing is kept, so nothing has to be computed anew after an import, a new term, a merge or an
undo. In this order: what staff say; a seat in the term before; its absence, where the roster of
the term before is loaded; what the roster says; else nobody knows.
"""

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from directory.enums import EndGround, Tenure

from .congress import Term


def terms_after_loaded(seats: QuerySet) -> QuerySet[Term]:
    """Keep the terms whose previous term's roster is loaded.

    It counts as loaded with at least half as many of ``seats`` as the term itself: a few earlier
    seats, typed in one by one, make nobody else a newcomer.
    """
    before = seats.filter(term__congress=OuterRef("congress"), term__number=OuterRef("number") - 1)
    own = seats.filter(term=OuterRef("pk"))
    return (
        Term.objects.order_by()
        .alias(before_count=_count(before, "term__congress"), own_count=_count(own, "term"))
        .filter(before_count__gt=0, own_count__lte=F("before_count") * 2)
    )


def known_tenure(seats: QuerySet, is_after_loaded: Exists | Q) -> Case:
    """Return the ``Tenure`` of a mandate as an expression, empty where nobody knows.

    Args:
        seats: the mandates that count, the published ones.
        is_after_loaded: the condition of belonging to ``terms_after_loaded``.
    """
    earlier = seats.filter(
        deputy=OuterRef("deputy"), term__congress=OuterRef("term__congress"),
        term__number=OuterRef("term__number") - 1,
    ).exclude(end_ground=EndGround.ELECTION_INVALID)  # fmt: skip
    return Case(
        When(~Q(tenure=""), then=F("tenure")),
        When(Exists(earlier), then=Value(Tenure.RE_ELECTED.value)),
        When(is_after_loaded, then=Value(Tenure.FIRST_TERM.value)),
        default=F("stated_tenure"),
    )


def _count(seats: QuerySet, by: str) -> Subquery:
    return Subquery(seats.order_by().values(by).annotate(n=Count("pk")).values("n"))
