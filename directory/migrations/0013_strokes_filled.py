"""Fill the key by which lists sort people by strokes, as saving does from now on."""

from itertools import islice

from django.db import migrations

from core.strokes import stroke_key

AT_ONCE = 500


def fill_strokes(apps, schema_editor):
    people = apps.get_model("directory", "Deputy").objects
    rows = people.filter(stroke_key="").order_by("pk").only("name").iterator()
    while chunk := list(islice(rows, AT_ONCE)):
        for deputy in chunk:
            deputy.stroke_key = stroke_key(deputy.name)
        people.bulk_update(chunk, ["stroke_key"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_strokes")]
    operations = [
        # Nothing to undo: the column goes with the migration before.
        migrations.RunPython(fill_strokes, migrations.RunPython.noop, elidable=True),
    ]
