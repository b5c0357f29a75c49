"""What this app tells the apps before it (``core.registries``)."""

from core.registries import MenuEntry, menu_entries

menu_entries.register(MenuEntry("代表名录", "directory:deputy_list", order=20, note="按姓名和级别"))
