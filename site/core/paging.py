"""Pages of long lists (分页): the count is exact to a limit, beyond it 约."""

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

#: up to here a list is counted; what is longer is said to be about so long
COUNT_LIMIT = 20_000


class CappedPage(Page):
    """A page of a ``CappedPaginator``."""

    @cached_property
    def elided_range(self) -> list[int]:
        """Numbers of the pages to link: the first, the last, those around; 0 is a gap."""
        numbers = self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)
        return [number if isinstance(number, int) else 0 for number in numbers]


class CappedPaginator(Paginator):
    """Counts at most ``COUNT_LIMIT`` rows, so that a page of a long list costs no more.

    ``known_count`` is the number of rows where somebody has counted them already; else
    ``counted`` may give a queryset of as many rows that is quicker to count than the list.
    """

    object_list: QuerySet
    known_count: int | None = None
    counted: QuerySet | None = None

    @cached_property
    def _counted(self) -> int:
        if self.known_count is not None:
            return self.known_count
        rows = self.object_list.order_by().values("pk") if self.counted is None else self.counted
        return rows[: COUNT_LIMIT + 1].count()

    @property
    def count(self) -> int:
        """Number of rows that the pages cover."""
        return min(self._counted, COUNT_LIMIT)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than the pages cover."""
        return self._counted > COUNT_LIMIT

    def _get_page(self, *args: Any, **kwargs: Any) -> CappedPage:
        return CappedPage(*args, **kwargs)


def count_text(paginator: CappedPaginator, unit: str) -> str:
    """Return how long a list is: ``1,204 名``, or ``约 20,000 名或更多`` beyond the limit."""
    count = f"{paginator.count:,} {unit}"
    return f"约 {count}或更多" if paginator.is_capped else count


def page_note(page: CappedPage, unit: str) -> str:
    """Return which rows a page shows: ``第 1—10 名，共 14 名``."""
    paginator = cast(CappedPaginator, page.paginator)
    rows = f"第 {page.start_index():,}—{page.end_index():,} {unit}"
    if paginator.is_capped:
        return f"{rows}，只列前 {paginator.count:,} {unit}，请缩小范围"
    return f"{rows}，共 {paginator.count:,} {unit}"
