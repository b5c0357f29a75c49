"""The holidays and make-up workdays of 2024, 2025 and 2026.

Source: the State Council's yearly notices, as the package chinesecalendar 1.11 gives them;
written out, so that another edition of the package changes nothing here. The notice for 2027 had
not come out yet.
"""

import datetime

from django.db import migrations

SOURCE = "国务院办公厅关于{year}年部分节假日安排的通知"

#: year: [(name, first day off, last day off, make-up workdays)]
HOLIDAYS = {
    2024: [
        ("元旦", "01-01", "01-01", []),
        ("春节", "02-10", "02-17", ["02-04", "02-18"]),
        ("清明节", "04-04", "04-06", ["04-07"]),
        ("劳动节", "05-01", "05-05", ["04-28", "05-11"]),
        ("端午节", "06-10", "06-10", []),
        ("中秋节", "09-15", "09-17", ["09-14"]),
        ("国庆节", "10-01", "10-07", ["09-29", "10-12"]),
    ],
    2025: [
        ("元旦", "01-01", "01-01", []),
        ("春节", "01-28", "02-04", ["01-26", "02-08"]),
        ("清明节", "04-04", "04-06", []),
        ("劳动节", "05-01", "05-05", ["04-27"]),
        ("端午节", "05-31", "06-02", []),
        ("国庆节、中秋节", "10-01", "10-08", ["09-28", "10-11"]),
    ],
    2026: [
        ("元旦", "01-01", "01-03", ["01-04"]),
        ("春节", "02-15", "02-23", ["02-14", "02-28"]),
        ("清明节", "04-04", "04-06", []),
        ("劳动节", "05-01", "05-05", ["05-09"]),
        ("端午节", "06-19", "06-21", []),
        ("中秋节", "09-25", "09-27", []),
        ("国庆节", "10-01", "10-07", ["09-20", "10-10"]),
    ],
}


def days_of(year):
    """Yield date, whether people work, and the holiday's name."""
    for name, first, last, workdays in HOLIDAYS[year]:
        day, end = (datetime.date.fromisoformat(f"{year}-{text}") for text in (first, last))
        while day <= end:
            yield day, False, name
            day += datetime.timedelta(days=1)
        for text in workdays:
            yield datetime.date.fromisoformat(f"{year}-{text}"), True, name


def load(apps, schema_editor):
    CalendarDay = apps.get_model("core", "CalendarDay")
    CalendarDay.objects.bulk_create(
        CalendarDay(
            date=day, is_workday=is_workday, name=name, source=SOURCE.format(year=year)
        )
        for year in HOLIDAYS
        for day, is_workday, name in days_of(year)
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0001_calendar_day")]
    operations = [
        # Going back drops the table, the rows with it.
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
