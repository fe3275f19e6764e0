"""rooms and rules"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Day, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venues", sa.Column("regulation", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("venues", sa.Column("rooms_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("bookings", sa.Column("rooms_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("spaces", sa.Column("shares", Json(), nullable=False, server_default="[]"))
    op.create_table(
        "elections",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_elections_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "day", name=op.f("pk_elections")),
    )
    op.create_table(
        "room_versions",
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rooms", Json(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_room_versions_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "version", name=op.f("pk_room_versions")),
    )
    _remember_the_rooms_of_old_bookings()


def _remember_the_rooms_of_old_bookings() -> None:
    """Until now buffers never changed: what stands in the spaces is what every booking took."""
    connection = op.get_bind()
    spaces = sa.table(
        "spaces",
        sa.column("id"),
        sa.column("venue_id"),
        sa.column("setup_buffer"),
        sa.column("teardown_buffer"),
    )
    versions = sa.table(
        "room_versions", sa.column("venue_id"), sa.column("version"), sa.column("rooms", Json())
    )
    found: dict[str, dict[str, object]] = {}
    for row in connection.execute(sa.select(spaces)):
        facts = {"setup": row.setup_buffer, "teardown": row.teardown_buffer, "shares": []}
        found.setdefault(row.venue_id, {})[row.id] = facts
    for venue_id, rooms in found.items():
        connection.execute(sa.insert(versions).values(venue_id=venue_id, version=0, rooms=rooms))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
