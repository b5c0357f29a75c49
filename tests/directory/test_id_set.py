"""A set of ids answers like any set, in order."""

from hypothesis import given
from hypothesis import strategies as st

from directory.popolo.id_set import IdSet

IDS = st.integers(min_value=0, max_value=5_000)


@given(st.lists(IDS), st.lists(IDS))
def test_it_holds_what_was_added_and_nothing_else_in_order(added, asked):
    ids = IdSet()
    ids.update(added)

    assert list(ids) == sorted(set(added))
    assert [pk in ids for pk in asked] == [pk in set(added) for pk in asked]
