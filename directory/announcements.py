"""What this app tells the apps before it (``core.registries``)."""

from core.registries import (
    MenuEntry,
    PlaceSection,
    menu_entries,
    part_finder,
    place_sections,
)

from .part_finder import find_parts
from .tiers import place_answers

menu_entries.register(MenuEntry("代表名录", "directory:deputy_list", order=20, note="按姓名和级别"))
place_sections.register(
    PlaceSection(template="directory/place_answers.html", load=place_answers, order=10)
)
part_finder.provide(find_parts)
