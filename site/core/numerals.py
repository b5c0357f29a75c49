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
