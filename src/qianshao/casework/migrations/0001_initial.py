
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('intake', '0001_initial'),
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('version', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('first_used_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('township_code', models.CharField(max_length=9)),
                ('category', models.CharField(max_length=40)),
                ('severity', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('deadline', models.DateTimeField(null=True)),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('moves', models.PositiveSmallIntegerField(default=0)),
                ('touched_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='registry.body')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='registry.workplace')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='casework.policyversion')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('received_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('', 'under way'), ('silent', 'silent at the deadline'), ('unfinished', 'answered, but not resolved in time'), ('handed_over', 'handed over'), ('resolved', 'resolved')], max_length=12)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='registry.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='casework.case')),
                ('daily_report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='case_links', to='intake.dailyreport')),
                ('observation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='case_links', to='intake.observation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('daily_report', None), ('observation__isnull', False)), models.Q(('daily_report__isnull', False), ('observation', None)), _connector='OR'), name='case_report_is_one_report'), models.UniqueConstraint(fields=('daily_report', 'category'), name='daily_report_once_per_danger'), models.UniqueConstraint(fields=('observation',), name='observation_once')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opened', 'opened'), ('joined', 'another report joined'), ('acknowledged', 'acknowledged'), ('acted', 'acted'), ('asked', 'asked the reporter'), ('answered', 'the reporter answered'), ('handed_over', 'handed over'), ('moved_up', 'moved up: no answer by the deadline'), ('reminded', 'no answer by the deadline; nobody is above'), ('resolved', 'resolved'), ('reopened', 'opened again')], max_length=12)),
                ('text', models.TextField(blank=True)),
                ('for_reporter', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='casework.case')),
                ('observation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='intake.observation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'id'], name='entry_of_case')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['owner', 'deadline'], name='case_inbox'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['deadline'], name='case_overdue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['township_code'], name='case_open_by_township'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', False), models.Q(('deadline__isnull', False), ('owner__isnull', False)), _connector='OR'), name='open_case_has_owner_and_deadline'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('workplace', 'category'), name='one_open_case_per_danger'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('case', 'position'), name='one_step_per_position'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='one_open_step'),
        ),
    ]
