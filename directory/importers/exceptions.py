"""Errors of the importers."""


class RosterFileError(Exception):
    """A roster file that is refused whole; the message is Chinese, for the clerk."""
