"""One booked entry (Ntry) of a CAMT.053 statement: its transfers, single or in a batch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from booking_server.domain.money.statements import ReadEntry
from booking_server.domain.texts import one_line

_AMOUNT = re.compile(r"\d{1,15}(?:\.\d{1,5})?")
WANTED = frozenset(
    (
        "Amt", "CdtDbtInd", "RvslInd", "Sts", "Cd", "BookgDt", "ValDt", "Dt", "DtTm", "AcctSvcrRef",
        "AddtlNtryInf", "NtryDtls", "Btch", "NbOfTxs", "TxDtls", "Refs", "EndToEndId", "TxId", "AmtDtls",
        "TxAmt", "RltdPties", "Dbtr", "Pty", "Nm", "RmtInf", "Ustrd", "Strd", "CdtrRefInf", "Ref",
        "AddtlRmtInf", "RtrInf",
    )
)  # fmt: skip
"""The elements of an entry that are asked for; all others stay unread."""

LONGEST_REMITTANCE = 560
LONGEST_NAME = 140


@dataclass(slots=True)
class Element:
    """One XML element with what is in it; `currency` is its Ccy attribute."""

    tag: str
    currency: str = ""
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, *path: str) -> Iterator["Element"]:
        """Return every element at the end of a path."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.tag == path[0]:
                yield from child.all(*path[1:])

    def at(self, *path: str) -> "Element":
        """Return the first element at the end of a path, an empty one when there is none."""
        return next(self.all(*path), Element(""))

    def value(self, *path: str) -> str:
        """Return the text at the end of a path, "" when there is none."""
        return self.at(*path).text.strip()


def read_entries(entry: Element) -> Iterator[ReadEntry]:
    """Return the transfers of one booked entry. A batch yields each, if the bank wrote them all down.

    Raises ValueError for an amount or a date that is none.
    """
    total = _cents(entry.at("Amt"))
    parts = list(entry.all("NtryDtls", "TxDtls"))
    amounts = [_own_amount(part) for part in parts]
    if len(parts) == 1 and not amounts[0].text.strip():
        amounts = [entry.at("Amt")]
    if not parts:
        yield _one(entry, entry, total, _trouble_of(entry.at("Amt")) or _batch_without_parts(entry))
    elif not all(amount.text.strip() for amount in amounts):
        yield _one(entry, entry, total, "Sammelbuchung, bei der die Bank die einzelnen Beträge nicht nennt")
    elif sum(_signed(part, entry, _cents(amount)) for part, amount in _pairs(parts, amounts)) != _signed(
        entry, entry, total
    ):
        yield _one(entry, entry, total, "Sammelbuchung, deren Teile nicht die Summe ergeben")
    else:
        for part, amount in _pairs(parts, amounts):
            yield _one(entry, part, _cents(amount), _trouble_of(amount))


def _one(entry: Element, part: Element, cents: int, trouble: str) -> ReadEntry:
    name = part.value("RltdPties", "Dbtr", "Pty", "Nm") or part.value("RltdPties", "Dbtr", "Nm")
    return ReadEntry(
        booked_on=_day(entry),
        cents=_signed(part, entry, cents),
        text=_remittance(part),
        name=one_line(name)[:LONGEST_NAME],
        reference=f"{entry.value('AcctSvcrRef')} {part.value('Refs', 'AcctSvcrRef')} "
        f"{part.value('Refs', 'EndToEndId')} {part.value('Refs', 'TxId')}",
        is_reversal=entry.value("RvslInd") in ("true", "1") or bool(part.at("RtrInf").tag),
        trouble=trouble,
    )


def _remittance(part: Element) -> str:
    texts = [line.text for line in part.all("RmtInf", "Ustrd")]
    texts += [line.text for line in part.all("RmtInf", "Strd", "CdtrRefInf", "Ref")]
    texts += [line.text for line in part.all("RmtInf", "Strd", "AddtlRmtInf")]
    whole = one_line(" ".join(texts)) or one_line(part.value("AddtlNtryInf"))
    return whole[:LONGEST_REMITTANCE]


def _own_amount(part: Element) -> Element:
    """Return a transfer's own amount: TxDtls/Amt in newer files, AmtDtls/TxAmt/Amt in older ones."""
    own = part.at("Amt")
    return own if own.text.strip() else part.at("AmtDtls", "TxAmt", "Amt")


def _signed(part: Element, entry: Element, cents: int) -> int:
    """Return what came in as positive, what went out as negative. A reversal names its real direction."""
    direction = part.value("CdtDbtInd") or entry.value("CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise ValueError("an entry is a credit or a debit")
    return cents if direction == "CRDT" else -cents


def _cents(amount: Element) -> int:
    text = amount.text.strip()
    if not (text.isascii() and _AMOUNT.fullmatch(text)):
        raise ValueError("an amount has digits and a point")
    whole, _, rest = text.partition(".")
    if rest[2:].strip("0"):
        raise ValueError("an amount ends with the cents")
    return int(whole) * 100 + int(rest[:2].ljust(2, "0"))


def _trouble_of(amount: Element) -> str:
    return "" if amount.currency == "EUR" else f"Betrag nicht in Euro ({amount.currency[:3]})"


def _batch_without_parts(entry: Element) -> str:
    many = entry.value("NtryDtls", "Btch", "NbOfTxs")
    return "Sammelbuchung ohne Einzelumsätze" if many not in ("", "1") else ""


def _day(entry: Element) -> date:
    for place in ("BookgDt", "ValDt"):
        text = entry.value(place, "Dt") or entry.value(place, "DtTm")[:10]
        if text:
            return date.fromisoformat(text[:10])
    raise ValueError("an entry has a day")


def _pairs(parts: list[Element], amounts: list[Element]) -> Iterator[tuple[Element, Element]]:
    return zip(parts, amounts, strict=True)
