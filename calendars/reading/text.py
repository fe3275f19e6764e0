"""From bytes to content lines: encodings as they are met, folding undone, every line bounded."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from calendars.texts import one_line

LONGEST_LINE = 64 * 1024
"""Characters of an unfolded line; the rest of a longer one is not looked at."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,60})=((?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)')
_UNESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True)
class Line:
    """One property: name and names of parameters in capitals, its value as it stands there."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text with its folds undone, and whether its encoding had to be guessed.

    Folds are undone before the octets are read as characters: foreign writers cut inside them.
    """
    mark, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", ""))
    if encoding in ("utf-16", "utf-32"):
        data = data.decode(encoding, "replace").encode()
    elif mark:
        data = data[len(mark) :]
    elif data[:8].count(b"\x00") >= 3:  # UTF-16 without its mark: every second octet of "BEGIN:" is nothing
        data = data.decode("utf-16-be" if data[:1] == b"\x00" else "utf-16-le", "replace").encode()
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\x00", b"")
    data = data.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        return data.decode(), False
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), True


def names_and_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line, cut where it is too long, with the name of its property in capitals."""
    for line in text.split("\n"):
        cut = line[:LONGEST_LINE]
        name = cut[:80].partition(":")[0].partition(";")[0].strip().upper()
        if name:
            yield name, cut


def read_line(name: str, line: str) -> Line:
    """Return a line with its parameters; one that breaks the grammar keeps what is behind its first colon."""
    at, parameters = line.find(";"), {}
    colon = line.find(":")
    if at < 0 or colon < at:
        return Line(name, line[colon + 1 :].strip() if colon >= 0 else "")
    while found := _PARAMETER.match(line, at):
        parameters[found[1].upper()] = found[2].strip('"')
        at = found.end()
    if line[at : at + 1] != ":":
        return Line(name, line[colon + 1 :].strip() if colon >= 0 else "", parameters)
    return Line(name, line[at + 1 :].strip(), parameters)


def plain(value: str) -> str:
    """Return a TEXT value as people read it, on one line."""
    bare = _UNESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)
    line = one_line(bare[:2000])
    return line if any(sign.isprintable() for sign in line.replace(" ", "")) else ""
