"""add slug to post

Revision ID: 0bad09eca9b4
Revises: da0e365b163c
Create Date: 2026-11-22 21:49:24.948980

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0bad09eca9b4"
down_revision = "da0e365b163c"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slug", sa.String(length=50), nullable=True))


def downgrade():
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("slug")
