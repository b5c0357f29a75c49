import re

from hypothesis import given
from hypothesis import strategies as st

from core.han_variants import simplify
from core.names import DOT, clean_name, fold_name, has_private_use, read_name

#: what people use for the dot between the parts of a name, U+00B7 the right one among them
DOTS = "·•‧∙⋅・･․●ㆍ.．"


def test_every_dot_becomes_the_one_that_is_stored():
    for dot in DOTS:
        assert clean_name(f"买买提{dot}吐尔逊") == "买买提\u00b7吐尔逊", dot


def test_spaces_around_the_dot_go_and_two_dots_are_one():
    assert clean_name("买买提 · 吐尔逊") == "买买提·吐尔逊"
    assert clean_name("买买提··吐尔逊") == "买买提·吐尔逊"
    assert clean_name("·买买提·") == "买买提"


def test_a_full_stop_of_a_latin_name_stays():
    assert clean_name("J. Smith") == "J. Smith"


def test_spaces_between_chinese_characters_go_whatever_kind_they_are():
    for space in (" ", "  ", "\u3000", "\xa0", "\t", "\n", "\u2003"):
        assert clean_name(f"李{space}敏") == "李敏", repr(space)


def test_one_space_stays_between_latin_words():
    assert clean_name("John   Smith") == "John Smith"


def test_invisible_characters_go():
    for invisible in ("\u200b", "\u200d", "\ufeff", "\u202c", "\u00ad", "\u3164", "\x00"):
        assert clean_name(f"李{invisible}秋禾{invisible}") == "李秋禾", repr(invisible)


def test_fullwidth_letters_and_compatibility_forms_become_ordinary():
    assert clean_name("Ｊｏｈｎ") == "John"
    assert clean_name("⽅\uf9b5") == "方例"


def test_brackets_stay_in_a_cleaned_name_and_leave_a_read_one():
    assert clean_name("李秋禾（女）") == "李秋禾(女)"
    assert read_name("李秋禾（女）").name == "李秋禾"


def test_notes_are_read_in_every_bracket_even_an_open_one():
    for text in (
        "李秋禾（女，瑶族）",
        "李秋禾(女，瑶族)",
        "李秋禾【女，瑶族】",
        "李秋禾〔女，瑶族",
    ):
        reading = read_name(text)
        assert (reading.name, reading.notes) == ("李秋禾", ["女,瑶族"]), text


def test_two_brackets_are_two_notes():
    assert read_name("李秋禾（女）（瑶族）").notes == ["女", "瑶族"]


def test_inner_space_is_named_alone_even_beside_an_outer_one():
    assert read_name("唐\u3000健 ").changes == ["inner_space"]


def test_outer_space_is_named_where_nothing_else_was_wrong():
    assert read_name(" 段大波\n").changes == ["outer_space"]
    assert read_name(" 王岚（女）\n").changes == ["outer_space"]


def test_a_clean_name_needs_no_change():
    for name in ("李敏", "欧阳娜娜", "买买提·吐尔逊", "John Smith", "李\ue000", "𠮷野", "〇一"):
        assert read_name(name) == (name, [], [])


def test_two_spellings_of_a_name_fold_to_one():
    for one, other in [
        ("买买提·吐尔逊", "买买提•吐尔逊"),
        ("买买提·吐尔逊", "买买提吐尔逊"),
        ("張偉", "张伟"),
        ("李　敏", "李敏"),
        ("ＪＯＨＮ", "john"),
        ("李\U000e0100敏", "李敏"),
        ("強", "强"),
    ]:
        assert fold_name(one) == fold_name(other), (one, other)


def test_different_names_do_not_fold_to_one():
    for one, other in [("李敏", "李明"), ("肖华", "萧华"), ("于洋", "余洋"), ("付敏", "傅敏")]:
        assert fold_name(one) != fold_name(other), (one, other)


def test_private_use_characters_are_known_in_every_plane():
    assert has_private_use("李\ue000")
    assert has_private_use("李\U000f0000")
    assert not has_private_use("李𠮷")


def test_simplify_keeps_the_length_and_is_final():
    text = "張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮於董蕭程曹袁鄧許傅沈曾彭呂"
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)


TEXTS = st.text(
    st.one_of(
        st.sampled_from("李敏欧阳娜买提吐尔逊張偉 \u3000\xa0\u200b\ufeff()（）女·•.．・Jn-"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=20,
)


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text):
    assert clean_name(clean_name(text)) == clean_name(text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert fold_name(fold_name(text)) == fold_name(text)


@given(TEXTS)
def test_cleaning_does_not_change_what_a_name_folds_to(text):
    assert fold_name(clean_name(text)) == fold_name(text)


@given(TEXTS)
def test_a_read_name_is_clean(text):
    name = read_name(text).name
    assert name == name.strip()
    assert not re.search(r"[\u4e00-\u9fff]\s+[\u4e00-\u9fff]", name)
    assert DOT * 2 not in name
