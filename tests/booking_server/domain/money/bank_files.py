"""CAMT.053 files as banks write them, in both versions."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

IBAN = "DE02120300000000202051"


@dataclass(frozen=True)
class Tx:
    """One transfer of a batch."""

    amount: str
    text: str = ""
    name: str = "Anna Lehmann"
    direction: str = ""
    returned: bool = False


@dataclass(frozen=True)
class Ntry:
    """One entry of a statement; without `parts` the bank says nothing about single transfers."""

    amount: str
    parts: tuple[Tx, ...] = ()
    direction: str = "CRDT"
    day: str = "2026-09-30"
    status: str = "BOOK"
    reversal: bool = False
    currency: str = "EUR"
    batch: int = 0
    reference: str = "2026093012345"
    info: str = "SEPA GUTSCHRIFT"
    more: dict[str, str] = field(default_factory=dict)


def transfer(amount: str, text: str, **more: object) -> Ntry:
    """Return an entry with one transfer whose amount stands at the entry."""
    return Ntry(amount, (Tx("", text),), **more)  # type: ignore[arg-type]


def camt(*entries: Ntry, version: str = "08", iban: str = IBAN, head: str = "") -> bytes:
    """Return a statement of one account as bytes."""
    body = "".join(_entry(one, version) for one in entries)
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Document xmlns="{space}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId>'
        "<CreDtTm>2026-10-01T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry>"
        '</Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-29</Dt></Dt></Bal>'
        f"{body}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(one: Ntry, version: str) -> str:
    status = f"<Sts>{one.status}</Sts>" if version == "02" else f"<Sts><Cd>{one.status}</Cd></Sts>"
    batch = f"<Btch><NbOfTxs>{one.batch}</NbOfTxs></Btch>" if one.batch else ""
    parts = "".join(_part(part, version) for part in one.parts)
    details = f"<NtryDtls>{batch}{parts}</NtryDtls>" if batch or parts else ""
    reversal = "<RvslInd>true</RvslInd>" if one.reversal else ""
    return (
        f'<Ntry><NtryRef>1</NtryRef><Amt Ccy="{one.currency}">{one.amount}</Amt>'
        f"<CdtDbtInd>{one.direction}</CdtDbtInd>{reversal}{status}<BookgDt><Dt>{one.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{one.day}</Dt></ValDt><AcctSvcrRef>{one.reference}</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"{details}<AddtlNtryInf>{one.info}</AddtlNtryInf></Ntry>"
    )


def _part(one: Tx, version: str) -> str:
    amount = f'<Amt Ccy="EUR">{one.amount}</Amt>'
    if one.amount and version == "02":
        amount = f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
    name = f"<Nm>{escape(one.name)}</Nm>"
    party = f"<Dbtr>{name}</Dbtr>" if version == "02" else f"<Dbtr><Pty>{name}</Pty></Dbtr>"
    direction = f"<CdtDbtInd>{one.direction}</CdtDbtInd>" if one.direction else ""
    lines = "".join(f"<Ustrd>{escape(line)}</Ustrd>" for line in one.text.split("|"))
    returned = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if one.returned else ""
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{amount if one.amount else ''}{direction}"
        f"<RltdPties>{party}</RltdPties><RmtInf>{lines}</RmtInf>{returned}</TxDtls>"
    )
