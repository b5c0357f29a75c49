"""Make the one group of the site, and remove Wagtail's own with what hangs on them.

Rights come from assignments; groups of editors and moderators would open more than meant, and
their approval would wait for a group that nobody is in.
"""

from django.db import migrations

ADMIN_GROUP = "后台登录"
STOCK_GROUPS = ["Editors", "Moderators"]


def make_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=STOCK_GROUPS).delete()
    apps.get_model("wagtailcore", "Workflow").objects.all().delete()
    apps.get_model("wagtailcore", "Task").objects.all().delete()
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=ADMIN_GROUP)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    group.permissions.set([permission])


class Migration(migrations.Migration):
    dependencies = [
        ("editing", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [
        # Nothing to undo: the groups removed held nobody yet.
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
