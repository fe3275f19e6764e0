"""which form holds a time"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("form_holds", sa.Column("form", sa.String(length=32), nullable=False, server_default=""))
    op.create_index(op.f("ix_form_holds_form"), "form_holds", ["form"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
