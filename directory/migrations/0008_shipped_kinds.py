"""Kinds of stations and handling units, and checklists, that every division may use.

Names and levels as offices use them; every division may add its own.
"""

from django.db import migrations
from django.utils import timezone

VILLAGE = 5

STATION_KINDS = [
    ("代表之家", None), ("代表工作室", None), ("代表联络站", None), ("代表联络点", VILLAGE),
    ("代表接待室", None), ("代表活动室", VILLAGE), ("代表小组活动室", None),
    ("代表监督联络室", None), ("网上家站室", None),
]  # fmt: skip

HANDLING_UNIT_KINDS = [
    ("government", "人民政府"), ("government", "政府部门"), ("supervision", "监察委员会"),
    ("court", "人民法院"), ("procuratorate", "人民检察院"), ("party", "党委部门"),
    ("mass", "群团组织"), ("vertical", "垂直管理单位"), ("enterprise", "企事业单位"),
]  # fmt: skip

#: name, subject, whether each item wants a document, items
CHECKLISTS = [
    ("十有", "station", False,
     "场地 标示 设备 人员 制度 计划 活动 资料 台账 经费"),
    ("六有（组织、场所、牌子、制度、台账、经费）", "station", False,
     "组织 场所 牌子 制度 台账 经费"),
    ("六有（场地、设施、制度、激励、安排、效果）", "station", False,
     "专门场地 办公设施 完善制度 激励机制 工作安排 实际效果"),
    ("七项设备", "station", False, "标示牌 接待室 桌椅 电脑 固定电话 资料柜 意见箱"),
    ("七项制度", "station", True,
     "联系群众 接待群众 接待问题办理 工作职责 联络员职责 小组活动 学习制度"),
    ("三项制度", "station", True, "接待日制度 联络员守则 联系群众办法"),
    ("小组制度", "group", True, "学习制度 活动制度 记录制度"),
]  # fmt: skip


def ship(apps, schema_editor):
    nation = apps.get_model("divisions", "Division").objects.get(level=0)
    now = timezone.now()
    common = {
        "division": nation, "division_path": nation.path, "live": True,
        "has_unpublished_changes": False, "first_published_at": now, "last_published_at": now,
    }  # fmt: skip
    for order, (name, level) in enumerate(STATION_KINDS, 1):
        apps.get_model("directory", "StationKind").objects.create(
            name=name, level=level, order=order * 10, **common
        )
    for family, name in HANDLING_UNIT_KINDS:
        apps.get_model("directory", "HandlingUnitKind").objects.create(
            family=family, name=name, **common
        )
    for name, subject, wants_document, items in CHECKLISTS:
        checklist = apps.get_model("directory", "Checklist").objects.create(
            name=name, subject=subject, **common
        )
        add_items(apps, checklist, wants_document, items)


def add_items(apps, checklist, wants_document, items):
    """Add the items, in order; not through the list itself, which keeps them until it is saved."""
    apps.get_model("directory", "ChecklistItem").objects.bulk_create(
        apps.get_model("directory", "ChecklistItem")(
            checklist=checklist, name=item, wants_document=wants_document, order=order * 10
        )
        for order, item in enumerate(items.split(), 1)
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_drop_contact_consent"), ("divisions", "0002_nation")]
    operations = [
        # Going back drops the tables, the rows with them.
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
