"""create post table

Revision ID: da0e365b163c
Revises:
Create Date: 2026-11-22 21:49:23.973966

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "da0e365b163c"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=50), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("post_pkey")),
    )


def downgrade():
    op.drop_table("post")
