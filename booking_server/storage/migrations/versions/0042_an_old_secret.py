"""doors that do not have the secret of their hall yet, since another of its devices was shut out"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("doors", sa.Column("has_old_secret", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
