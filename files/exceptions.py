"""Errors of pictures and documents; what people read of them is Chinese."""


class PictureRefusedError(Exception):
    """A file that is not taken as a picture; the message says why, for whoever handed it in."""
