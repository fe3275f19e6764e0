"""names of private calendar links"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feed_links", sa.Column("label", sa.String(60), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
