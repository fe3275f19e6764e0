"""Reading CAMT.053 bank statements, versions 02 and 08 (ISO 20022), as German banks hand them out.

Read in one pass without building a tree. Document types and entities are refused before anything is
expanded; size, depth and number of entries are bounded. Every mistake raises StatementUnreadable with a
German sentence; nothing half-read is returned.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from booking_server.domain.money.camt_entries import WANTED, Element, read_entries
from booking_server.domain.money.errors import StatementUnreadable
from booking_server.domain.money.statements import ReadEntry, Statement, with_keys

LARGEST_FILE = 4 * 1024 * 1024
MOST_ENTRIES = 3_000
MOST_ELEMENTS = 120_000
DEEPEST = 32
LONGEST_TEXT = 4_000
_CHUNK = 64 * 1024
_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
_VERSIONS = ("02", "08")
_SPLIT = "}"

NO_STATEMENT = (
    "Das ist kein Kontoauszug im Format CAMT.053. Bitte laden Sie bei Ihrer Bank den Auszug als „CAMT“ (XML)"
    " herunter und entpacken Sie ihn, wenn er als ZIP-Datei kommt."
)
BROKEN = (
    "Die Datei ist beschädigt oder unvollständig (Zeile {line}). Bitte laden Sie sie noch einmal herunter."
)
STRANGE = "In der Datei steht in Zeile {line} etwas, das wir nicht lesen können. Nichts wurde übernommen."
TOO_LARGE = "Die Datei ist zu groß. Bitte laden Sie einen kürzeren Zeitraum herunter."


def read_camt(data: bytes) -> tuple[Statement, ...]:
    """Return the statements of a CAMT.053 file, one for each account and day in it.

    Raises StatementUnreadable.
    """
    if len(data) > LARGEST_FILE:
        raise StatementUnreadable(TOO_LARGE)
    reader = _Reader()
    parser = reader.parser
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        known = reader.is_statement
        raise StatementUnreadable(BROKEN.format(line=error.lineno) if known else NO_STATEMENT) from None
    except (ValueError, LookupError):
        strange = STRANGE.format(line=parser.CurrentLineNumber)
        raise StatementUnreadable(strange if reader.is_statement else NO_STATEMENT) from None
    if not reader.statements:
        raise StatementUnreadable(NO_STATEMENT)
    return tuple(reader.statements)


@dataclass
class _Reader:
    """Holds one entry's elements at a time, and what was read of the statement around it."""

    statements: list[Statement] = field(default_factory=list)
    is_statement: bool = False

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=_SPLIT)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self.parser.ExternalEntityRefHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._path: list[str] = []
        self._entry: list[Element] = []
        self._iban = ""
        self._found: list[ReadEntry] = []
        self._pending = 0
        self._total = 0
        self._elements = 0
        self._unwanted = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(_SPLIT)
        if not self._path:
            self._check_root(space, tag)
        self._path.append(tag)
        self._elements += 1
        if len(self._path) > DEEPEST or self._elements > MOST_ELEMENTS:
            raise StatementUnreadable(TOO_LARGE)
        if self._entry:
            self._keep(tag, attributes)
        elif self._path[2:] == ["Stmt", "Ntry"]:
            self._entry.append(Element(tag))
        elif self._path[2:] == ["Stmt"]:
            self._iban, self._found, self._pending = "", [], 0

    def _keep(self, tag: str, attributes: dict[str, str]) -> None:
        """Keep an element of an entry, unless nobody will ask for it or for what is in it."""
        if self._unwanted or tag not in WANTED:
            self._unwanted += 1
            return
        element = Element(tag, attributes.get("Ccy", ""))
        self._entry[-1].children.append(element)
        self._entry.append(element)

    def _end(self, _name: str) -> None:
        if self._unwanted:
            self._unwanted -= 1
        elif self._entry:
            element = self._entry.pop()
            if not self._entry:
                self._take(element)
        elif self._path[2:] == ["Stmt"]:
            self.statements.append(Statement(self._iban, with_keys(self._iban, self._found), self._pending))
        self._path.pop()

    def _text(self, text: str) -> None:
        if self._entry:
            if not self._unwanted and len(self._entry[-1].text) < LONGEST_TEXT:
                self._entry[-1].text += text
        elif self._path[2:] == ["Stmt", "Acct", "Id", "IBAN"]:
            self._iban = (self._iban + text.strip())[:34]

    def _check_root(self, space: str, tag: str) -> None:
        self.is_statement = tag == "Document" and space.startswith(_SPACE)
        if not self.is_statement:
            raise StatementUnreadable(NO_STATEMENT)
        version = space.removeprefix(_SPACE)
        if version not in _VERSIONS:
            raise StatementUnreadable(
                f"Diese Fassung des Kontoauszugs (camt.053.001.{version[:4]}) lesen wir nicht. Bitte laden"
                " Sie ihn als camt.053.001.02 oder camt.053.001.08 herunter."
            )

    def _take(self, entry: Element) -> None:
        for one in self._booked(entry):
            self._total += 1
            if self._total > MOST_ENTRIES:
                raise StatementUnreadable(
                    f"Der Auszug hat mehr als {MOST_ENTRIES} Umsätze. Bitte laden Sie einen kürzeren Zeitraum"
                    " herunter."
                )
            self._found.append(one)

    def _booked(self, entry: Element) -> Iterator[ReadEntry]:
        status = entry.at("Sts")
        if (status.value("Cd") or status.text).strip() != "BOOK":
            self._pending += 1
            return iter(())
        return read_entries(entry)


def _refuse(*_: object) -> int:
    raise StatementUnreadable(NO_STATEMENT)
