
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='emergencyorder',
            name='term_percent',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='emergencyorder',
            constraint=models.CheckConstraint(condition=models.Q(('term_percent', None), models.Q(('term_percent__gte', 10), ('term_percent__lte', 100)), _connector='OR'), name='order_leaves_some_time'),
        ),
    ]
