from hypothesis import given
from hypothesis import strategies as st

from core.identity_numbers import (
    MASK,
    has_valid_check_digit,
    holds_identity_number,
    is_identity_heading,
    mask_identity_numbers,
)

#: invented; right in shape, wrong in its check digit
SHAPED = "110101199003070031"


def checked(seventeen: str) -> str:
    return next(seventeen + d for d in "0123456789X" if has_valid_check_digit(seventeen + d))


def test_the_check_digit_follows_from_the_others():
    assert has_valid_check_digit(checked("11010119900307003"))
    assert has_valid_check_digit("11010519491231002X")
    assert not has_valid_check_digit("110105194912310021")


def test_a_number_is_masked_by_its_shape_or_by_its_check_digit():
    for number in (
        checked("11010119900307003"),
        SHAPED,
        "110101900307003",
        checked("11010119901307003"),
        "65010119751201123x",
        "65010119751201123Ｘ",
        "１１０１０１１９９００３０７００３１",
    ):
        assert mask_identity_numbers(f"张三{number}。") == f"张三{MASK}。", number


def test_spaces_and_dashes_do_not_hide_a_number():
    for number in ("110101 19900307 0031", "110101-19900307-0031", "1101 0119 9003 0700 31"):
        assert mask_identity_numbers(number) == MASK, number


def test_a_number_in_front_or_behind_does_not_hide_one():
    assert mask_identity_numbers(f"1 {SHAPED}") == f"1 {MASK}"
    assert mask_identity_numbers(f"{SHAPED} 13800000001") == f"{MASK} 13800000001"
    two = checked("11010119900307003") + checked("65010119751201123")
    assert mask_identity_numbers(two) == MASK * 2


def test_other_numbers_stay():
    for text in (
        "13800000001",
        "13800000001 13900000002",
        "0755-12345678",
        "441900000000",
        "2021年3月1日",
        "6222021234567890123",
        "990101199003070031",
        "110101199013450031",
        "深圳市第六届人民代表大会",
        "",
    ):
        assert mask_identity_numbers(text) == text
        assert not holds_identity_number(text)


def test_headings_of_papers_are_known_however_they_are_written():
    for heading in (
        "身份证号",
        "身 份 证\n号码",
        "证件号码",
        "公民身份号码",
        "护照号",
        "ID Card",
        "银行卡号",
    ):
        assert is_identity_heading(heading), heading


def test_other_headings_are_not_papers():
    for heading in ("姓名", "代表证号", "编号", "身份", "手机号", "联系电话", "idea"):
        assert not is_identity_heading(heading), heading


@given(
    st.sampled_from(["11", "44", "65", "81"]),
    st.integers(0, 9999),
    st.dates(),
    st.integers(0, 999),
    st.text(st.sampled_from("张三，。 \n（）"), max_size=5),
    st.sampled_from(["", " ", "-"]),
)
def test_no_number_survives_masking(region, place, birth, serial, text, gap):
    if not 1900 <= birth.year < 2100:
        birth = birth.replace(year=1970, day=1)
    number = checked(f"{region}{place:04}{birth:%Y%m%d}{serial:03}")
    written = f"{number[:6]}{gap}{number[6:14]}{gap}{number[14:]}"
    masked = mask_identity_numbers(f"{text}{written}{text}")
    assert masked == f"{text}{MASK}{text}"
    assert not holds_identity_number(masked)
