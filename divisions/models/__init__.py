"""The administrative tree (行政区划), its codes and names, and the section of a division."""

from .code import DivisionCode
from .division import Division, DivisionNotFoundError, DivisionQuerySet
from .other_name import OtherName
from .page import DivisionPage

__all__ = [
    "Division",
    "DivisionCode",
    "DivisionNotFoundError",
    "DivisionPage",
    "DivisionQuerySet",
    "OtherName",
]
