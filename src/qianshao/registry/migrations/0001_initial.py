
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('kind', models.CharField(default='industrial_park', max_length=32)),
                ('source', models.CharField(max_length=200)),
                ('since', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('kind', models.CharField(choices=[('federation', 'territorial trade-union federation'), ('group_union', 'union of an enterprise group'), ('enterprise_union', 'enterprise union'), ('group', 'enterprise group'), ('employer', 'employer'), ('authority', 'supervising authority'), ('command', 'epidemic command')], max_length=20)),
                ('level', models.PositiveSmallIntegerField(choices=[(0, 'national'), (1, 'province'), (2, 'city'), (3, 'district'), (4, 'township'), (5, 'village or community'), (6, 'enterprise')])),
                ('name', models.CharField(max_length=200)),
                ('path', models.CharField(max_length=96, unique=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('source', models.CharField(max_length=200)),
                ('source_date', models.DateField(null=True)),
                ('since', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('generated', models.BooleanField(default=False)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='registry.body')),
            ],
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=200)),
                ('stated_on', models.DateField(null=True)),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.body')),
            ],
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('place', 'which division it lies in'), ('affiliation', 'which union body it is affiliated to')], max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='registry.area')),
                ('settled_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.claim')),
            ],
        ),
        migrations.AddField(
            model_name='claim',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='registry.dispute'),
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('level', models.PositiveSmallIntegerField(choices=[(0, 'national'), (1, 'province'), (2, 'city'), (3, 'district'), (4, 'township'), (5, 'village or community'), (6, 'enterprise')])),
                ('valid_from', models.DateField(null=True)),
                ('valid_until', models.DateField(null=True)),
                ('source', models.CharField(max_length=200)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='registry.territory')),
            ],
        ),
        migrations.CreateModel(
            name='EmergencyOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('document', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('term_percent', models.PositiveSmallIntegerField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='registry.body')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='registry.territory')),
            ],
        ),
        migrations.AddField(
            model_name='claim',
            name='territory',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.territory'),
        ),
        migrations.AddField(
            model_name='body',
            name='territory',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='registry.territory'),
        ),
        migrations.AddField(
            model_name='area',
            name='territories',
            field=models.ManyToManyField(related_name='areas', to='registry.territory'),
        ),
        migrations.CreateModel(
            name='Workplace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('aliases', models.JSONField(default=list)),
                ('credit_code', models.CharField(blank=True, max_length=18)),
                ('site', models.CharField(blank=True, max_length=100)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('longitude', models.FloatField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('industry_section', models.CharField(blank=True, max_length=1)),
                ('industry_division', models.CharField(blank=True, max_length=2)),
                ('ownership', models.CharField(choices=[('central_state', 'central state-owned'), ('local_state', 'local state-owned'), ('private', 'private'), ('foreign', 'foreign'), ('public_institution', 'public institution'), ('other', 'other')], default='other', max_length=20)),
                ('headcount', models.PositiveIntegerField(default=0)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('opened_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('source', models.CharField(max_length=200)),
                ('source_date', models.DateField(null=True)),
                ('generated', models.BooleanField(default=False)),
                ('township_code', models.CharField(max_length=9)),
                ('district_code', models.CharField(max_length=6)),
                ('affiliation_path', models.CharField(blank=True, max_length=96)),
                ('search_names', models.CharField(blank=True, max_length=1000)),
                ('search_text', models.CharField(blank=True, max_length=1000)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workplaces', to='registry.area')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group_workplaces', to='registry.body')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workplaces', to='registry.territory')),
                ('union', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workplaces', to='registry.body')),
            ],
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('territorial', 'by territory (属地)'), ('affiliated', 'by affiliation (隶属)'), ('authority', 'supervising authority (主管)'), ('command', 'epidemic command (防控指挥部)')], max_length=12)),
                ('source', models.CharField(max_length=200)),
                ('source_date', models.DateField(null=True)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='registry.body')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='registry.workplace')),
            ],
        ),
        migrations.AddField(
            model_name='dispute',
            name='workplace',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='registry.workplace'),
        ),
        migrations.AddIndex(
            model_name='territory',
            index=models.Index(fields=['name', 'level'], name='territory_name'),
        ),
        migrations.AddConstraint(
            model_name='emergencyorder',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='order_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='emergencyorder',
            constraint=models.CheckConstraint(condition=models.Q(('term_percent', None), models.Q(('term_percent__gte', 10), ('term_percent__lte', 100)), _connector='OR'), name='order_leaves_some_time'),
        ),
        migrations.AddIndex(
            model_name='body',
            index=models.Index(fields=['territory', 'kind'], name='body_of_territory'),
        ),
        migrations.AddIndex(
            model_name='body',
            index=models.Index(fields=['name'], name='body_name'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None), ('kind', 'federation')), fields=('territory',), name='one_federation_per_territory'),
        ),
        migrations.AddIndex(
            model_name='workplace',
            index=models.Index(fields=['township_code', 'closed_on', 'opened_on'], name='workplace_by_township'),
        ),
        migrations.AddIndex(
            model_name='workplace',
            index=models.Index(fields=['district_code', '-headcount'], name='workplace_district_size'),
        ),
        migrations.AddIndex(
            model_name='workplace',
            index=models.Index(fields=['township_code', '-headcount'], name='workplace_township_size'),
        ),
        migrations.AddIndex(
            model_name='workplace',
            index=models.Index(fields=['name'], name='workplace_name'),
        ),
        migrations.AddIndex(
            model_name='workplace',
            index=models.Index(fields=['affiliation_path'], name='workplace_by_line'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('credit_code', 'site'), name='one_workplace_per_code_and_site'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.UniqueConstraint(condition=models.Q(('credit_code', '')), fields=('name', 'site', 'territory'), name='one_workplace_per_name'),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(fields=['workplace', 'kind'], name='tie_of_workplace'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gte', models.F('since')), _connector='OR'), name='tie_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', False), ('workplace', None)), models.Q(('area', None), ('workplace__isnull', False)), _connector='OR'), name='dispute_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('about', 'workplace'), name='one_open_dispute_per_workplace'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('about', 'area'), name='one_open_dispute_per_area'),
        ),
    ]
