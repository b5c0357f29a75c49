"""Filters for people's names."""

from django import template

from core.surnames import drawn_surname

register = template.Library()
register.filter("drawn_surname", drawn_surname)
