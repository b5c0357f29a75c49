"""Chinese numerals (汉字数字) for sessions and terms: 第十八届."""

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def chinese_number(number: int) -> str:
    """Return ``number`` (0 to 9,999) in Chinese numerals: 14 → 十四, 105 → 一百〇五.

    Raises:
        ValueError: it lies outside that range.
    """
    if not 0 <= number <= 9_999:
        raise ValueError(f"{number} is not between 0 and 9999.")
    if number == 0:
        return _DIGITS[0]
    text = ""
    for place, digit in enumerate(reversed([int(d) for d in str(number)])):
        if digit:
            text = _DIGITS[digit] + _UNITS[place] + text
        elif text and not text.startswith(_DIGITS[0]):
            text = _DIGITS[0] + text
    return text.removeprefix("一") if text.startswith("一十") else text


_VALUES = {character: value for value, character in enumerate(_DIGITS)} | {
    "零": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2, "元": 1, "廿": 20, "卅": 30,
    "十": 10, "百": 100, "千": 1000,
}  # fmt: skip


def parse_number(text: str) -> int | None:
    """Return the number ``text`` gives in digits or Chinese numerals, None if it gives none.

    Reads 18, 十八, 一百〇五, 廿一 and digit by digit 一九七〇 and 二〇一二.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    values = [_VALUES.get(character) for character in text]
    digits = [value for value in values if value is not None]
    if not digits or len(digits) < len(values):
        return None
    if max(digits) < 10:
        return int("".join(map(str, digits)))
    total = digit = 0
    for value in digits:
        if value < 10:
            digit = value
        elif value in (20, 30):
            total, digit = total + value, 0
        else:
            total, digit = total + (digit or 1) * value, 0
    return total + digit
