"""What this app tells the apps before it (``core.registries``)."""

from core.registries import (
    DailyTask,
    MenuEntry,
    PlaceSection,
    daily_tasks,
    menu_entries,
    part_finder,
    place_sections,
)

from .part_finder import find_parts
from .retention import purge_abandoned_imports, purge_row_reports, purge_stray_files, purge_uploads
from .tiers import place_answers

menu_entries.register(MenuEntry("代表名录", "directory:deputy_list", order=20, note="按姓名和级别"))
place_sections.register(
    PlaceSection(template="directory/place_answers.html", load=place_answers, order=10)
)
part_finder.provide(find_parts)
daily_tasks.register(DailyTask("上传的文件", purge_uploads, order=10))
daily_tasks.register(DailyTask("没有确认的导入", purge_abandoned_imports, order=20))
daily_tasks.register(DailyTask("导入结果里的逐行内容", purge_row_reports, order=30))
daily_tasks.register(DailyTask("没有归属的上传文件", purge_stray_files, order=40))
