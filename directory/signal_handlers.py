"""What follows from changes of records of other concepts."""

from typing import Any

from django.db.models.signals import post_save

from .models import Deputy
from .proposals import follow_keeper


def register_signal_handlers() -> None:
    """Connect what is below."""
    post_save.connect(hand_on_proposals, sender=Deputy)


def hand_on_proposals(sender: type[Deputy], instance: Deputy, **kwargs: Any) -> None:
    """Let the open proposals on a person follow a new keeper of the record."""
    if not kwargs["raw"]:
        follow_keeper(instance)
