"""Let proposals name the import they came by, the congress they speak of, what became of them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0015_batch_moved_at"),
        ("divisions", "0002_nation"),
        ("editing", "0003_changes"),
    ]
    operations = [
        migrations.AddField(
            model_name="proposal",
            name="accepted_in",
            field=models.ForeignKey(
                blank=True, editable=False, null=True,
                on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to="editing.changeset", verbose_name="采纳时的变更",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="batch",
            field=models.ForeignKey(
                blank=True, editable=False, null=True,
                on_delete=django.db.models.deletion.SET_NULL, related_name="proposals",
                to="directory.importbatch", verbose_name="导入批次",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="congress_place",
            field=models.ForeignKey(
                blank=True, editable=False, null=True,
                on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="divisions.division", verbose_name="哪里的人民代表大会",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="proposed_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="提出时间"
            ),
        ),
    ]  # fmt: skip
