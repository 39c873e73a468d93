from django.db import migrations, models


def fill(apps, schema_editor):
    """The names are the parts of the text that come before their spelling; those in letters alone stay in both."""
    workplaces = apps.get_model("registry", "Workplace")
    rows = []
    for row in workplaces.objects.exclude(search_text="").only("pk", "search_text").iterator(2000):
        parts = row.search_text.split("|")
        row.search_names = "|".join(part for part in parts if not part.isascii()) or parts[0]
        rows.append(row)
    workplaces.objects.bulk_update(rows, ["search_names"], batch_size=500)


class Migration(migrations.Migration):
    """Names apart from their spelling, so that most searches read a third of the text; and an index for lists."""

    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="workplace",
            name="search_names",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddIndex(
            model_name="workplace",
            index=models.Index(fields=["name"], name="workplace_name"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
