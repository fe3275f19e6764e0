"""The receipt for a deposit: who gave how much to whom, in figures and in words, and what became of it."""

from booking_server.domain.money.euros import in_words
from booking_server.notices import paper, pdf
from booking_server.services.money.deposit_receipts import DepositReceipt

TITLE = "Quittung über die Kaution"


def receipt_pdf(receipt: DepositReceipt) -> bytes:
    """Return the receipt as tagged PDF in large print. Raises PdfUnavailable."""
    return pdf.render(receipt_page(receipt), title=TITLE)


def receipt_page(receipt: DepositReceipt) -> str:
    """Return the receipt as a paper page; who got money back signs for it, too."""
    words = in_words(receipt.deposit.received_cents)
    return paper.fill("receipt.html", title=TITLE, receipt=receipt, words=words)
