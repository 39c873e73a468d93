"""Whether the database holds the tables that this program expects."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor


def is_set_up() -> bool:
    """False while migrations are missing: nothing was set up here, or an older program did it. A database that does not
    answer is not known to lack anything."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return True
