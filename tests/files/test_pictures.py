"""Pictures made safe: what is accepted, what is left of it, what is refused and why."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from wagtail.models import UploadedFile

from files.exceptions import PictureRefusedError
from files.models import DivisionImage
from files.pictures import LONGEST_EDGE, clean_picture
from tests.factories import AssignmentFactory, DivisionFactory

RED, WHITE = (200, 30, 20), (255, 255, 255)
SECRET = b"CAMERAMAKER"


def encoded(kind="JPEG", size=(60, 80), mode="RGB", colour=RED, **options) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def with_exif(kind="JPEG", orientation=1) -> bytes:
    """A picture, red at the top left, with what a camera writes."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (43.0, 54.0, 0.0)
    picture = Image.new("RGB", (60, 80), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 29, 39), fill=RED)
    file = io.BytesIO()
    picture.save(file, kind, exif=exif, quality=95)
    return file.getvalue()


def cleaned(content: bytes, name: str = "", **options):
    picture = clean_picture(io.BytesIO(content), name, **options)
    return picture, Image.open(io.BytesIO(picture.content))


def is_near(pixel, colour, by=12) -> bool:
    pixel = pixel if isinstance(pixel, tuple) else (pixel,) * 3
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


def left_beside_pixels(image: Image.Image) -> set[str]:
    """What a picture holds beside its pixels and what the format itself needs."""
    image.load()
    bare = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "transparency"}
    return (set(image.info) - bare) | set(image.getexif())


# What is accepted


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF"])
def test_every_kind_becomes_a_jpeg_of_the_same_size_and_colour(kind):
    picture, image = cleaned(encoded(kind))

    assert (picture.format, picture.width, picture.height) == ("JPEG", 60, 80)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (60, 80))
    assert is_near(image.getpixel((30, 40)), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_nothing_that_a_camera_wrote_is_left(kind):
    content = with_exif(kind)
    assert SECRET in content

    picture, image = cleaned(content)

    assert SECRET not in picture.content
    assert left_beside_pixels(image) == set()


def test_comments_texts_and_profiles_go():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = encoded(comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET, icc_profile=profile)

    for content in (jpeg, encoded("PNG", pnginfo=texts, icc_profile=profile)):
        picture, image = cleaned(content)
        assert SECRET in content
        assert SECRET not in picture.content
        assert left_beside_pixels(image) == set()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation):
    upright = Image.new("RGB", (60, 80), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 29, 39), fill=RED)
    # How a camera held so stores the scene: the inverse of what turns it upright.
    stored = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    (upright.transpose(stored) if stored is not None else upright).save(file, "JPEG", exif=exif)

    _, image = cleaned(file.getvalue())

    assert image.size == (60, 80)
    assert is_near(image.getpixel((10, 10)), RED)
    assert all(is_near(image.getpixel(at), WHITE) for at in ((50, 10), (10, 70), (50, 70)))


def test_what_is_see_through_lies_on_white_in_a_portrait():
    for content in (
        encoded("PNG", mode="RGBA", colour=(0, 0, 0, 0)),
        encoded("PNG", mode="LA", colour=(0, 0)),
        encoded("WEBP", mode="RGBA", colour=(0, 0, 0, 0), lossless=True),
        encoded("PNG", mode="RGB", colour=(0, 0, 0), transparency=(0, 0, 0)),
    ):
        assert is_near(cleaned(content)[1].getpixel((5, 5)), WHITE)


def test_a_drawing_stays_see_through_and_without_loss():
    picture, image = cleaned(encoded("PNG", mode="RGBA", colour=(*RED, 128)), is_portrait=False)

    assert picture.format == "PNG"
    assert image.getpixel((5, 5)) == (*RED, 128)


def test_grey_stays_grey():
    assert cleaned(encoded(mode="L", colour=100))[1].mode == "L"
    image = cleaned(encoded("PNG", mode="I;16", colour=100 * 256))[1]
    assert (image.mode, abs(image.getpixel((5, 5)) - 100) <= 2) == ("L", True)


def test_cmyk_becomes_rgb_and_no_negative():
    _, image = cleaned(encoded(mode="CMYK", colour=(0, 255, 255, 0)))

    assert image.mode == "RGB"
    red, green, blue = image.getpixel((5, 5))
    assert red > 180
    assert max(green, blue) < 80


def test_of_several_frames_the_first_is_taken():
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        file = io.BytesIO()
        frames[0].save(file, kind, save_all=True, append_images=frames[1:])
        assert is_near(cleaned(file.getvalue())[1].getpixel((5, 5)), RED, by=20)


def test_a_large_picture_is_scaled_down_and_a_small_one_not_up():
    assert cleaned(encoded(size=(3_000, 4_500)))[1].size == (1_333, LONGEST_EDGE)
    assert cleaned(encoded(size=(10, 10)))[1].size == (10, 10)


def test_the_same_picture_becomes_the_same_bytes():
    assert cleaned(with_exif())[0] == cleaned(with_exif())[0]


def test_an_extension_that_agrees_is_accepted_in_any_case():
    for name in ("张三.JPG", "张三.jpeg", "张三.jfif", "张三", "张三.v2.jpg"):
        assert cleaned(encoded(), name)[0].width == 60


@pytest.mark.parametrize(
    "trailer",
    [
        b"\0" * 100,
        encoded(size=(8, 8)),
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\1" * 50,
        b"maker's own" + b"SEFHSEFT",
    ],
    ids=["padding", "preview", "moving", "maker"],
)
def test_what_cameras_append_is_passed_over(trailer):
    picture, _ = cleaned(encoded() + trailer)

    assert picture == cleaned(encoded())[0]


# What is refused


def archive_of(name: str = "run.js") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"alert(1)" * 20)
    return file.getvalue()


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, pixels: bytes, *chunks: bytes) -> bytes:
    """A grey PNG as its head and its pixels say, which need not agree."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join([
        b"\x89PNG\r\n\x1a\n", png_chunk(b"IHDR", head), *chunks,
        png_chunk(b"IDAT", zlib.compress(pixels, 9)), png_chunk(b"IEND", b""),
    ])  # fmt: skip


def in_comment(content: bytes) -> bytes:
    """A JPEG that holds ``content`` in a comment, and nothing behind its end."""
    jpeg = encoded()
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FOREIGN, BROKEN, MANY = "混有别的内容", "不完整或已损坏", "像素太多"
HOSTILE = {
    "svg": (SVG, "张三.svg", "SVG"),
    "svg named jpg": (b"\xef\xbb\xbf<?xml version='1.0'?>" + SVG, "张三.jpg", "SVG"),
    "web page named jpg": (b"<!DOCTYPE html><html></html>", "张三.jpg", "网页"),
    "pdf named jpg": (b"%PDF-1.7 text", "张三.jpg", "PDF"),
    "program named png": (b"MZ" + b"\0" * 100, "张三.png", "程序"),
    "zip named jpg": (archive_of(), "张三.jpg", "压缩包"),
    "bmp": (encoded("BMP"), "张三.bmp", "BMP"),
    "tiff": (encoded("TIFF"), "张三.tif", "TIFF"),
    "nothing": (b"", "张三.jpg", "空的"),
    "zeros": (b"\0" * 5_000, "张三.jpg", "空的"),
    "png named jpg": (encoded("PNG"), "张三.jpg", "扩展名"),
    "jpeg named html": (encoded(), "张三.html", "扩展名"),
    "zip behind a jpeg": (encoded() + archive_of(), "张三.jpg", FOREIGN),
    "zip behind a png": (encoded("PNG") + archive_of(), "张三.png", FOREIGN),
    "zip behind a webp": (encoded("WEBP") + archive_of(), "张三.webp", FOREIGN),
    "zip behind a heic": (encoded("HEIF") + archive_of(), "张三.heic", FOREIGN),
    "zip in a comment": (in_comment(archive_of()), "张三.jpg", FOREIGN),
    "rar behind a preview": (
        encoded() + encoded(size=(8, 8)) + b"Rar!\x1a\x07\x00" + b"x" * 50, "张三.jpg", FOREIGN,
    ),
    "page in a comment": (in_comment(b"<HTML><body>"), "张三.jpg", FOREIGN),
    "php behind a gif": (encoded("GIF") + b"<?php system($_GET[0]);", "张三.gif", FOREIGN),
    "pdf in front": (in_comment(b"%PDF-1.4"), "张三.jpg", FOREIGN),
    "text behind a png": (encoded("PNG") + b"anything at all", "张三.png", FOREIGN),
    "half a jpeg": (encoded(size=(400, 400))[:-200], "张三.jpg", BROKEN),
    "half a png": (encoded("PNG", size=(400, 400))[:-20], "张三.png", BROKEN),
    "half a webp": (encoded("WEBP")[:-10], "张三.webp", BROKEN),
    "half a heic": (encoded("HEIF")[:-30], "张三.heic", BROKEN),
    "half an avif": (encoded("AVIF")[:-30], "张三.avif", BROKEN),
    "head alone": (b"\xff\xd8\xff\xe0", "张三.jpg", BROKEN),
    "wrong checksum": (encoded("PNG").replace(b"IHDR", b"IHDR\0", 1), "张三.png", BROKEN),
    "many pixels": (png(60_000, 60_000, b"\0" * 1_000), "张三.png", MANY),
    "too many for us": (png(7_000, 7_000, b"\0" * 1_000), "张三.png", MANY),
    "thin strip": (png(40_000, 1, b"\0" * 1_000), "张三.png", MANY),
    "pixels behind pixels": (png(8, 8, b"\0" * 50_000_000), "张三.png", "远远大于"),
    "swollen text": (
        png(8, 8, b"\0" * 72, png_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 50_000_000))),
        "张三.png", BROKEN,
    ),
    "pixels missing": (png(80, 80, b"\0" * 100), "张三.png", BROKEN),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_with_the_reason(content, name, reason):
    with pytest.raises(PictureRefusedError, match=reason):
        cleaned(content, name)


def test_a_file_beyond_the_limit_is_refused_unread(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 2**20
    file = io.BytesIO(encoded() + b"\0" * 2**21)

    with pytest.raises(PictureRefusedError, match="超过 1 MB"):
        clean_picture(file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF"])
def test_a_file_cut_anywhere_is_refused_or_read_but_never_an_accident(kind):
    content = encoded(kind, size=(40, 40))
    for length in range(0, len(content), max(1, len(content) // 60)):
        try:
            cleaned(content[:length])
        except PictureRefusedError as error:
            assert str(error)


# The pictures of the data folder


def manifest() -> list[str]:
    return [
        "astronaut.jpg", "hopper.jpg", "hopper.webp", "muddy_waters.jpg", "lightnin_hopkins.jpg",
        "roberta_johnson.jpeg", "olivia_ava.jpeg", "portrait.png", "portrait.webp",
        "portrait.heic", "portrait.avif", "alpha.png", "grey.jpg", "cmyk.jpg", "progressive.jpg",
        *(f"exif_orientation_{number}.jpg" for number in range(1, 9)), "exif_gps.jpg",
        "large_24MP.jpg", *(f"faces/face_{number:02}.jpg" for number in range(40)),
    ]  # fmt: skip


def photo(folder: Path, name: str):
    path = folder / "photos" / name
    return cleaned(path.read_bytes(), path.name)


@pytest.mark.real_data
def test_the_manifest_lists_what_is_tried_here(shared_data):
    rows = (shared_data / "photos" / "MANIFEST.csv").read_text("utf-8").splitlines()[1:]
    named = {row.split(",")[0] for row in rows}

    assert named - set(manifest()) == {"faces/face_00..39.jpg", "照片_GBK文件名.zip"}


@pytest.mark.real_data
@pytest.mark.parametrize("name", manifest())
def test_every_picture_of_the_manifest_is_accepted_bare(shared_data, name):
    picture, image = photo(shared_data, name)

    assert left_beside_pixels(image) == set()
    assert b"GPS" not in picture.content
    assert max(image.size) <= LONGEST_EDGE


@pytest.mark.real_data
def test_turned_pictures_look_like_the_one_that_is_not(shared_data):
    _, upright = photo(shared_data, "exif_orientation_1.jpg")
    for number in range(2, 9):
        _, turned = photo(shared_data, f"exif_orientation_{number}.jpg")
        assert turned.size == upright.size == (300, 400)
        corners = [(10, 10), (290, 10), (10, 390), (290, 390), (150, 100)]
        assert all(is_near(turned.getpixel(at), upright.getpixel(at), by=30) for at in corners), (
            number
        )


@pytest.mark.real_data
def test_the_printers_colours_are_those_of_the_portrait(shared_data):
    _, cmyk = photo(shared_data, "cmyk.jpg")
    _, portrait = photo(shared_data, "portrait.png")

    assert cmyk.mode == "RGB"
    small = [image.convert("RGB").resize((8, 8)).tobytes() for image in (cmyk, portrait)]
    difference = [abs(one - other) for one, other in zip(*small, strict=True)]
    assert sum(difference) / len(difference) < 25


@pytest.mark.real_data
def test_no_black_box_round_a_cut_out_head(shared_data):
    _, image = photo(shared_data, "alpha.png")

    assert is_near(image.getpixel((2, 2)), WHITE)


@pytest.mark.real_data
def test_grey_pictures_stay_grey(shared_data):
    assert photo(shared_data, "grey.jpg")[1].mode == "L"


# What is stored


class StoredPictureTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.town, cls.elsewhere = DivisionFactory(), DivisionFactory()
        cls.user = AssignmentFactory(division=cls.town).user

    def setUp(self):
        self.client.force_login(self.user)

    def sent(self, content=None, name="张三.jpg"):
        return SimpleUploadedFile(name, content or with_exif(orientation=6))

    def assert_bare(self, image):
        with image.file.open() as file:
            content = file.read()
        self.assertNotIn(SECRET, content)
        self.assertEqual(left_beside_pixels(Image.open(io.BytesIO(content))), set())
        self.assertEqual((image.width, image.height), (80, 60))
        self.assertEqual(image.file_size, len(content))

    def test_a_picture_is_stored_bare(self):
        self.client.post("/admin/images/add/", {"title": "人像", "file": self.sent()})

        self.assert_bare(DivisionImage.objects.get())

    def test_a_picture_sent_in_place_of_another_too(self):
        self.client.post(
            "/admin/images/add/", {"title": "人像", "file": self.sent(encoded("PNG"), "a.png")}
        )
        image = DivisionImage.objects.get()

        self.client.post(
            f"/admin/images/{image.pk}/",
            {"title": "人像", "division": self.town.pk, "file": self.sent()},
        )

        image.refresh_from_db()
        self.assert_bare(image)

    def test_a_change_of_words_leaves_the_file_alone(self):
        self.client.post("/admin/images/add/", {"title": "人像", "file": self.sent()})
        image = DivisionImage.objects.get()

        self.client.post(f"/admin/images/{image.pk}/", {"title": "改名", "division": self.town.pk})

        changed = DivisionImage.objects.get()
        self.assertEqual((changed.title, changed.file.name), ("改名", image.file.name))

    def test_pictures_dropped_in_at_once_are_stored_bare(self):
        self.client.post("/admin/images/multiple/add/", {"files[]": self.sent(), "title": "人像"})

        self.assert_bare(DivisionImage.objects.get())

    def test_a_picture_that_waits_for_its_place_waits_bare(self):
        AssignmentFactory(user=self.user, division=self.elsewhere)
        self.client.post("/admin/images/multiple/add/", {"files[]": self.sent(), "title": "人像"})
        waiting = UploadedFile.objects.get()
        with waiting.file.open() as file:
            self.assertNotIn(SECRET, file.read())

        prefix = f"uploaded-image-{waiting.pk}"
        self.client.post(
            f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/",
            {f"{prefix}-title": "人像", f"{prefix}-division": self.town.pk},
        )

        self.assert_bare(DivisionImage.objects.get())

    def test_a_picture_sent_from_a_chooser_is_stored_bare(self):
        prefix = "image-chooser-upload"
        self.client.post(
            "/admin/images/chooser/create/",
            {f"{prefix}-title": "人像", f"{prefix}-file": self.sent()},
        )

        self.assert_bare(DivisionImage.objects.get())

    def test_a_drawing_stays_a_png(self):
        content = encoded("PNG", mode="RGBA", colour=(*RED, 128))
        self.client.post(
            "/admin/images/add/", {"title": "徽标", "file": self.sent(content, "logo.png")}
        )

        self.assertTrue(DivisionImage.objects.get().file.name.endswith(".png"))

    def test_what_is_refused_is_said_in_the_form_and_not_stored(self):
        for url, field in (
            ("/admin/images/add/", "file"), ("/admin/images/multiple/add/", "files[]"),
        ):  # fmt: skip
            response = self.client.post(
                url, {"title": "人像", field: self.sent(encoded() + archive_of())}
            )
            self.assertIn(
                FOREIGN,
                response.content.decode("unicode_escape")
                if "json" in response["Content-Type"]
                else response.content.decode(),
            )

        self.assertFalse(DivisionImage.objects.exists())
        self.assertFalse(UploadedFile.objects.exists())

    def test_no_hostile_file_brings_the_admin_down(self):
        for label, (content, name, _) in HOSTILE.items():
            with self.subTest(label):
                for url, field in (
                    ("/admin/images/add/", "file"), ("/admin/images/multiple/add/", "files[]"),
                ):  # fmt: skip
                    file = SimpleUploadedFile(name, content)
                    response = self.client.post(url, {"title": "人像", field: file})
                    self.assertEqual(response.status_code, 200)

        self.assertFalse(DivisionImage.objects.exists())
        self.assertFalse(UploadedFile.objects.exists())
