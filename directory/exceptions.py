"""Errors of the directory; what people read of them is Chinese."""


class DirectoryError(Exception):
    """What the directory refuses to do."""


class RosterRefusedError(DirectoryError):
    """A roster of which nothing is written; the message says why."""


class PopoloRefusedError(DirectoryError):
    """A Popolo file of which nothing is written; the message says why."""


class RecordsChangedError(DirectoryError):
    """Somebody wrote what an import had read before the import could write."""


class MandateEndedError(DirectoryError):
    """The mandate has ended already."""


class MandateNotServingError(DirectoryError):
    """The mandate is not in force on that day, or stands otherwise than the change supposes."""
