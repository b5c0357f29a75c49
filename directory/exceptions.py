"""Errors of the directory; what people read of them is Chinese."""


class DirectoryError(Exception):
    """What the directory refuses to do."""


class RosterRefusedError(DirectoryError):
    """A roster of which nothing is written; the message says why."""


class PhotosRefusedError(DirectoryError):
    """An archive of photographs of which nothing is written; the message says why."""


class PopoloRefusedError(DirectoryError):
    """A Popolo file of which nothing is written; the message says why."""


class RecordsChangedError(DirectoryError):
    """Somebody wrote what an import had read before the import could write."""


class MandateEndedError(DirectoryError):
    """The mandate has ended already."""


class MandateNotServingError(DirectoryError):
    """The mandate is not in force on that day, or stands otherwise than the change supposes."""


class MergeRefusedError(DirectoryError):
    """Two records cannot be made one as they stand.

    Attributes:
        reasons: why, in Chinese, a line each.
    """

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("；".join(reasons))


class BatchRefusedError(DirectoryError):
    """An import cannot be published or taken back; the message says why."""


class TermChangeRefusedError(DirectoryError):
    """A new term cannot begin as things stand; the message says why."""


class ProposalRefusedError(DirectoryError):
    """A proposal cannot be taken over as things stand; the message says why."""


class ConsentRefusedError(DirectoryError):
    """A consent cannot be withdrawn; the message says why."""
