"""Put the site's own home page where Wagtail's welcome page stands."""

from django.db import migrations


def make_home_page(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model="homepage"
    )
    page_model = apps.get_model("wagtailcore", "Page")
    page_model.objects.filter(slug="home", depth=2).delete()
    root = page_model.objects.get(depth=1)
    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    home = apps.get_model("home", "HomePage").objects.create(
        title="首页", draft_title="首页", slug="home", content_type=content_type,
        path=root.path + "0001", depth=2, numchild=0, url_path="/home/", show_in_menus=False,
        locale_id=locale.pk,
    )  # fmt: skip
    page_model.objects.filter(pk=root.pk).update(numchild=1)
    apps.get_model("wagtailcore", "Site").objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page_id": home.pk}
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("wagtailcore", "0002_initial_data")]
    operations = [
        # Nothing to go back to: the welcome page carried nothing.
        migrations.RunPython(make_home_page, migrations.RunPython.noop),
    ]
