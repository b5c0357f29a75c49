"""Identity numbers (公民身份号码): found and masked, never stored.

Shape: GB 11643-1999, 18 digits (region, birth date, serial, check digit) or the older 15. Spaces
and dashes between the digits, full-width digits and a small x do not hide one.
Source: 个人信息保护法 第二十八条; the architecture stores none.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator

#: what stands in place of a masked number
MASK = "［证件号已隐去］"
#: words of a column that holds numbers of papers: dropped whole, whatever is in it
_HEADINGS = re.compile(
    r"身份证|身份号|证件号|证件编号|证件类|公民身份|社会保障号|社保号|社保卡|护照|通行证|居留证|军官证"
    r"|银行卡|银行账|银行帐|开户|卡号|identity|idcard|idnumber|idno|passport"
)
_REGIONS = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_ENOUGH_DIGITS = re.compile(r"(?:\d[\s\-—–_.·]{0,2}){14}[\dXx]")
_RUN = re.compile(r"\d(?:[\s\-—–_.·]{0,2}\d)*(?:[\s\-—–_.·]{0,2}[Xx])?")
_ASCII = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def is_identity_heading(text: str) -> bool:
    """Say whether a column under this heading holds identity or other paper numbers."""
    folded = re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text)).lower()
    return _HEADINGS.search(folded) is not None


def holds_identity_number(text: str) -> bool:
    """Say whether something of the shape of an identity number stands in ``text``."""
    return _ENOUGH_DIGITS.search(text) is not None and next(_spans(text), None) is not None


def mask_identity_numbers(text: str, mask: str = MASK) -> str:
    """Return ``text`` with every identity number in it replaced by ``mask``."""
    if not _ENOUGH_DIGITS.search(text):
        return text
    masked, end = "", 0
    for start, stop in _spans(text):
        masked += text[end:start] + mask
        end = stop
    return masked + text[end:]


def has_valid_check_digit(number: str) -> bool:
    """Say whether the 18th digit of ``number`` follows from the other 17 (ISO 7064, MOD 11-2)."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECK_DIGITS[total % 11] == number[17].upper()


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where identity numbers begin and end in ``text``, in order."""
    plain = text.translate(_ASCII)
    for run in _RUN.finditer(plain):
        places = [at for at in range(*run.span()) if plain[at] in "0123456789Xx"]
        number = "".join(plain[place] for place in places)
        first = 0
        while first + 15 <= len(places):
            length = _length_at(number, places, first)
            if length:
                yield places[first], places[first + length - 1] + 1
            first += length or 1


def _length_at(digits: str, places: list[int], first: int) -> int:
    """Return how long the number is that begins at ``first``, 0 if none does.

    What stands apart (nothing or a separator on both sides) counts by its shape or check digit;
    inside a longer run (two telephones with a space between) both must hold.
    """
    for length in (18, 15):
        number = digits[first : first + length]
        if len(number) < length or not _REGIONS.match(number) or not number[:-1].isdigit():
            continue
        birth = number[6:14] if length == 18 else "19" + number[6:12]
        checks = length == 18 and has_valid_check_digit(number)
        if _is_apart(places, first, first + length):
            if checks or _is_birth_date(birth):
                return length
        elif checks and _is_birth_date(birth):
            return length
    return 0


def _is_apart(places: list[int], first: int, stop: int) -> bool:
    """Say whether no digit touches the digits ``first`` to ``stop`` (excluded)."""
    before = first == 0 or places[first] - places[first - 1] > 1
    after = stop == len(places) or places[stop] - places[stop - 1] > 1
    return before and after


def _is_birth_date(digits: str) -> bool:
    if not "1850" < digits < "2100":
        return False
    try:
        datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True
