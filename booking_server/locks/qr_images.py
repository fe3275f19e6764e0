"""QR codes as SVG, error level M: digits for doors (door protocol, section 8), transfers for banking apps."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

QUIET_ZONE = 4
"""White modules around the code; ISO/IEC 18004 asks for four."""

HIGHEST_GIRO_VERSION = 13
"""EPC069-12: a banking app need not read more than 69 modules a side."""


OPENS = "QR-Code zum Öffnen der Tür"


def qr_svg(digits: str, title: str = OPENS) -> str:
    """Return a QR code of decimal digits as one inline SVG element, black on white.

    Its size is left to the style sheet. Raises ValueError for anything but decimal digits.
    """
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError("a door's QR code holds decimal digits only")
    code = _code(QRData(digits.encode(), mode=MODE_NUMBER))
    return _svg(code, title)


def giro_code_svg(payload: str) -> str:
    """Return the QR code of a transfer (see domain.money.giro_code) as one inline SVG element.

    Raises ValueError when it would be larger than version 13.
    """
    code = _code(QRData(payload.encode(), mode=MODE_8BIT_BYTE))
    if code.version > HIGHEST_GIRO_VERSION:
        raise ValueError("a GiroCode is no larger than version 13")
    return _svg(code, "QR-Code für Ihre Banking-App, die Angaben stehen daneben")


def text_svg(text: str, label: str) -> str:
    """Return a QR code of short text as one inline SVG element."""
    return _svg(_code(QRData(text.encode(), mode=MODE_8BIT_BYTE)), label)


def _svg(code: qrcode.QRCode, label: str) -> str:
    rows: list[list[bool]] = code.get_matrix()
    size = len(rows)
    path = "".join(_runs(row, y) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" role="img"'
        f' aria-label="{label}" shape-rendering="crispEdges"><title>{label}</title>'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def _code(data: QRData) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(data)
    code.make(fit=True)
    return code


def _runs(row: list[bool], y: int) -> str:
    """Return one row's dark modules, each run as one rectangle, so that the page stays small."""
    parts: list[str] = []
    x = 0
    while x < len(row):
        length = 0
        while x + length < len(row) and row[x + length]:
            length += 1
        if length:
            parts.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length or 1
    return "".join(parts)
