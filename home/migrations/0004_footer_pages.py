"""Let the settings name the pages that the foot of every page links to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0003_demo'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='about_page',
            field=models.ForeignKey(blank=True, help_text='页脚里的链接；没有选就不出现。', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='home.plainpage', verbose_name='关于本站'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='accessibility_page',
            field=models.ForeignKey(blank=True, help_text='页脚里的链接；没有选就不出现。', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='home.plainpage', verbose_name='无障碍声明'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='privacy_page',
            field=models.ForeignKey(blank=True, help_text='页脚里的链接；没有选就不出现。', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='home.plainpage', verbose_name='隐私说明'),
        ),
    ]
