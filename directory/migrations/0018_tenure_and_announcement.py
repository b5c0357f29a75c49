"""Keep where an announcement is found, and what a roster says of first terms."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0017_proposals_of_a_batch"),
    ]

    operations = [
        migrations.AddField(
            model_name='mandate',
            name='announcement_url',
            field=models.URLField(blank=True, help_text='填了公告日期，代表页才写“代表资格终止”；有网址的，从那里链接到公告。', max_length=400, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='公告网址'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='stated_tenure',
            field=models.CharField(blank=True, choices=[('first_term', '新任'), ('re_elected', '连任')], editable=False, max_length=12, verbose_name='新任或连任（名册所写）'),
        ),
        migrations.AlterField(
            model_name='mandate',
            name='announcement',
            field=models.CharField(blank=True, help_text='公告的文号或标题。', max_length=120, verbose_name='公告文号'),
        ),
        migrations.AlterField(
            model_name='mandate',
            name='tenure',
            field=models.CharField(blank=True, choices=[('first_term', '新任'), ('re_elected', '连任')], help_text='不填则按上一届的名册判断；上一届没有录入的，看本届名册怎么写；都没有就是未知。', max_length=12, verbose_name='新任或连任'),
        ),
    ]
