"""Give the shipped checklists their items where a site has them without any."""

from importlib import import_module

from django.db import migrations

shipped = import_module("directory.migrations.0008_shipped_kinds")


def fill(apps, schema_editor):
    lists = apps.get_model("directory", "Checklist").objects.filter(division__level=0)
    for name, subject, wants_document, items in shipped.CHECKLISTS:
        for checklist in lists.filter(name=name, subject=subject, items=None):
            shipped.add_items(apps, checklist, wants_document, items)


class Migration(migrations.Migration):
    dependencies = [("directory", "0018_tenure_and_announcement")]
    operations = [
        # Nothing to undo: without its items a list says nothing.
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
