"""What every test may ask for: the volume of this run, a free port, a broker, a browser.

A test without the server or the browser it needs fails; it is never skipped.
"""

import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.many_sites import compile_once
from tests.processes import end_in_order_on_sigterm
from tests.waiting import until

VOLUMES = ("commit", "release")
LONG_FIRST = ("end_to_end/test_kills", "end_to_end", "booking_server/demo", "browser")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--volume",
        choices=VOLUMES,
        default=os.environ.get("DORFSCHLUESSEL_VOLUME", "commit"),
        help="how much the long suites do: 'commit' (make test) or 'release' (make prove)",
    )


def pytest_configure() -> None:
    """Lets a run that is told to end take everything along that it has started, and spares it some work."""
    end_in_order_on_sigterm()
    compile_once()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the long files first, so that the workers end together."""
    root = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(root).as_posix()
        return next((at for at, long in enumerate(LONG_FIRST) if folder.startswith(long)), len(LONG_FIRST))

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Spares the collector what was loaded for good: it would look at all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps what programs drop into the folder for temporary files, browsers above all, in pytest's own.

    pytest removes it some runs later, also when a program was killed before it could tidy up.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("loose")))
        patch.setattr(tempfile, "tempdir", None)
        yield


@pytest.fixture(scope="session")
def volume(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`volume(500, 20_000)` is 500 on every commit and 20 000 before a release."""
    release = request.config.getoption("--volume") == "release"
    return lambda on_commit, before_release: before_release if release else on_commit


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Returns a function that names a TCP port of the loopback nobody listens on, each time another."""
    given: set[int] = set()

    def one() -> int:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            if port not in given:
                given.add(port)
                return port

    return one


@pytest.fixture(scope="session")
def eventually() -> Callable[..., None]:
    """`eventually(condition, "what should have happened", seconds=5)`: the one place where tests wait."""
    return until


@pytest.fixture(scope="session")
def mosquitto() -> Path:
    """The broker's program; its absence is a failure."""
    return _program("mosquitto", "apt-get install mosquitto")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program; its absence is a failure."""
    return _program("chromium", "apt-get install chromium")


@pytest.fixture(scope="session")
def node() -> Path:
    """The JavaScript runtime's program; its absence is a failure."""
    return _program("node", "apt-get install nodejs npm")


def _program(name: str, remedy: str) -> Path:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.fail(f"{name} is not on this machine: {remedy}")
    return Path(found)
