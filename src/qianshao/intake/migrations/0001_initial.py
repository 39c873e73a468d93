
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('documents', '0001_initial'),
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('township_code', models.CharField(max_length=9)),
                ('day', models.DateField()),
                ('source', models.CharField(choices=[('union', 'enterprise union'), ('employer', 'employer'), ('federation', 'territorial federation'), ('management', "management, by the authority's feed")], default='union', max_length=12)),
                ('revision', models.PositiveSmallIntegerField(default=1)),
                ('channel', models.CharField(choices=[('web', 'web page'), ('api', 'API'), ('odk', 'ODK form'), ('sms', 'SMS'), ('wechat', 'WeChat'), ('phone', 'phone desk'), ('sheet', 'sheet'), ('feed', "authority's feed"), ('shell', 'file'), ('demo', 'demo')], max_length=12)),
                ('received_at', models.DateTimeField()),
                ('key', models.CharField(max_length=120, null=True, unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('all_clear', models.BooleanField()),
                ('dangers', models.JSONField(default=list)),
                ('headcount', models.PositiveIntegerField()),
                ('on_duty', models.PositiveIntegerField(null=True)),
                ('returned_from_outside', models.PositiveIntegerField(null=True)),
                ('in_observation', models.PositiveIntegerField(null=True)),
                ('fever', models.PositiveIntegerField(null=True)),
                ('respiratory', models.PositiveIntegerField(null=True)),
                ('suspected', models.PositiveIntegerField(null=True)),
                ('confirmed', models.PositiveIntegerField(null=True)),
                ('asymptomatic', models.PositiveIntegerField(null=True)),
                ('close_contacts', models.PositiveIntegerField(null=True)),
                ('absent_unexplained', models.PositiveIntegerField(null=True)),
                ('masks_in_stock', models.PositiveIntegerField(null=True)),
                ('masks_needed_daily', models.PositiveIntegerField(null=True)),
                ('thermometers', models.PositiveIntegerField(null=True)),
                ('disinfected', models.BooleanField(null=True)),
                ('entries_measured', models.BooleanField(null=True)),
                ('dormitory_rooms_over_limit', models.PositiveIntegerField(null=True)),
                ('isolation_rooms_free', models.PositiveIntegerField(null=True)),
                ('remarks', models.TextField(blank=True)),
                ('extra', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='daily_reports', to=settings.AUTH_USER_MODEL)),
                ('workplace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='daily_reports', to='registry.workplace')),
            ],
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('township_code', models.CharField(max_length=9)),
                ('day', models.DateField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('reached', 'reached'), ('no_answer', 'no answer'), ('wrong_number', 'wrong number'), ('later', 'asked to call later')], max_length=12)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to=settings.AUTH_USER_MODEL)),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='registry.workplace')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='intake.dailyreport')),
            ],
        ),
        migrations.CreateModel(
            name='DayTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('township_code', models.CharField(max_length=9)),
                ('reported', models.IntegerField(default=0)),
                ('wrong', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'township_code'), name='one_tally')],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('township_code', models.CharField(max_length=9)),
                ('day', models.DateField()),
                ('category', models.CharField(max_length=40)),
                ('text', models.TextField(blank=True)),
                ('channel', models.CharField(choices=[('web', 'web page'), ('api', 'API'), ('odk', 'ODK form'), ('sms', 'SMS'), ('wechat', 'WeChat'), ('phone', 'phone desk'), ('sheet', 'sheet'), ('feed', "authority's feed"), ('shell', 'file'), ('demo', 'demo')], max_length=12)),
                ('received_at', models.DateTimeField()),
                ('receipt_digest', models.CharField(max_length=64, unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='registry.workplace')),
            ],
        ),
        migrations.CreateModel(
            name='Quarantine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('let_through', models.BooleanField(null=True)),
                ('observation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='quarantine', to='intake.observation')),
            ],
        ),
        migrations.CreateModel(
            name='Questions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('survey', models.JSONField()),
                ('choices', models.JSONField(default=list)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='registry.body')),
            ],
        ),
        migrations.CreateModel(
            name='RepeatedKey',
            fields=[
                ('key', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repeated_keys', to='intake.dailyreport')),
            ],
        ),
        migrations.CreateModel(
            name='ReportLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=16, unique=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_links', to='registry.workplace')),
            ],
        ),
        migrations.CreateModel(
            name='ReportPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='intake.dailyreport')),
            ],
        ),
        migrations.CreateModel(
            name='SenderCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('valid_until', models.DateTimeField()),
                ('used_by', models.CharField(blank=True, max_length=64)),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sender_code', to='accounts.membership')),
            ],
        ),
        migrations.CreateModel(
            name='Correspondent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('web', 'web page'), ('api', 'API'), ('odk', 'ODK form'), ('sms', 'SMS'), ('wechat', 'WeChat'), ('phone', 'phone desk'), ('sheet', 'sheet'), ('feed', "authority's feed"), ('shell', 'file'), ('demo', 'demo')], max_length=12)),
                ('digest', models.CharField(max_length=64)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='correspondents', to='accounts.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('digest', 'channel'), name='one_live_sender')],
            },
        ),
        migrations.AddIndex(
            model_name='dailyreport',
            index=models.Index(fields=['day', 'township_code'], name='report_by_day'),
        ),
        migrations.AddIndex(
            model_name='dailyreport',
            index=models.Index(condition=models.Q(('all_clear', False)), fields=['day', 'township_code'], name='wrong_by_day'),
        ),
        migrations.AddIndex(
            model_name='dailyreport',
            index=models.Index(condition=models.Q(('source', 'federation')), fields=['day', 'township_code'], name='heard_by_day'),
        ),
        migrations.AddConstraint(
            model_name='dailyreport',
            constraint=models.UniqueConstraint(fields=('workplace', 'day', 'source', 'revision'), name='one_revision'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['day', 'township_code'], name='call_by_day'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('workplace', 'day'), name='one_open_call'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['received_at'], name='observation_recent'),
        ),
        migrations.AddIndex(
            model_name='quarantine',
            index=models.Index(condition=models.Q(('decided_at', None)), fields=['since'], name='quarantine_open'),
        ),
        migrations.AddConstraint(
            model_name='questions',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('body',), name='one_live_form_of_a_body'),
        ),
        migrations.AddConstraint(
            model_name='reportlink',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('workplace',), name='one_live_link'),
        ),
        migrations.AddConstraint(
            model_name='reportphoto',
            constraint=models.UniqueConstraint(fields=('report', 'file'), name='one_photo_once'),
        ),
    ]
