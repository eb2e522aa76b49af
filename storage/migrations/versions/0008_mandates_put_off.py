"""When a body's secretary is asked again about a mandate that has been put off."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("mandate_steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ask_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_mandate_steps_ask_at"), ["ask_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mandate_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_steps_ask_at"))
        batch_op.drop_column("ask_at")
