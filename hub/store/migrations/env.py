"""What Alembic runs: on the connection that `hub.store.migrate` hands over, and without any configuration file."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
schema: str = context.config.attributes["schema"]

context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    version_table_schema=schema,
    include_schemas=True,
    transaction_per_migration=False,
)
context.run_migrations()
