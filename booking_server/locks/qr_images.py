"""QR codes as SVG: numeric mode, error level M (door protocol, section 8)."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_NUMBER, QRData

QUIET_ZONE = 4
"""White modules around the code; ISO/IEC 18004 asks for four."""


def qr_svg(digits: str) -> str:
    """Return a QR code of decimal digits as one inline SVG element, black on white.

    Its size is left to the style sheet. Raises ValueError for anything but decimal digits.
    """
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError("a door's QR code holds decimal digits only")
    rows = _modules(digits)
    size = len(rows)
    path = "".join(_runs(row, y) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" role="img"'
        ' aria-label="QR-Code zum Öffnen der Tür" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def _modules(digits: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(QRData(digits.encode(), mode=MODE_NUMBER))
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


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
