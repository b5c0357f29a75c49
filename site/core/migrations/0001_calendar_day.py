"""Days on which the country works or rests otherwise than the week says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(unique=True, verbose_name="日期")),
                (
                    "is_workday",
                    models.BooleanField(
                        default=False,
                        help_text="调休上班的日子勾选；放假的日子不勾。",
                        verbose_name="上班",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="例如：春节。调休的写所调的节日。",
                        max_length=60,
                        verbose_name="节日",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="例如：国务院办公厅通知的文号。",
                        max_length=200,
                        verbose_name="来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "节假日和调休",
                "verbose_name_plural": "工作日历",
                "ordering": ["date"],
            },
        ),
    ]
