"""What may be left on a card after a power cut, from the system calls of a program (strace).

A write is sure once its file was synced after it, a name once its directory was. Until then a card may have
kept any of the writes, in any order, also a part of one in sectors of 512 bytes; names are kept in order.
"""

import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "openat,close,write,pwrite64,lseek,ftruncate,fsync,fdatasync,mkdir,rename,unlink"
    ",open,creat,writev,pwritev,pwritev2,truncate,renameat,renameat2,unlinkat,mkdirat,link,linkat"
    ",fallocate,copy_file_range,sendfile,dup,dup2,fcntl,sync,syncfs,sync_file_range"
)
HARMLESS = {"dup", "fcntl"}
ELSEWHERE = {"open", "creat", "truncate", "renameat", "renameat2", "unlinkat", "mkdirat", "link", "linkat"}
_LINE = re.compile(r"^(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


class CallUnknown(Exception):
    """The program changed a file in a way this model does not know."""


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that succeeded: its texts as bytes, the rest of its arguments as words."""

    name: str
    texts: tuple[bytes, ...]
    words: tuple[str, ...]
    result: int


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place of a file; without bytes the file ends there."""

    place: int
    content: bytes | None

    def onto(self, file: bytearray) -> None:
        """Apply to a file's content."""
        end = self.place + len(self.content or b"")
        if self.content is None:
            del file[self.place :]
        file.extend(bytes(max(0, end - len(file))))
        if self.content is not None:
            file[self.place : end] = self.content

    def torn(self, sectors: int) -> "Write":
        """Return its beginning, as long as so many sectors."""
        return Write(self.place, self.content and self.content[: sectors * SECTOR])


@dataclass
class File:
    """What is sure of a file, and what was written since."""

    sure: bytearray = field(default_factory=bytearray)
    writes: list[Write] = field(default_factory=list)

    def sync(self) -> None:
        """Make everything sure."""
        for write in self.writes:
            write.onto(self.sure)
        self.writes = []


Names = dict[str, File]
State = dict[str, bytes]


class Card:
    """The files of one directory tree while a program works on them."""

    def __init__(self, root: Path, *, said: int = 1) -> None:
        self._root, self._said = f"{root}/", said
        self.promised: bytes | None = None
        self._open: dict[int, tuple[File | None, str]] = {}
        self._at: dict[int, int] = {}
        self._names: Names = {}
        self._sure_names: Names = {}
        self._renames: list[tuple[str, Names]] = []
        for path in root.rglob("*"):
            if path.is_file():
                self._names[str(path)] = File(bytearray(path.read_bytes()))
        self._sure_names = dict(self._names)

    def take(self, call: Call) -> bool:
        """Follow a call; return whether it changed what may be left."""
        handle = int(call.words[0]) if call.words and call.words[0].isdecimal() else -1
        if call.name == "write" and handle == self._said:
            self.promised = call.texts[-1]
            return True
        return self._follow(call, handle)

    def _follow(self, call: Call, handle: int) -> bool:
        match call.name:
            case "openat":
                return self._opened(call)
            case "rename" | "unlink":
                return self._renamed(*(text.decode() for text in call.texts))
            case name if name in ELSEWHERE and any(self._is_mine(text) for text in call.texts):
                raise CallUnknown(name)
        return handle in self._open and self._used(call, handle)

    def _is_mine(self, path: bytes) -> bool:
        return path.decode().startswith(self._root)

    def _used(self, call: Call, handle: int) -> bool:
        file, path = self._open[handle]
        match call.name:
            case "close":
                del self._open[handle]
            case "fsync" | "fdatasync" if file is None:
                return self._synced_names(path)
            case "fsync" | "fdatasync":
                file.sync()
            case "lseek":
                self._at[handle] = call.result
            case "ftruncate":
                assert file is not None
                file.writes.append(Write(int(call.words[1]), None))
            case "write" | "pwrite64":
                return self._wrote(call, handle, file)
            case name if name not in HARMLESS:
                raise CallUnknown(f"{name} on {path}")
        return call.name not in ("close", "lseek")

    def _opened(self, call: Call) -> bool:
        path, flags = call.texts[0].decode(), " ".join(call.words)
        if not f"{path}/".startswith(self._root) or path.endswith((".lock", "-shm")):
            return False  # the shared memory of SQLite is made anew after a crash
        if path not in self._names and "O_CREAT" not in flags:
            self._open[call.result] = (None, path)  # a directory
            return False
        created = path not in self._names
        if created:
            self._names[path] = File()
            self._renames.append((str(Path(path).parent), dict(self._names)))
        file = self._names[path]
        self._open[call.result], self._at[call.result] = (file, path), 0
        if "O_TRUNC" in flags and not created:
            file.writes.append(Write(0, None))
        return created or "O_TRUNC" in flags

    def _renamed(self, old: str, new: str = "") -> bool:
        if old not in self._names:
            return False
        file = self._names.pop(old)
        if new:
            self._names[new] = file
        self._renames.append((str(Path(old).parent), dict(self._names)))
        return True

    def _synced_names(self, directory: str) -> bool:
        # Names are kept in order: what came before a synced one is sure as well.
        latest = [number for number, (where, _) in enumerate(self._renames, start=1) if where == directory]
        if latest:
            self._sure_names = self._renames[latest[-1] - 1][1]
            del self._renames[: latest[-1]]
        return bool(latest)

    def _wrote(self, call: Call, handle: int, file: File | None) -> bool:
        assert file is not None
        content = call.texts[-1][: call.result]
        if call.name == "pwrite64":
            place = int(call.words[-1])
        else:
            place = self._at[handle]
            self._at[handle] += len(content)
        file.writes.append(Write(place, content))
        return True

    def states(self, chance: random.Random, *, some: int) -> Iterator[State]:
        """Return what may be left now: the worst, the best, and `some` in between."""
        yield self._left(self._sure_names, {})
        yield self._left(self._names, {id(file): file.writes for file in self._names.values()})
        for _ in range(some):
            namings = [self._sure_names, *(names for _, names in self._renames)]
            yield self._left(chance.choice(namings), self._some_writes(chance))

    def _some_writes(self, chance: random.Random) -> dict[int, list[Write]]:
        return {id(file): self._of(file, chance) for file in self._all() if file.writes}

    def _all(self) -> list[File]:
        return [*self._names.values(), *self._sure_names.values()]

    def _of(self, file: File, chance: random.Random) -> list[Write]:
        writes, one = file.writes, chance.randrange(len(file.writes))
        match chance.randrange(5):
            case 0:
                return writes[:one]
            case 1:
                return [*writes[:one], *writes[one + 1 :]]
            case 2:
                return [writes[one]]
            case 3:
                sectors = len(writes[one].content or b"") // SECTOR
                return [*writes[:one], writes[one].torn(chance.randint(0, sectors))]
        return [write for write in writes if chance.random() < 0.5]

    def _left(self, names: Names, writes: dict[int, list[Write]]) -> State:
        left: State = {}
        for path, file in names.items():
            content = bytearray(file.sure)
            for write in writes.get(id(file), ()):
                write.onto(content)
            left[path.removeprefix(self._root)] = bytes(content)
        return left


def recorded(command: list[str], trace: Path) -> list[Call]:
    """Run a program and return its calls, in order."""
    strace = ["strace", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-o", str(trace), *command]
    subprocess.run(strace, check=True, stdout=subprocess.DEVNULL)
    return [call for line in trace.read_text().splitlines() if (call := parse(line)) is not None]


def parse(line: str) -> Call | None:
    """Read a line of strace; None for what failed and for what is no call."""
    found = _LINE.match(line)
    if found is None or int(found[3]) < 0:
        return None
    name, arguments, result = found.groups()
    texts = _TEXT.findall(arguments)
    if any(cut for _, cut in texts):
        raise CallUnknown(f"{name}: a text was cut")
    words = tuple(word.strip() for word in _TEXT.sub("", arguments).split(",") if word.strip())
    return Call(name, tuple(bytes.fromhex(text.replace("\\x", "")) for text, _ in texts), words, int(result))
