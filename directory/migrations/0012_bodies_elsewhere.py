"""Let open data keep areas and offices of bodies that are no people's congress."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_shipped_kinds")]
    operations = [
        # Going back fails while a unit has no term: remove such units first.
        migrations.AlterField(
            model_name="electoralunit",
            name="term",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="units",
                to="directory.term", verbose_name="届",
            ),
        ),
        migrations.AddField(
            model_name="organmember",
            name="unit",
            field=models.ForeignKey(
                blank=True, editable=False, null=True,
                on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to="directory.electoralunit", verbose_name="选区、地方",
            ),
        ),
        migrations.AddField(
            model_name="organmember",
            name="term_name",
            field=models.CharField(
                blank=True, editable=False, max_length=120, verbose_name="届（原文）"
            ),
        ),
    ]
