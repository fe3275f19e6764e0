"""The words of a MySQL dump, one after the other. Memory stays small however large the file is.

Every pattern that repeats is possessive: it never goes back and remembers nothing of its way, so that a
hostile file makes the reader neither slow nor large.
"""

import mmap
import re

from booking_server.domain.imports import ImportUnreadable

LONGEST_TEXT = 4096
"""Bytes kept of one value: no column of MRBS that is read here holds more than a line."""

_BLANK = re.compile(rb"[ \t\r\n\x0b\x0c]++")
_LINE_COMMENT = re.compile(rb"(?:#|--(?=[ \t\r\n]|$))[^\n]*+")
_TEXT = {
    b"'": re.compile(rb"'(?:[^'\\]++|\\.|'')*+'", re.DOTALL),
    b'"': re.compile(rb'"(?:[^"\\]++|\\.|"")*+"', re.DOTALL),
}
_ESCAPE = re.compile(rb"\\(.)|''|\"\"", re.DOTALL)
_STOP_IN_REST = re.compile(rb"[;'\"`#]|--(?=[ \t\r\n])|/\*")
_NAME = re.compile(rb"[A-Za-z0-9_$\x80-\xff]++")
_ATOM = re.compile(rb"[A-Za-z0-9_.+\-]++")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b"b": b"\b", b"Z": b"\x1a"}
Text = bytes | mmap.mmap


class Scanner:
    """A place in a dump. Raises ImportUnreadable with the line, wherever it does not go on as it should."""

    def __init__(self, data: Text) -> None:
        self._data = data
        self._size = len(data)
        self._counted_to = 0
        self._line = 1
        self.at = 0

    def line(self) -> int:
        """Return the line of the present place, counted from 1."""
        step = 1 << 20
        while self._counted_to < self.at:
            end = min(self.at, self._counted_to + step)
            self._line += self._data[self._counted_to : end].count(b"\n")
            self._counted_to = end
        return self._line

    def unreadable(self, why: str) -> ImportUnreadable:
        """Return the error that names the present line."""
        return ImportUnreadable(f"Zeile {self.line()}: {why}")

    def has_more(self) -> bool:
        """Go on to the next word; whether there is one. Comments are passed by, those for MySQL too."""
        while self.at < self._size:
            if found := _BLANK.match(self._data, self.at) or _LINE_COMMENT.match(self._data, self.at):
                self.at = found.end()
            elif self._data[self.at : self.at + 2] == b"/*":
                self.at = self._behind(b"*/", self.at + 2, "Ein Kommentar hört nicht auf.")
            else:
                return True
        return False

    def takes(self, sign: bytes) -> bool:
        """Go on behind a sign; whether it stood there."""
        if not self.has_more() or self._data[self.at : self.at + len(sign)] != sign:
            return False
        self.at += len(sign)
        return True

    def must(self, sign: bytes) -> None:
        """Go on behind a sign that has to stand here."""
        if not self.takes(sign):
            raise self.unreadable(f"Hier fehlt „{sign.decode()}“.")

    def word(self) -> str:
        """Return the next bare word in capitals, empty where none stands."""
        if not self.has_more():
            return ""
        found = _NAME.match(self._data, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0][:64].decode("utf-8", "replace").upper()

    def name(self) -> str:
        """Return the name of a table or column, without that of its database."""
        text = self._one_name()
        while self.takes(b"."):
            text = self._one_name()
        return text

    def value(self) -> str | None:
        """Return one value of a row as text, None for NULL."""
        if not self.has_more():
            raise self.unreadable("Die Datei hört mitten in einer Zeile der Tabelle auf.")
        sign = self._data[self.at : self.at + 1]
        if sign in (b"'", b'"'):
            return self.text(sign)
        found = _ATOM.match(self._data, self.at)
        if found is None:
            raise self.unreadable("Hier steht kein Wert, den wir lesen.")
        self.at = found.end()
        word = found[0][:64].decode("ascii")
        if word.startswith("_") and self.takes(b"'"):  # _binary 'x'
            self.at -= 1
            return self.text(b"'")
        if word.upper() == "NULL":
            return None
        if not (word.isascii() and (word[0].isdigit() or word[0] in "+-.")):
            raise self.unreadable(f"„{word}“ ist kein Wert, den wir lesen.")
        return word

    def text(self, quote: bytes) -> str:
        """Return the string that begins here; what is longer than any line of use is cut."""
        start = self.at + 1
        self._pass_text(quote)
        end = min(self.at - 1, start + LONGEST_TEXT)
        raw = _ESCAPE.sub(lambda found: _meant(found, quote), self._data[start:end])
        return _decoded(raw, is_cut=end < self.at - 1)

    def skip_to(self, sign: bytes) -> None:
        """Go on behind the next of a sign that stands in no string and no comment."""
        while self.has_more():
            if self.takes(sign):
                return
            self.skip_one()
        raise self.unreadable("Die Datei hört mitten in einer Anweisung auf.")

    def skip_one(self) -> None:
        """Go on behind one string, name or stretch of other signs."""
        sign = self._data[self.at : self.at + 1]
        if sign in (b"'", b'"'):
            self._pass_text(sign)
        elif sign == b"`":
            self.at = self._behind(b"`", self.at + 1, "Ein Name hört nicht auf.")
        else:
            found = _STOP_IN_REST.search(self._data, self.at + 1)
            self.at = found.start() if found else self._size

    def skip_sign(self) -> None:
        """Go on behind one string, quoted name or sign."""
        if self._data[self.at : self.at + 1] in (b"'", b'"', b"`"):
            self.skip_one()
        else:
            self.at += 1

    def skip_statement(self) -> None:
        """Go on behind the end of the present statement."""
        self.skip_to(b";")

    def skip_lines_to(self, text: bytes) -> None:
        """Go on behind a text, whatever stands before it."""
        self.at = self._behind(text, self.at, "Das Ende eines Abschnitts fehlt.")

    def _one_name(self) -> str:
        if not self.has_more():
            raise self.unreadable("Hier fehlt ein Name.")
        sign = self._data[self.at : self.at + 1]
        if sign in (b"`", b'"'):
            end = self._behind(sign, self.at + 1, "Ein Name hört nicht auf.")
            text = self._data[self.at + 1 : min(end - 1, self.at + 65)]
            is_cut = end - 1 > self.at + 65
            self.at = end
            return _decoded(text, is_cut=is_cut)
        found = _NAME.match(self._data, self.at)
        if found is None:
            raise self.unreadable("Hier fehlt ein Name.")
        self.at = found.end()
        return _decoded(found[0][:64], is_cut=len(found[0]) > 64)

    def _pass_text(self, quote: bytes) -> None:
        found = _TEXT[quote].match(self._data, self.at)
        if found is None:
            raise self.unreadable("Ein Text hört nicht auf.")
        self.at = found.end()

    def _behind(self, sign: bytes, start: int, otherwise: str) -> int:
        found = self._data.find(sign, start)
        if found < 0:
            raise self.unreadable(otherwise)
        return found + len(sign)


def _meant(found: re.Match[bytes], quote: bytes) -> bytes:
    """Return what an escape stands for; the other quote, twice, is only itself."""
    sign = found[1]
    if sign is None:
        return quote if found[0] == quote * 2 else found[0]
    return _ESCAPED.get(sign, sign)


def _decoded(raw: bytes, *, is_cut: bool) -> str:
    """Return a text; old installations kept theirs in Latin-1. One that was cut may end within a sign."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        is_within = is_cut and error.start >= len(raw) - 3
        return raw.decode("utf-8", "ignore") if is_within else raw.decode("cp1252", "replace")
