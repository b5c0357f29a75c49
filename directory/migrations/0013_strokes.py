"""Give people the key by which lists sort them by strokes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_bodies_elsewhere")]
    operations = [
        migrations.AddField(
            model_name="deputy",
            name="stroke_key",
            field=models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="deputy",
            index=models.Index(fields=["live", "stroke_key", "code"], name="deputy_by_strokes"),
        ),
        migrations.AddIndex(
            model_name="deputy",
            index=models.Index(fields=["stroke_key", "code"], name="any_deputy_by_strokes"),
        ),
    ]
