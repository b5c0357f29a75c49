import io

from PIL import Image, ImageStat

from home.demo.drawing import flatten
from home.demo.portraits import PARTS, Sitter, draw_portrait


def opened(sitter):
    return Image.open(io.BytesIO(draw_portrait(sitter)))


def test_the_same_sitter_gets_the_same_picture():
    sitter = Sitter(seed="李秋禾", female=True, age=47)

    assert draw_portrait(sitter) == draw_portrait(sitter)
    assert draw_portrait(sitter) != draw_portrait(Sitter(seed="李敏", female=True, age=47))


def test_every_part_draws_and_stays_small():
    sitters = [
        Sitter(seed=name, female=hair["for"] == "female", age=44, hair=name)
        for name, hair in PARTS["hair"].items()
    ]
    sitters += [
        Sitter(seed=name, female=part["for"] == "female", age=61, wear=(name,), glasses=True)
        for name, part in PARTS["clothes"].items()
    ]
    sitters += [
        Sitter(seed=name, female=part["for"] == "female", age=30, hat=name)
        for name, part in PARTS["hats"].items()
    ]
    sitters += [Sitter(seed=name, female=False, age=70, beard=name) for name in PARTS["beards"]]

    for sitter in sitters:
        data = draw_portrait(sitter)
        picture = Image.open(io.BytesIO(data))

        assert (picture.format, picture.size) == ("JPEG", (480, 600)), sitter
        assert len(data) < 30_000, sitter
        assert min(ImageStat.Stat(picture).stddev) > 20, sitter


def test_the_face_is_where_a_card_shows_it():
    picture = opened(Sitter(seed="甲", female=False, age=40, hair="crew", glasses=False))

    forehead, ground = picture.getpixel((240, 225)), picture.getpixel((20, 20))

    assert sum(abs(a - b) for a, b in zip(forehead, ground, strict=True)) > 40


def test_relative_and_absolute_paths_flatten_alike():
    assert flatten("M10 10h20v30l-5-5z") == flatten("M10 10H30V40L25 35Z")
    assert flatten("M0 0c0 10 10 10 10 0s10-10 10 0") == flatten(
        "M0 0C0 10 10 10 10 0C10-10 20-10 20 0"
    )
    assert flatten("m5 5 3 0 0 3z") == (((5, 5), (8, 5), (8, 8), (5, 5)),)
