"""Draws the portraits and hangs them up, in the size of the lists too."""

import io

from django.core.files.images import ImageFile
from django.db import transaction

from directory.models import Deputy
from directory.models.deputy import CARD_PHOTO
from files.models import DivisionImage

from .people import Person
from .portraits import Sitter, draw_portrait

#: pictures written in one transaction: what an interruption can leave behind without a row
_AT_ONCE = 40


def load_portraits(deputies: dict[Deputy, Person]) -> int:
    """Draw whoever has a portrait and none stored yet; return how many were drawn."""
    wanted = [
        (deputy, person.sitter)
        for deputy, person in deputies.items()
        if person.sitter and deputy.photo_id is None
    ]
    for start in range(0, len(wanted), _AT_ONCE):
        _draw(wanted[start : start + _AT_ONCE])
    return len(wanted)


@transaction.atomic
def _draw(wanted: list[tuple[Deputy, Sitter]]) -> None:
    for deputy, sitter in wanted:
        deputy.photo = _stored(deputy, draw_portrait(sitter))
        deputy.save(update_fields=["photo"])
        deputy.photo.get_rendition(CARD_PHOTO)


def _stored(deputy: Deputy, picture: bytes) -> DivisionImage:
    image = DivisionImage(
        division=deputy.division,
        title=f"{deputy.name}的画像",
        alt_text=f"{deputy.name}的画像（程序绘制）",
        file=ImageFile(io.BytesIO(picture), name="portrait.jpg"),
    )
    image.full_clean()
    image.save()
    return image
