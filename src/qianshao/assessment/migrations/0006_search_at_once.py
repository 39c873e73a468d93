from django.db import migrations


def write_at_once(apps, schema_editor):
    """PostgreSQL keeps new words in a list that each search reads through, until somebody tidies up: 140 ms after an
    import of 10,000 interviews. They are written seldom and searched often, so they go into the index at once."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX passage_words SET (fastupdate = off)")
        schema_editor.execute("SELECT gin_clean_pending_list('passage_words')")


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0005_origins'),
    ]

    operations = [migrations.RunPython(write_at_once, migrations.RunPython.noop)]
