"""What the names of photographs say."""

import zipfile

import pytest

from directory.importers.photo_entry_names import entry_names
from directory.importers.photo_names import read_photo_name


@pytest.mark.parametrize(
    "base",
    [
        "李秋禾.jpg", "李 秋禾.JPG", "李　秋禾.jpeg", "003李秋禾.JPG", "003_李秋禾.jpg",
        "3、李秋禾.png", "第12号 李秋禾.png", "李秋禾（柳湾镇）.jpg", "李秋禾(1).jpg",
        "李秋禾 - 副本.jpg",
        "李秋禾 - 副本 (2).jpg", "复件 李秋禾.jpg", "李秋禾照片.jpg", "李秋禾的证件照.jpg",
        "李秋禾_头像.webp", "柳湾镇-李秋禾.jpg", "柳湾镇_李秋禾_照片.jpg", "李秋禾代表.jpg",
        "李秋禾.v2.jpg", "李秋禾2.jpg", "李秋禾001.jpg", "李秋禾（女，瑶族）.jpg",
        "望溪县 柳湾镇 李秋禾.jpg", "李秋禾",
    ],
)  # fmt: skip
def test_the_name_is_found_in_every_habit(base):
    assert "李秋禾" in read_photo_name(base).names


def test_notes_folders_and_other_parts_are_hints():
    said = read_photo_name("溪口村-李秋禾（第三选区）.jpg", ["柳湾镇照片", "2026"])

    assert {"溪口村", "第三选区", "柳湾镇"} <= set(said.hints)
    assert "2026" not in said.hints


def test_names_with_dots_and_letters_stay_whole():
    for base in (
        "买买提·吐尔逊.jpg",
        "买买提.吐尔逊.jpg",
        "买买提•吐尔逊 照片.jpg",
        "买买提-吐尔逊.jpg",
    ):
        assert "买买提吐尔逊" in read_photo_name(base).names, base
    assert "johnsmith" in read_photo_name("John Smith.jpg").names


@pytest.mark.parametrize(
    ("base", "number"),
    [("003李秋禾.jpg", "003"), ("2022-17 李秋禾.jpg", "2022-17"), ("李秋禾 A012.jpg", "A012"),
     ("0012.jpg", "0012"), ("李秋禾（2022017）.jpg", "2022017")],
)  # fmt: skip
def test_numbers_are_kept_as_written(base, number):
    assert number in read_photo_name(base).numbers


def test_the_count_of_a_copy_is_no_number():
    assert read_photo_name("李秋禾（1）.jpg").numbers == ()
    assert read_photo_name("李秋禾2.jpg").numbers == ()


def test_a_public_code_is_seen():
    assert read_photo_name("7k2m9xqa.jpg").codes == ("7k2m9xqa",)
    assert read_photo_name("李秋禾_7K2M9XQA.jpg").codes == ("7k2m9xqa",)
    assert read_photo_name("李秋禾.jpg").codes == ()


def test_a_name_grown_together_with_its_place_is_parted():
    assert ("李秋禾", "柳湾镇") in read_photo_name("柳湾镇李秋禾.jpg").within()
    assert ("李秋禾", "柳湾镇") in read_photo_name("李秋禾柳湾镇.jpg").within()


# Names of entries


def entry(raw: bytes, *, is_utf8: bool = False) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(raw.decode("utf-8" if is_utf8 else "cp437"))
    info.flag_bits = 0x800 if is_utf8 else 0
    return info


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_names_are_read_in_the_encoding_all_of_them_fit(encoding):
    names = ["李秋禾.jpg", "照片/欧阳娜娜.jpg", "plain.jpg"]

    assert entry_names(entry(name.encode(encoding)) for name in names) == names


def test_a_name_that_says_its_encoding_is_believed():
    assert entry_names([entry("李秋禾.jpg".encode(), is_utf8=True)]) == ["李秋禾.jpg"]


def test_a_rare_character_of_gb18030_is_read():
    assert entry_names([entry("㐂𠮷.jpg".encode("gb18030"))]) == ["㐂𠮷.jpg"]


def test_two_characters_that_would_be_utf8_of_another_script_are_chinese():
    raw = "联通".encode("gbk")  # C1 AA CD A8

    assert entry_names([entry(raw + b".jpg")]) == ["联通.jpg"]


def test_control_characters_and_backslashes_do_no_harm():
    names = entry_names([entry(b"a\\b\0c\n\x1b[31m.jpg")])

    assert names == ["a/b�c��[31m.jpg"]
