"""One consent a person becomes one a field, dated alike."""

from django.db import migrations

VERSION = "未注明"


def split_consents(apps, schema_editor):
    consents = apps.get_model("directory", "Consent").objects
    people = apps.get_model("directory", "Deputy").objects.exclude(contact_consent_on=None)
    for deputy in people.iterator():
        for field in ("phone", "email"):
            if getattr(deputy, field):
                consents.create(
                    deputy=deputy, field=field, version=VERSION,
                    given_on=deputy.contact_consent_on,
                )  # fmt: skip


def join_consents(apps, schema_editor):
    for consent in apps.get_model("directory", "Consent").objects.filter(withdrawn_on=None):
        consent.deputy.contact_consent_on = consent.given_on
        consent.deputy.save(update_fields=["contact_consent_on"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_whole_directory")]
    operations = [migrations.RunPython(split_consents, join_consents, elidable=True)]
