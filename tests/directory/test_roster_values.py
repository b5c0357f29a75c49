"""Single values: what is understood, and what is left empty and said."""

from hypothesis import given
from hypothesis import strategies as st

from directory.importers.roster_values import (
    read_code,
    read_email,
    read_ethnicity,
    read_gender,
    read_level,
    read_party,
    read_phone,
    read_term,
    read_text,
)
from directory.importers.roster_words import ETHNIC_GROUPS, LONGEST, PARTIES
from directory.importers.sheets import Cell
from directory.management.commands.import_roster import level_of
from directory.models import Deputy, ElectoralUnit, Mandate


def codes(reading):
    return [finding.code.value for finding in reading[1]]


def test_genders_in_every_way():
    for text in ("男", " 男 ", "男性", "M", "Male", "1"):
        assert read_gender(text) == ("male", []), text
    for text in ("女", "女性", "F", "female", "2", "女（瑶）"):
        assert read_gender(text) == ("female", []), text


def test_an_unknown_gender_is_left_empty_and_said():
    for text in ("不详", "男女", "未知", "9", "李敏"):
        assert (read_gender(text).value, codes(read_gender(text))) == ("", ["unknown_gender"])


def test_all_ethnic_groups_are_known_by_name_without_the_tail_and_by_code():
    for number, name in enumerate(ETHNIC_GROUPS, start=1):
        assert read_ethnicity(name) == (name, [])
        for short in (name.removesuffix("族"), f"{number:02}"):
            reading = read_ethnicity(short)
            assert (reading.value, codes(reading)) == (name, ["short_ethnicity"]), short


def test_what_people_call_an_ethnic_group_is_understood():
    for text, name in [
        ("维族", "维吾尔族"),
        ("蒙", "蒙古族"),
        ("布衣族", "布依族"),
        ("漢族", "汉族"),
        ("柯族", "柯尔克孜族"),
        ("朝鮮族", "朝鲜族"),
    ]:
        assert read_ethnicity(text).value == name, text


def test_an_unknown_ethnic_group_is_left_empty_and_said():
    for text in ("火星族", "不详", "中国", "汉族、回族"):
        assert (read_ethnicity(text).value, codes(read_ethnicity(text))) == (
            "", ["unknown_ethnicity"],
        )  # fmt: skip


def test_affiliations_become_the_names_of_the_organisations():
    for text, name in [
        ("中共党员", "中国共产党"),
        ("中共", "中国共产党"),
        ("党员", "中国共产党"),
        ("中国共产党党员", "中国共产党"),
        ("中共预备党员", "中国共产党"),
        ("中共党员（预备）", "中国共产党"),
        ("民盟盟员", "中国民主同盟"),
        ("民革党员", "中国国民党革命委员会"),
        ("民建会员", "中国民主建国会"),
        ("民进", "中国民主促进会"),
        ("农工党党员", "中国农工民主党"),
        ("致公党", "中国致公党"),
        ("九三学社社员", "九三学社"),
        ("台盟盟员", "台湾民主自治同盟"),
        ("共青团员", "共青团员"),
        ("团员", "共青团员"),
        ("共青团", "共青团员"),
        ("中国共产主义青年团团员", "共青团员"),
        ("03", "共青团员"),
        ("少先队员", "少先队员"),
        ("无党派", "无党派人士"),
        ("无党派人士", "无党派人士"),
        ("群众", "群众"),
        ("无", "群众"),
        ("其他", ""),
        ("", ""),
        ("/", ""),
        ("民盟、中共党员", "中国民主同盟、中国共产党"),
        ("中共党员、1990.5入党", "中国共产党"),
        ("01", "中国共产党"),
    ]:
        assert read_party(text) == (name, []), text


def test_an_unknown_affiliation_is_left_empty_and_said():
    assert codes(read_party("共和党")) == ["unknown_party"]
    assert read_party("共和党").value == ""


def test_levels_and_terms_in_every_way():
    assert read_level("市　级") == ("city", [])
    for text in ("第六届", "六届", "第6届", "6", "６", "第六届（补选）", "六", " 第 六 届 "):
        assert read_term(text) == (6, []), text
    for text in ("第十二届", "十二", "第十二届全国人民代表大会", "深圳市第十二届人大"):
        assert read_term(text) == (12, []), text


def test_a_level_or_term_that_is_not_understood_is_an_error_not_a_guess():
    for text in ("市、县", "深圳市", "乡镇、街道", "代表"):
        assert codes(read_level(text)) == ["unknown_level"], text
    for text in (
        "本届", "2021", "第一百届", "十三届、十四届", "0", "第0届", "-3", "第-3届", "第999届",
        "第112届", "一百一十二届", "第6.5届", str(10**20),
    ):  # fmt: skip
        assert read_term(text)[0] is None
        assert codes(read_term(text)) == ["unknown_term"], text


def test_a_level_without_a_congress_is_refused_with_the_reason():
    for text, kind in [
        ("街道", "街道"), ("街道级", "街道"), ("街道人大代表", "街道"), (" 街 道 ", "街道"),
        ("地区", "地区"), ("盟级", "盟"), ("开发区", "开发区"),
        ("高新区", "开发区"), ("管委会", "开发区"),
        ("村级", "村、社区"), ("社区", "村、社区"), ("团场", "团场、农场"),
    ]:  # fmt: skip
        (finding,) = read_level(text).findings
        assert finding.code == "no_congress", text
        assert f"{kind}不设人民代表大会" in finding.detail, text
        assert read_level(text).value == "", text
        assert level_of(text) == text, "the command refuses it with the reason"


def test_blank_level_and_term_leave_room_for_the_option():
    assert read_level("/") == ("", [])
    assert read_term(" ") == (None, [])


def phone(value):
    reading = read_phone(Cell(value, "" if isinstance(value, str) else "General"))
    return reading.value, codes(reading)


def test_spaces_and_dashes_go_from_mobile_numbers():
    for text in (
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "+86 138 0000 0001",
        "１３８０００００００１",
        "手机：13800000001",
        "13800000001（办）",
    ):
        assert phone(text) == ("13800000001", []), text


def test_numbers_of_fixed_lines_keep_their_area_code():
    assert phone("0755-22345678") == ("0755-22345678", [])
    assert phone("（0755）22345678") == ("0755-22345678", [])
    assert phone("075522345678") == ("0755-22345678", [])
    assert phone("22345678转801") == ("22345678-801", [])
    assert phone("62345") == ("62345", [])


def test_several_numbers_stay_each_once():
    for text in (
        "13800000001、13900000002",
        "13800000001/13900000002",
        "13800000001 13900000002",
        "13800000001\n13900000002",
        "13800000001；13900000002；13800000001",
    ):
        assert phone(text) == ("13800000001、13900000002", []), text


def test_a_number_cell_becomes_text_with_all_its_digits():
    assert phone(13800000001) == ("13800000001", ["number_cell"])
    assert phone(13800000001.0) == ("13800000001", ["number_cell"])


def test_a_number_that_lost_its_digits_is_left_empty_and_said():
    for text in ("1.38E+10", "1.38e10", "1E+10"):
        assert phone(text) == ("", ["phone_lost_digits"]), text


def test_what_is_no_telephone_number_is_kept_and_said():
    for text in ("1380000000", "办公室转李敏", "138000000012"):
        assert phone(text) == (text, ["unusual_phone"]), text


def test_a_cell_without_a_number_is_empty():
    for text in ("无", "/", "不详", " "):
        assert phone(text) == ("", []), text


def test_texts_are_tidied():
    assert read_text(" 望溪县  第一中学 \r\n 教师 ", "post", keeps_lines=True).value == (
        "望溪县 第一中学\n教师"
    )
    assert read_text("第 3\n选 区", "constituency").value == "第3选区"
    assert read_text("研究生\n 法学硕士", "education").value == "研究生 法学硕士"
    assert codes(read_text("a\nb", "post")) == ["line_break_in_cell"]
    assert codes(read_text("a\n", "post")) == []


def test_texts_that_say_nothing_are_empty():
    for text in ("无", "/", "—", "不详", "\u200b"):
        assert read_text(text, "station") == ("", []), text


def test_a_text_longer_than_its_column_is_left_empty_and_said():
    for field in LONGEST.keys() - {"name", "ethnicity", "party", "phone", "email"}:
        assert read_text("长" * LONGEST[field], field).value
        assert codes(read_text("长" * (LONGEST[field] + 1), field)) == ["text_too_long"], field


def test_no_text_is_longer_than_what_stores_it():
    stored = {
        "education": (Deputy, "education"), "post": (Deputy, "post"), "name": (Deputy, "name"),
        "ethnicity": (Deputy, "ethnicity"), "party": (Deputy, "party"), "phone": (Deputy, "phone"),
        "native_place": (Deputy, "native_place"), "deputy_class": (Mandate, "deputy_class"),
        "group": (Mandate, "group_text"), "station": (Mandate, "station_text"),
        "constituency": (ElectoralUnit, "name"),
    }  # fmt: skip
    for field, (model, column) in stored.items():
        assert LONGEST[field] <= model._meta.get_field(column).max_length, field
    assert all(len(name) <= LONGEST["party"] for name in PARTIES.values())


def test_codes_keep_their_zeros():
    assert read_code(Cell("０012 ", ""), "register_number").value == "0012"
    assert read_code(Cell(12, "0000"), "register_number").value == "0012"
    assert read_code(Cell(441900000000, "General"), "division_code").value == "441900000000"


def test_mail_addresses():
    assert read_email(" li.min＠example.org ") == ("li.min@example.org", [])
    assert codes(read_email("li.min")) == ["invalid_email"]
    assert read_email("无") == ("", [])


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for reader in (read_gender, read_ethnicity, read_party, read_level, read_term, read_email):
        reader(text)
    read_phone(Cell(text))
    for field in LONGEST:
        assert len(read_text(text, field).value) <= LONGEST[field]
