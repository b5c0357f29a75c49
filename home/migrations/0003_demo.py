"""Add the mark of a database that holds the demo."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("home", "0002_home_page")]
    operations = [
        migrations.CreateModel(
            name="Demo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="开始载入")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="载入完成")),
            ],
            options={
                "verbose_name": "演示数据",
                "verbose_name_plural": "演示数据",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="demo_one_row")],
            },
        ),
    ]
