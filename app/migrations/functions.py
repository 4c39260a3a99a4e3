"""Changes to SQL functions whose text earlier revisions may have changed."""

from alembic import op
from sqlalchemy import text


def definition_of(function: str) -> str:
    """Return the whole text of a function, named with the types of its arguments."""
    statement = text(f"SELECT pg_get_functiondef('{function}'::regprocedure)")
    return str(op.get_bind().execute(statement).scalar_one())


def execute_as_written(sql: str) -> None:
    """Execute SQL without parameters; the driver reads a lone percent sign as a placeholder."""
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))
