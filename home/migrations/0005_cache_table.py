"""Make the table of the cache, so that a migrated database is a whole one."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0004_footer_pages'),
    ]

    operations = [
        migrations.RunPython(make_table, migrations.RunPython.noop),
    ]
