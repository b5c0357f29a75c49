"""Whether a record is still right (核对): when somebody last said so, and who."""

import datetime
from typing import Any, Self

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.utils import timezone

from core.visibility import RESTRICTED

#: what nobody has confirmed for a year is marked
VALID_FOR = relativedelta(years=1)


class Confirmable(models.Model):
    """A record of which staff say now and then that it is still right."""

    confirmed_on = models.DateField("核对日期", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name="核对人",
    )  # fmt: skip

    confirmed_visibility = dict.fromkeys(["confirmed_on", "confirmed_by"], RESTRICTED)

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the record as a draft has it; when it was confirmed is no part of the draft.

        This class stands before ``ScopedRecord`` among the bases, whose method this one calls.
        """
        record = super().with_content_json(content)
        record.confirmed_on, record.confirmed_by_id = self.confirmed_on, self.confirmed_by_id
        return record

    def is_stale(self, on: datetime.date | None = None) -> bool:
        """Whether nobody has confirmed it in the year that ends on the day ``on``."""
        on = on or timezone.localdate()
        return self.confirmed_on is None or self.confirmed_on + VALID_FOR < on
