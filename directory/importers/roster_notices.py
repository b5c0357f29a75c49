"""What a roster's reader says of the file as a whole (提示), in Chinese."""

from collections.abc import Iterator

from .roster_layout import Layout
from .roster_rows import RosterColumn, RosterRow


def lost_merges(rows: list[RosterRow], layout: Layout) -> Iterator[str]:
    """Say where a text file may have lost what merged cells said; nothing is filled in by guess."""
    people = [row.person for row in rows if row.person]
    for field in ("constituency", "group", "station"):
        values = [getattr(person, field) for person in people]
        blank = values.count("")
        if field not in layout.fields or not 0 < blank < len(values):
            continue
        if field == "constituency" or _stand_once_above_blanks(values):
            yield (
                f"“{layout.heading(field)}”列有 {blank} 行是空的，没有代填。"
                "文本文件不保存合并单元格；原表若有合并，请用 .xlsx 文件导入。"
            )


def _stand_once_above_blanks(values: list[str]) -> bool:
    """Say whether values stand as merged cells leave them: each once, blanks below."""
    filled = [value for value in values if value]
    is_once = len(set(filled)) == len(filled)
    return bool(values[0]) and is_once and len(values) >= 2 * len(filled)


def unread_columns(columns: list[RosterColumn]) -> Iterator[str]:
    """Name the columns that were passed over, never what stands in them."""
    if columns:
        names = "、".join(
            f"“{column.heading}”（{column.letter} 列）" if column.heading
            else f"没有表头的 {column.letter} 列"
            for column in columns
        )  # fmt: skip
        yield f"表头认不出、没有读入的列：{names}。"
