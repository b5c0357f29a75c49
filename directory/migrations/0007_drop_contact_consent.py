"""Drop the column whose dates have become consents of their own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_consents")]
    operations = [migrations.RemoveField(model_name="deputy", name="contact_consent_on")]
