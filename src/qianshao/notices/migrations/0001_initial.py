
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fen', models.PositiveIntegerField()),
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='message_limit', to='registry.body')),
            ],
        ),
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('messages', models.PositiveIntegerField(default=0)),
                ('fen', models.PositiveIntegerField(default=0)),
                ('stopped', models.PositiveIntegerField(default=0)),
                ('warned', models.BooleanField(default=False)),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spending', to='registry.body')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('body', 'month'), name='one_spending_a_month', nulls_distinct=False)],
            },
        ),
    ]
