"""What this app tells the apps before it (``core.registries``)."""

from core.registries import MenuEntry, menu_entries

menu_entries.register(MenuEntry("找代表", "divisions:find", order=10, note="按村和社区"))
