"""QR codes on pages, read back by another program."""

import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_server.domain.money.giro_code import LONGEST_PAYLOAD, GiroCode
from booking_server.locks.qr_images import QUIET_ZONE, giro_code_svg, qr_svg

PIXELS = 4
DIGITS = st.text("0123456789", min_size=1, max_size=260)


def rendered(svg: str) -> memoryview:
    """Draw the rectangles of the path into grey pixels, white where nothing is drawn."""
    size = int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0]) * PIXELS
    rows = [bytearray(b"\xff" * size) for _ in range(size)]
    dark = svg.rpartition('fill="#000" d="')[2]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", dark):
        for row in rows[int(y) * PIXELS : (int(y) + 1) * PIXELS]:
            start, width = int(x) * PIXELS, int(length) * PIXELS
            row[start : start + width] = bytes(width)
    return memoryview(b"".join(rows)).cast("B", (size, size))


@given(DIGITS)
@settings(max_examples=30, deadline=None)
def test_another_program_reads_the_same_digits(digits: str) -> None:
    found = zxingcpp.read_barcodes(rendered(qr_svg(digits)))

    assert [barcode.text for barcode in found] == [digits]


def test_a_token_takes_numeric_mode_and_level_m() -> None:
    digits = "7" * 204

    found = zxingcpp.read_barcodes(rendered(qr_svg(digits)))[0]

    assert found.ec_level == "M"
    size = int(re.findall(r'viewBox="0 0 (\d+) ', qr_svg(digits))[0]) - 2 * QUIET_ZONE
    assert size <= 17 + 4 * 8, "204 digits fit version 8 in numeric mode only"


@pytest.mark.parametrize("text", ["", "12a", "١٢٣", "12 34", "<script>"])
def test_only_digits_become_an_image(text: str) -> None:
    with pytest.raises(ValueError, match="decimal digits"):
        qr_svg(text)


def test_another_program_reads_the_transfer() -> None:
    payload = GiroCode("Gemeinde Wiesenburg/Märk", "DE02120300000000202051", 19000, "WM 26 00001").payload()

    found = zxingcpp.read_barcodes(rendered(giro_code_svg(payload)))[0]

    assert found.text == payload
    assert found.ec_level == "M"


def test_the_longest_transfer_fits_version_13_and_nothing_longer_is_drawn() -> None:
    longest = giro_code_svg("ä" * (LONGEST_PAYLOAD // 2))

    size = int(re.findall(r'viewBox="0 0 (\d+) ', longest)[0]) - 2 * QUIET_ZONE
    assert size <= 17 + 4 * 13
    with pytest.raises(ValueError, match="version 13"):
        giro_code_svg("x" * (LONGEST_PAYLOAD + 1))
