"""Hangs up a portrait (挂上照片): stores the picture and gives it to the person.

The picture it replaces stays as long as the import can be taken back.
"""

import hashlib
import logging
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ForeignObjectRel
from wagtail.models import ReferenceIndex
from wagtail.utils.file import hash_filelike

from accounts.models import User
from directory.exceptions import RecordsChangedError
from directory.models import Deputy
from directory.models.deputy import PHOTO_SIZES
from editing.changes import difference, note, standing_of
from editing.models import ChangeSet, Verb
from files.models import DivisionImage, DivisionRendition
from files.pictures import CleanPicture

logger = logging.getLogger(__name__)

#: width to height of every size in which portraits are shown
_RATIO = 4 / 5
#: how much of the width, measured from the top edge, is kept for the head in a tall picture
_HEAD = 0.9


def content_hash(picture: CleanPicture) -> str:
    """Return what ``file_hash`` will be of the stored picture."""
    return hashlib.sha1(picture.content, usedforsecurity=False).hexdigest()


def current_hashes(deputy: Deputy) -> set[str]:
    """Return the hashes of the person's photo, as published and as in the latest draft."""
    draft = deputy.latest_revision.content.get("photo") if deputy.latest_revision else None
    shown = [pk for pk in (deputy.photo_id, draft) if pk]
    photos = DivisionImage.objects.filter(pk__in=shown)
    return {hash_ for photo in photos if (hash_ := _stored_hash(photo))}


def _stored_hash(image: DivisionImage) -> str:
    """Return the hash of a stored picture, "" where its file is missing."""
    if image.file_hash:
        return image.file_hash
    try:
        with image.file.open("rb") as file:
            return hash_filelike(file)
    except OSError:
        return ""


def head_zone(width: int, height: int) -> dict[str, int]:
    """Return the columns of the focal point: the part of a portrait that every crop keeps.

    In a picture taller than the crop the head is at the top, whether it shows the shoulders or
    the whole person. A wider one is cropped at its sides, and nobody knows where the face is: no
    column, so the middle is taken.
    """
    if width >= height * _RATIO:
        return {}
    zone = min(height, round(width * _HEAD))
    return {
        "focal_point_x": width // 2, "focal_point_y": zone // 2,
        "focal_point_width": width, "focal_point_height": zone,
    }  # fmt: skip


def hang_portrait(
    *, deputy: Deputy, picture: CleanPicture, is_published: bool, by: User | None
) -> DivisionImage:
    """Make ``picture`` the person's photo and make its sizes.

    What changes is noted, and where the record stood in the way of drafts.

    Args:
        deputy: as stored.
        picture: made safe by ``files.pictures``.
        is_published: publish the change; else a published person gets a draft with it.
        by: who imports; None: the system.

    Raises:
        RecordsChangedError: somebody has locked or edited the record meanwhile.
    """
    with transaction.atomic():
        held = Deputy.objects.select_for_update(of=("self",)).get(pk=deputy.pk)
        has_draft = held.has_unpublished_changes and held.latest_revision_id is not None
        if held.locked or (held.live and has_draft):
            raise RecordsChangedError
        stood = {"photo": held.photo_id} | standing_of(Deputy, [held.pk])[held.pk]
        image = _stored(held, picture, by)
        if held.live and not is_published:
            held.photo = image
            held.save_revision(user=by, clean=False, log_action=True)
        else:
            _set_photo(held, image, by)
        shown = Deputy.objects.filter(pk=held.pk).values_list("photo", flat=True).get()
        stands = {"photo": shown} | standing_of(Deputy, [held.pk])[held.pk]
        note(held, Verb.UPDATED, difference(stood, stands))
    # Outside the transaction: making the sizes takes longer than all the rest.
    image.get_renditions(*PHOTO_SIZES)
    logger.info("portrait hung", extra={"event": "portrait_hung", "deputy_id": deputy.pk})
    return image


def _set_photo(deputy: Deputy, image: DivisionImage, by: User | None) -> None:
    """Write the photo into the record and its newest revision."""
    Deputy.objects.filter(pk=deputy.pk).update(photo=image)
    if deputy.live:
        deputy.photo = image
        deputy.save_revision(user=by, clean=False, log_action=True).publish(user=by)
        return
    draft = deputy.get_latest_revision_as_object()
    draft.photo = image
    draft.save_revision(user=by, clean=False, log_action=True)


def _stored(deputy: Deputy, picture: CleanPicture, by: User | None) -> DivisionImage:
    image = DivisionImage(
        division=deputy.division,
        title=f"{deputy.name}的照片",
        alt_text=f"{deputy.name}的照片",
        file=picture.as_file(),
        file_size=len(picture.content),
        file_hash=content_hash(picture),
        uploaded_by_user=by,
        **head_zone(picture.width, picture.height),
    )
    image.save()
    return image


def remove_replaced(change_set: ChangeSet) -> int:
    """Delete the pictures that a set has replaced and nothing else shows; return how many."""
    kind = ContentType.objects.get_for_model(Deputy)
    changes = change_set.changes.filter(content_type=kind).values_list("before", flat=True)
    replaced = {before.get("photo") for before in changes.iterator()}
    return sum(remove_if_unused(pk) for pk in replaced)


def remove_if_unused(image_id: int | None) -> bool:
    """Delete a replaced picture with its sizes and files, unless something else shows it."""
    image = DivisionImage.objects.filter(pk=image_id).first() if image_id else None
    if image is None or ReferenceIndex.get_references_to(image).exists():
        return False
    if any(rows.exists() for rows in _rows_that_show(image)):
        return False
    image.delete()
    return True


def _rows_that_show(image: DivisionImage) -> Iterator[models.QuerySet]:
    """Yield, for every foreign key to pictures, the rows that name this one."""
    for relation in DivisionImage._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model, column = relation.related_model, relation.field.name
        if isinstance(model, type) and model is not DivisionRendition:
            yield model._base_manager.filter(**{column: image.pk})
