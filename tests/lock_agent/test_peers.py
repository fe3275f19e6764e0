"""The sockets beside the database: who may write to them, and whose files they never touch."""

import socket
import stat
from pathlib import Path

import pytest

from lock_agent import inquiry
from lock_agent.peers import ASKERS, DOOR, LINK, Peer


def mode_of(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_unit_is_spoken_to_by_its_own_user_only(tmp_path: Path) -> None:
    peer = Peer(tmp_path, LINK, DOOR)

    assert mode_of(tmp_path / LINK) == 0o600
    peer.close()


@pytest.mark.parametrize("own", ASKERS)
def test_who_asks_as_root_is_answered_by_the_unit(tmp_path: Path, own: str) -> None:
    modes: list[int] = []

    class Watched(Peer):
        def send(self, say: str, **values: object) -> bool:
            modes.append(mode_of(tmp_path / own))
            return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inquiry, "Peer", Watched)
        assert inquiry.ask(tmp_path, own, DOOR, "how", patience_s=0.0) is None
    assert modes == [0o666]


@pytest.mark.parametrize("own", ASKERS)
def test_a_link_put_in_the_place_of_the_socket_opens_no_file_of_root(
    tmp_path: Path, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit's user owns the directory: the moment the socket is there it may be swapped for a link."""
    program = tmp_path / "program"
    program.write_text("what root runs")
    program.chmod(0o644)
    data = tmp_path / "data"
    data.mkdir()

    class Swapped(socket.socket):
        def bind(self, address: object) -> None:
            super().bind(address)  # type: ignore[arg-type]
            (data / own).unlink()
            (data / own).symlink_to(program)

    monkeypatch.setattr(socket, "socket", Swapped)
    inquiry.ask(data, own, DOOR, "how", patience_s=0.0)

    assert mode_of(program) == 0o644
