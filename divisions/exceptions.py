"""What this app refuses; every message is Chinese and made for whoever asked."""


class DivisionError(Exception):
    """Something about divisions was refused."""


class DivisionMoveError(DivisionError):
    """A division cannot hang where it was asked to."""


class DivisionFileError(DivisionError):
    """A file is no table of divisions, or too little of one to be trusted."""


class DivisionsChangedError(DivisionError):
    """The tree changed between the reading and the writing of an import."""
