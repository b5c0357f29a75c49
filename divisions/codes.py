"""Division codes (行政区划代码): 12 digits, given in 2 to 12, trailing zeros left out.

Source: GB/T 2260 (first six digits), 统计用区划代码 (twelve).
"""

import re

#: digits that a code of each level (0–5) needs
DIGITS = {0: 6, 1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
NATION_CODE = "100000000000"

_REFERENCE = re.compile(r"([0-9]{2,12})(?:[:-]([0-5]))?")


class DivisionCodeError(ValueError):
    """A text is no division code; the message is Chinese and says what one looks like."""


def expand_code(code: str) -> str:
    """Return the twelve digits of ``code`` (``4305`` → ``430500000000``).

    Raises:
        DivisionCodeError: it holds anything but 2 to 12 digits.
    """
    code = code.strip()
    if not re.fullmatch(r"[0-9]{2,12}", code):
        raise DivisionCodeError(f"“{code}”不是行政区划代码：代码是 2 至 12 位数字。")
    return code.ljust(12, "0")


def level_of(code: str) -> int:
    """Return the level (1–5) that the zeros at the end of twelve digits show.

    A code that stands at two levels (441900000000) shows the higher one.
    """
    return next(level for level in range(1, 6) if not int(code[DIGITS[level] :] or 0))


def trim_code(code: str, level: int) -> str:
    """Return ``code`` in the digits its level needs (2, 4, 6, 9 or 12)."""
    return code[: DIGITS[level]]


def split_reference(reference: str) -> tuple[str, int | None]:
    """Split ``CODE``, ``CODE:LEVEL`` or ``CODE-LEVEL`` into twelve digits and a level or ``None``.

    Raises:
        DivisionCodeError: it has another form.
    """
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        raise DivisionCodeError(
            f"“{reference}”不是行政区划代码：请写 2 至 12 位数字，"
            "同一代码属于两级时在后面加冒号和级别，例如 441900:2。"
        )
    code, level = match.groups()
    return expand_code(code), None if level is None else int(level)
