"""A use case that lost against another transaction is run again as a whole."""

import ast
from pathlib import Path

import pytest

from booking_server import services
from booking_server.services.foundation.retrying import RETRIES, retried
from booking_server.storage.errors import StorageConflict, StorageUnavailable

SERVICES = Path(services.__file__).parent


def opens_a_unit_of_work(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "unit_of_work"
        for node in ast.walk(function)
    )


def test_whoever_opens_a_unit_of_work_is_tried_again() -> None:
    opening, forgotten = 0, []
    for file in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and opens_a_unit_of_work(node) and file.stem != "house":
                opening += 1
                if "retried" not in [ast.unparse(decorator) for decorator in node.decorator_list]:
                    forgotten.append(f"{file.stem}.{node.name}")

    assert opening > 20
    assert forgotten == []


@pytest.mark.parametrize("losses", range(RETRIES + 1))
def test_a_use_case_that_lost_is_run_again(losses: int) -> None:
    left = [losses]

    @retried
    def book(name: str) -> str:
        if left[0]:
            left[0] -= 1
            raise StorageConflict("deadlock detected")
        return name

    assert book("Frau Lehmann") == "Frau Lehmann"


def test_a_use_case_that_always_loses_gives_up_and_is_not_tried_by_others_again() -> None:
    runs = []

    @retried
    @retried
    def book() -> None:
        runs.append(1)
        raise StorageConflict("deadlock detected")

    with pytest.raises(StorageUnavailable) as given_up:
        book()

    assert not isinstance(given_up.value, StorageConflict)
    assert len(runs) == RETRIES + 1
