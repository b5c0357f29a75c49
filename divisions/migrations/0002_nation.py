"""Make the root of the tree: the nation's row."""

from django.db import migrations

CODE = "100000000000"


def make_nation(apps, schema_editor):
    division = apps.get_model("divisions", "Division").objects.create(
        level=0, kind="nation", name="全国", short_name="全国", code=CODE,
        pinyin="quanguo", initials="qg",
    )  # fmt: skip
    division.path = f"{_base36(division.pk):0>5}"
    division.save(update_fields=["path"])
    apps.get_model("divisions", "DivisionCode").objects.create(
        division=division, code=CODE, level=0, source="GB/T 2260"
    )


def _base36(number):
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


class Migration(migrations.Migration):
    dependencies = [("divisions", "0001_initial")]
    operations = [
        # Going back drops the table, the row with it.
        migrations.RunPython(make_nation, migrations.RunPython.noop),
    ]
