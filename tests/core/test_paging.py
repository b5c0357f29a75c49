"""Pages of long lists: exact to the limit, about beyond it."""

from unittest import mock

import pytest

from core.paging import CappedPaginator, count_text, page_note
from divisions.models import Division
from tests.factories import DivisionFactory


@pytest.fixture
def paginator(db):
    """Ten divisions, three a page."""
    DivisionFactory.create_batch(10)
    return lambda: CappedPaginator(Division.objects.filter(level=1).order_by("pk"), 3)


def test_a_list_at_the_limit_is_counted_and_one_longer_is_about(paginator):
    with mock.patch("core.paging.COUNT_LIMIT", 10):
        assert count_text(paginator(), "个") == "10 个"
    with mock.patch("core.paging.COUNT_LIMIT", 9):
        assert count_text(paginator(), "个") == "约 9 个或更多"


def test_a_page_says_which_rows_it_shows(paginator):
    assert page_note(paginator().page(2), "个") == "第 4—6 个，共 10 个"
    assert page_note(paginator().page(4), "个") == "第 10—10 个，共 10 个"


def test_pages_end_at_the_limit(paginator):
    with mock.patch("core.paging.COUNT_LIMIT", 5):
        pages = paginator()

        assert pages.num_pages == 2
        assert pages.is_capped
        assert "只列前 5 个" in page_note(pages.page(1), "个")


def test_counting_stops_at_the_limit(paginator, django_assert_num_queries):
    with mock.patch("core.paging.COUNT_LIMIT", 5), django_assert_num_queries(1) as queries:
        assert paginator().count == 5

    assert "LIMIT 6" in queries[0]["sql"]


def test_only_the_pages_around_are_linked(paginator):
    pages = CappedPaginator(Division.objects.filter(level=1).order_by("pk"), 1)

    assert pages.page(5).elided_range == [1, 2, 3, 4, 5, 6, 7, 0, 10]
    assert pages.page(1).elided_range == [1, 2, 3, 0, 10]
