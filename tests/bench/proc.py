"""What the kernel tells of a process: CPU time, memory, bytes written, threads."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12  # counted after the name in brackets, which may hold anything


@dataclass(frozen=True, slots=True)
class Seen:
    """A running process, looked at from outside."""

    pid: int

    @property
    def children(self) -> list[int]:
        """Processes it has started."""
        return [int(pid) for pid in self._read(f"task/{self.pid}/children").split()]

    @property
    def cpu_ms(self) -> float:
        """CPU time used so far, in the kernel's ticks of usually 10 ms."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[_UTIME]) + int(fields[_STIME])) * 1000 / _TICKS_PER_SECOND

    @property
    def written_bytes(self) -> int:
        """Bytes this process has caused to be sent to the disk."""
        return self._number("io", "write_bytes")

    @property
    def rss_mib(self) -> float:
        """Resident memory."""
        return self._number("status", "VmRSS") / 1024

    @property
    def peak_mib(self) -> float:
        """The most resident memory it ever had."""
        return self._number("status", "VmHWM") / 1024

    @property
    def pss_mib(self) -> float:
        """Resident memory, with what is shared counted by its share."""
        return self._number("smaps_rollup", "Pss") / 1024

    def _number(self, file: str, name: str) -> int:
        for line in self._read(file).splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
        raise LookupError(f"{name} of process {self.pid}")

    def _read(self, file: str) -> str:
        return Path(f"/proc/{self.pid}/{file}").read_text(encoding="utf-8", errors="replace")
