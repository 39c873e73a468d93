
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def begin_with_what_is_there(apps, editor):
    apps.get_model('casework', 'Step').objects.update(first_due_at=models.F('due_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0001_initial'),
        ('registry', '0002_order_shortens_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('case', 'case'), ('call', 'telephone call'), ('meeting', 'meeting'), ('interview', 'interview')], max_length=10)),
                ('reference', models.CharField(blank=True, max_length=64)),
                ('territory', models.CharField(blank=True, max_length=12)),
                ('what', models.TextField()),
                ('due_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('open', 'not settled yet'), ('kept', 'kept'), ('broken', 'broken'), ('withdrawn', 'withdrawn')], default='open', max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('outcome', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('letter', 'letter'), ('referral', 'referral'), ('proposal', 'proposal')], max_length=8)),
                ('what', models.CharField(max_length=16)),
                ('called_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='policyversion',
            name='own_text',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='step',
            name='answered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='first_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(begin_with_what_is_there, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name='step',
            name='first_due_at',
            field=models.DateTimeField(),
        ),
        migrations.AddField(
            model_name='step',
            name='full_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='place',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='shortened_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.emergencyorder'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('opened', 'opened'), ('joined', 'another report joined'), ('acknowledged', 'acknowledged'), ('acted', 'acted'), ('asked', 'asked the reporter'), ('answered', 'the reporter answered'), ('handed_over', 'handed over'), ('moved_up', 'moved up: no answer by the deadline'), ('reminded', 'no answer by the deadline; nobody is above'), ('passed', 'moved up: the system was away during this turn'), ('promised', 'somebody undertook something'), ('settled', 'what came of what was undertaken'), ('resolved', 'resolved'), ('reopened', 'opened again')], max_length=12),
        ),
        migrations.AlterField(
            model_name='step',
            name='outcome',
            field=models.CharField(blank=True, choices=[('', 'under way'), ('silent', 'silent at the deadline'), ('unfinished', 'answered, but not resolved in time'), ('unreached', 'over before it could be told'), ('handed_over', 'handed over'), ('resolved', 'resolved')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(fields=['body', 'received_at'], name='step_received'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='registry.body'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='casework.case'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body'),
        ),
        migrations.AddField(
            model_name='measure',
            name='addressee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body'),
        ),
        migrations.AddField(
            model_name='measure',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='registry.body'),
        ),
        migrations.AddField(
            model_name='measure',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='casework.case'),
        ),
        migrations.AddField(
            model_name='measure',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='casework.step'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['recorded_by', 'due_at'], name='commitment_to_ask'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('asked_at', None), ('state', 'open')), fields=['due_at'], name='commitment_due'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='commitment_settled_or_open'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'case'), ('case__isnull', False)), models.Q(('origin', 'case'), _negated=True), _connector='OR'), name='commitment_of_a_case_has_one'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('taken_at', None)), fields=['id'], name='measure_to_take'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('step', 'kind', 'what'), name='measure_once_per_step'),
        ),
    ]
