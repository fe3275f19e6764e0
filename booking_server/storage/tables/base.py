"""What all tables share: the names of their constraints, and two column types."""

from sqlalchemy import BigInteger, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(32)

# SQLite counts only a column spelled INTEGER PRIMARY KEY by itself.
Counter = BigInteger().with_variant(Integer, "sqlite")
