"""Everything here holds on both databases."""

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database the village stands on."""
    kind: str = request.param
    return kind
