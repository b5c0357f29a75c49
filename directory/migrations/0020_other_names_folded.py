"""Fold the other names of deputies, so that people are found by them."""

from django.db import migrations, models

from core.names import fold_name


def fold(apps, schema_editor):
    OtherName = apps.get_model("directory", "OtherName")
    batch = []
    for other in OtherName.objects.only("name").iterator():
        other.folded_name = fold_name(other.name)
        batch.append(other)
    OtherName.objects.bulk_update(batch, ["folded_name"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("directory", "0019_checklist_items")]
    operations = [
        migrations.AddField(
            model_name="othername",
            name="folded_name",
            field=models.CharField(db_index=True, default="", editable=False, max_length=240),
        ),
        # Going back drops the column.
        migrations.RunPython(fold, migrations.RunPython.noop, elidable=True),
    ]
