
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
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
                ('own_text', models.TextField(blank=True)),
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
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('letter', 'letter'), ('referral', 'referral'), ('proposal', 'proposal')], max_length=8)),
                ('what', models.CharField(max_length=16)),
                ('called_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('addressee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='registry.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('reminder', 'reminder (提示函)'), ('opinion', 'opinion (意见书)'), ('rectification', 'correction by a date (限期整改意见)'), ('recommendation', 'recommendation to the authority (建议书)')], max_length=16)),
                ('paper', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=100)),
                ('recipient', models.CharField(max_length=300)),
                ('facts', models.TextField()),
                ('basis', models.TextField()),
                ('demand', models.TextField()),
                ('effect', models.TextField()),
                ('reply', models.JSONField(default=dict)),
                ('following', models.CharField(blank=True, max_length=16)),
                ('number_form', models.CharField(max_length=60)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('serial', models.PositiveIntegerField(null=True)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('approved', 'approved'), ('sent', 'sent'), ('answered', 'answered'), ('unanswered', 'not answered in time'), ('withdrawn', 'withdrawn')], default='draft', max_length=10)),
                ('drafted_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_by_way', models.CharField(blank=True, max_length=200)),
                ('due_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('addressee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='registry.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='casework.case')),
                ('docx', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pdf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='casework.measure')),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('evacuation', 'evacuate (撤离)'), ('hold_restart', 'hold the restart (暂缓复工)')], max_length=12)),
                ('reason', models.TextField()),
                ('state', models.CharField(choices=[('proposed', 'waits for approval'), ('refused', 'not approved'), ('put', 'put to the employer and the authority'), ('accepted', 'accepted'), ('declined', 'declined'), ('lifted', 'lifted')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.TextField(blank=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='casework.case')),
                ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='casework.measure')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('referred_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('open', 'waits for an answer'), ('answered', 'answered'), ('unanswered', 'not answered in time'), ('withdrawn', 'withdrawn')], default='open', max_length=10)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='casework.case')),
                ('letter', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referral', to='casework.letter')),
                ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='casework.measure')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='registry.body')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('received_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('first_due_at', models.DateTimeField()),
                ('full_due_at', models.DateTimeField(null=True)),
                ('place', models.PositiveSmallIntegerField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('', 'under way'), ('silent', 'silent at the deadline'), ('unfinished', 'answered, but not resolved in time'), ('unreached', 'over before it could be told'), ('handed_over', 'handed over'), ('resolved', 'resolved')], max_length=12)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='registry.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='casework.case')),
                ('shortened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.emergencyorder')),
            ],
        ),
        migrations.AddField(
            model_name='measure',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='casework.step'),
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
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='registry.body')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='casework.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['recorded_by', 'due_at'], name='commitment_to_ask'), models.Index(condition=models.Q(('asked_at', None), ('state', 'open')), fields=['due_at'], name='commitment_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='commitment_settled_or_open'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'case'), ('case__isnull', False)), models.Q(('origin', 'case'), _negated=True), _connector='OR'), name='commitment_of_a_case_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opened', 'opened'), ('joined', 'another report joined'), ('acknowledged', 'acknowledged'), ('acted', 'acted'), ('asked', 'asked the reporter'), ('answered', 'the reporter answered'), ('handed_over', 'handed over'), ('moved_up', 'moved up: no answer by the deadline'), ('reminded', 'no answer by the deadline; nobody is above'), ('passed', 'moved up: the system was away during this turn'), ('wrote', 'letter sent'), ('replied', 'a letter was answered'), ('unanswered', 'no answer in time to a letter or referral'), ('referred', 'referred to an authority'), ('proposed', 'evacuation or a hold of the restart proposed'), ('decided', 'what came of the proposal'), ('promised', 'somebody undertook something'), ('settled', 'what came of what was undertaken'), ('resolved', 'resolved'), ('reopened', 'opened again')], max_length=12)),
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
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['due_at'], name='letter_due'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['body', 'drafted_at'], name='letter_of_body'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(condition=models.Q(('serial__isnull', False)), fields=('body', 'paper', 'year', 'serial'), name='letter_number_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('serial', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('approved_at__isnull', False), ('serial__isnull', False)), _connector='OR'), name='letter_has_a_number_from_its_approval_on'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'answered', 'unanswered']), _negated=True), models.Q(('due_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='letter_that_went_out_has_a_date'),
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
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('state__in', ['put', 'accepted'])), fields=['state'], name='proposal_in_force'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'put', 'accepted'])), fields=('case', 'kind'), name='one_proposal_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['to', 'referred_at'], name='referral_of_authority'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='referral_due'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case', 'to'), name='one_open_referral_per_authority'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(fields=['body', 'received_at'], name='step_received'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('case', 'position'), name='one_step_per_position'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='one_open_step'),
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
