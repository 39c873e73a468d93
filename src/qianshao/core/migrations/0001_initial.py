
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('value', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Installation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generated', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=64)),
                ('actor', models.CharField(max_length=64)),
                ('via', models.CharField(max_length=16)),
                ('subject_type', models.CharField(max_length=32)),
                ('subject_id', models.CharField(max_length=64)),
                ('territory', models.CharField(blank=True, max_length=12)),
                ('data', models.JSONField(default=dict)),
                ('needs_work', models.BooleanField(default=False)),
                ('done_at', models.DateTimeField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_failure', models.CharField(blank=True, max_length=200)),
                ('seal_number', models.BigIntegerField(null=True, unique=True)),
                ('seal', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None), ('needs_work', True)), fields=['id'], name='event_to_do'), models.Index(condition=models.Q(('seal_number', None)), fields=['id'], name='event_to_seal'), models.Index(fields=['subject_type', 'subject_id', 'id'], name='event_of_subject')],
            },
        ),
    ]
