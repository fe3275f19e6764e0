"""The real scanner classes: a keyboard of the kernel's where there is one, a FIFO, a real pseudo-terminal."""

import fcntl
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lock_agent.core.values import Disturbed, Input, Scanned
from lock_agent.hardware.digits import PAUSE_MS
from lock_agent.hardware.input_events import EVENT
from lock_agent.hardware.scanners import SerialScanner, UsbScanner
from lock_agent.profile import BAUDS
from tests.lock_agent.test_digits import TOKEN, typed
from tests.waiting import until

UINPUT = Path("/dev/uinput")
CODES = dict(zip("1234567890\n", [*range(2, 12), 28], strict=True))


def events(text: str) -> bytes:
    """Return what the kernel reports of a scanner that types a text."""
    return typed(*[(CODES[character], value) for character in text for value in (1, 0)])


class Wire:
    """A FIFO in place of an input device: what is written at one end, the scanner reads at the other."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.grabbed: list[int] = []
        self.now = 10**12
        self._keep = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self.scanner = UsbScanner(path, grab=self.grabbed.append, clock=lambda: self.now)

    def send(self, raw: bytes) -> list[Input]:
        os.write(self._keep, raw)
        return self.scanner.happened()

    def close(self) -> None:
        self.scanner.close()
        os.close(self._keep)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    one = Wire(tmp_path / "scanner")
    yield one
    one.close()


def test_a_usb_scanner_is_ours_alone_and_its_scans_arrive(wire: Wire) -> None:
    assert wire.grabbed == [wire.scanner.fileno()]

    assert wire.send(events(TOKEN[:201] + "\n")) == [Scanned(TOKEN[:201])]


def test_a_device_that_cannot_be_grabbed_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(OSError, match="ioctl"):
        UsbScanner(tmp_path / "file")


def test_events_cut_in_two_are_put_together(wire: Wire) -> None:
    raw = events("4711\n")

    parts = [wire.send(raw[at : at + 7]) for at in range(0, len(raw), 7)]

    assert [scan for part in parts for scan in part] == [Scanned("4711")]


def test_a_scan_without_enter_ends_by_a_pause(wire: Wire) -> None:
    assert wire.send(events("4711")) == []
    due = wire.scanner.due()
    assert due == (10**6 + PAUSE_MS) / 1000

    wire.now += PAUSE_MS * 1_000_000

    assert wire.scanner.happened() == [Scanned("4711")]
    assert wire.scanner.due() is None


def test_letters_are_told_as_garbage_once_per_scan(wire: Wire) -> None:
    letters = typed(*[(code, value) for code in (30, 48, 46, 28) for value in (1, 0)])

    assert wire.send(letters) == [Disturbed("scanner", "garbage")]
    assert wire.send(events("7\n")) == [Scanned("7")]


def test_a_keyboard_that_is_leant_on_is_read_in_portions(wire: Wire) -> None:
    raw = (events("1") * 1300)[: 60 * 1024 // EVENT.size * EVENT.size]

    began = time.process_time()
    assert wire.send(raw) == []
    while select.select([wire.scanner], [], [], 0)[0]:
        assert wire.scanner.happened() == []

    assert time.process_time() - began < 3  # 0.1 s; a busy machine must not fail the build
    assert wire.send(events("\n12\n"))[-1] == Scanned("12")


def test_a_scanner_that_is_pulled_out_is_gone(tmp_path: Path) -> None:
    wire = Wire(tmp_path / "scanner")
    os.close(wire._keep)

    with pytest.raises(OSError, match="gone"):
        wire.scanner.happened()
    wire.scanner.close()


@pytest.mark.skipif(not os.access(UINPUT, os.W_OK), reason="this machine lets nobody make input devices")
def test_a_keyboard_of_the_kernel_is_grabbed_and_read() -> None:
    from lock_agent.hardware.scanners import grab

    keyboard = os.open(UINPUT, os.O_WRONLY | os.O_NONBLOCK)
    for request, value in [(0x40045564, 1)] + [(0x40045565, code) for code in CODES.values()]:
        fcntl.ioctl(keyboard, request, value)
    name = f"dorfschluessel-{os.getpid()}"
    fcntl.ioctl(keyboard, 0x405C5503, struct.pack("HHHHI80s", 3, 1, 1, 1, 0, name.encode()))
    fcntl.ioctl(keyboard, 0x5501)
    device: list[Path] = []

    def found() -> bool:
        for path in Path("/sys/class/input").glob("event*/device/name"):
            if path.read_text().strip() == name:
                device[:] = [Path("/dev/input") / path.parent.parent.name]
        return bool(device) and device[0].exists()

    until(found, "the kernel has made the device")
    scanner = UsbScanner(device[0])
    with open(device[0], "rb") as other, pytest.raises(OSError, match="busy"):
        grab(other.fileno())
    os.write(keyboard, events("123\n"))
    scans: list[Input] = []
    until(lambda: scans.extend(scanner.happened()) or scans, "the scan arrives")
    scanner.close()
    os.close(keyboard)

    assert scans == [Scanned("123")]


@pytest.fixture
def line() -> Iterator[tuple[int, SerialScanner]]:
    """The far end of a serial line, and the scanner class at its near end."""
    far, near = pty.openpty()
    scanner = SerialScanner(Path(os.ttyname(near)), 9600)
    os.close(near)
    yield far, scanner
    scanner.close()
    os.close(far)


def arrived(scanner: SerialScanner, count: int) -> list[Input]:
    """Return what was scanned, as soon as there is that much of it."""
    found: list[Input] = []
    until(lambda: found.extend(scanner.happened()) or len(found) >= count, f"{count} arrive")
    return found


def test_a_serial_scanner_reads_tokens(line: tuple[int, SerialScanner]) -> None:
    far, scanner = line

    os.write(far, f"{TOKEN[:201]}\r\n".encode())
    os.write(far, b"4711\r")

    assert arrived(scanner, 2) == [Scanned(TOKEN[:201]), Scanned("4711")]


def test_a_serial_line_is_raw_and_ours_alone(line: tuple[int, SerialScanner]) -> None:
    far, scanner = line
    device = os.ttyname(scanner.fileno())

    flags = termios.tcgetattr(scanner.fileno())

    assert flags[:2] == [0, 0]
    assert flags[3] & (termios.ECHO | termios.ICANON | termios.ISIG) == 0
    assert flags[4:6] == [termios.B9600, termios.B9600]
    assert fcntl.ioctl(scanner.fileno(), 0x80045440, b"\0\0\0\0") == b"\1\0\0\0", f"{device} is not exclusive"
    assert far > 0


@pytest.mark.parametrize(
    "noise", [b"\x03\x1a\x11\x13", bytes(range(128, 256)), b"\0" * 4000, "ä€".encode() * 50]
)
def test_noise_on_the_line_is_garbage_and_the_next_scan_counts(
    line: tuple[int, SerialScanner], noise: bytes
) -> None:
    far, scanner = line

    os.write(far, noise + b"\r")
    os.write(far, b"4711\r")

    assert arrived(scanner, 2) == [Disturbed("scanner", "garbage"), Scanned("4711")]


def test_a_scan_without_line_end_ends_by_a_pause(line: tuple[int, SerialScanner]) -> None:
    far, scanner = line

    os.write(far, b"4711")

    assert arrived(scanner, 1) == [Scanned("4711")]


def test_a_serial_adapter_that_is_pulled_out_is_gone() -> None:
    far, near = pty.openpty()
    scanner = SerialScanner(Path(os.ttyname(near)), 115200)
    os.close(near)
    os.close(far)

    with pytest.raises(OSError, match=r"gone|Input/output"):
        scanner.happened()
    scanner.close()


@pytest.mark.parametrize("make", [lambda path: SerialScanner(path, BAUDS[0]), UsbScanner])
def test_a_device_that_is_not_there_is_an_error_that_names_it(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    with pytest.raises(OSError, match="no-scanner"):
        make(tmp_path / "no-scanner")


def test_a_file_is_no_serial_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"4711\r")

    with pytest.raises(OSError, match="file"):
        SerialScanner(tmp_path / "file", 9600)
