"""What alembic runs for every migration: the connection it was given, in the transaction already begun.

See config/migrations/running.py. Both stores are migrated in transactions, SQLite's too: config/database.py
keeps the driver from committing at every statement that changes a table.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
