"""Records that stand below others of their kind (上级): organs, stations, handling units."""

from django.core.exceptions import ValidationError
from django.db import models


def check_parent(record: models.Model) -> None:
    """Check that no record above ``record`` is the record itself.

    Raises:
        ValidationError: one is; it hangs on the field ``parent``.
    """
    above, seen = record.parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == record.pk:
            raise ValidationError({"parent": "它的上级不能是它自己，也不能是它的下级。"})
        seen.add(above.pk)
        above = above.parent
