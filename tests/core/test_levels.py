from core.levels import (
    DIVISION_WORDS,
    WITHOUT_CONGRESS,
    WORDS,
    CongressLevel,
    no_congress_reason,
)

MEANT = {
    CongressLevel.NATIONAL: "全国 国家级 全国人大代表 national nation",
    CongressLevel.PROVINCIAL: (
        "省 省级 自治区 直辖市 省人大代表 省（自治区、直辖市） provincial province"
    ),
    CongressLevel.CITY: (
        "市 市级 州 州级 地级 地级市 设区的市 设区市 自治州 市（州） 市人大 prefecture city"
    ),
    CongressLevel.COUNTY: "县 县级 区 区级 旗 县级市 县（区） 县（市、区） 自治县 county district",
    CongressLevel.TOWNSHIP: "乡 乡级 乡镇 镇级 镇 民族乡 乡、镇 乡（镇） 苏木 township town",
}


def test_every_word_of_a_roster_means_its_level():
    for level, words in MEANT.items():
        for word in words.split():
            assert CongressLevel.from_words(word) is level, word


def test_spaces_width_and_traditional_characters_do_not_matter():
    assert CongressLevel.from_words(" 市　级 ") is CongressLevel.CITY
    assert CongressLevel.from_words("縣級") is CongressLevel.COUNTY
    assert CongressLevel.from_words("County Level") is CongressLevel.COUNTY


def test_no_word_means_a_level_and_a_place_without_a_congress():
    without = [word for words in WITHOUT_CONGRESS.values() for word in words]

    assert [word for word in without if CongressLevel.from_words(word)] == []
    assert all(no_congress_reason(word) for word in without)
    for word in ("市级", "县", "旗", "乡镇", "全国", "看不懂", ""):
        assert no_congress_reason(word) == "", word


def test_what_has_no_congress_or_names_several_levels_is_no_level():
    for word in (
        "街道",
        "盟",
        "地区",
        "开发区",
        "省、市",
        "市、县",
        "代表",
        "",
        "6",
        "深圳市",
        "村",
    ):
        assert CongressLevel.from_words(word) is None, word


def test_no_word_stands_for_two_levels():
    words = [word for group in WORDS.values() for word in group]
    assert len(words) == len(set(words))


def test_levels_and_division_levels_lead_to_each_other():
    for number, level in enumerate(CongressLevel):
        assert level.division_level == number
        assert CongressLevel.of_division_level(number) is level
    words = ["nation", "province", "prefecture", "county", "township"]
    assert list(DIVISION_WORDS.values()) == words


def test_each_level_is_known_by_its_own_names():
    for level in CongressLevel:
        assert CongressLevel.from_words(level) is level
        assert CongressLevel.from_words(level.label) is level
        assert CongressLevel.from_words(level.division_word) is level
