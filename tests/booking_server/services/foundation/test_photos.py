"""What a photo costs is bounded (I14): the pixels that are unpacked count, not the bytes that were sent."""

import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from booking_server.domain.handover.errors import PhotoRefused
from booking_server.services.foundation.photos import LONGEST_SIDE, small_photo

MOST_MIB, MOST_SECONDS = 64, 1.0
MEASURED = """
import resource, sys, time
from io import BytesIO
from PIL import Image
from booking_server.domain.handover.errors import PhotoRefused
from booking_server.services.foundation.photos import small_photo
first = BytesIO()
Image.new("RGB", (50, 50)).save(first, sys.argv[1])
small_photo(first.getvalue(), field="x")
data = sys.stdin.buffer.read()
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    small_photo(data, field="x")
except PhotoRefused:
    pass
seconds = time.process_time() - started
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, seconds)
"""


def a_picture(kind: str, width: int, height: int, mode: str = "RGB", **more: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height)).save(out, kind, **more)
    return out.getvalue()


def in_many_scans(jpeg: bytes) -> bytes:
    """A plain JPEG whose first scan says it brings one colour only."""
    at = jpeg.index(b"\xff\xda")
    return jpeg[:at] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + jpeg[at + 14 :]


COSTLY = {
    "a very wide JPEG": ("JPEG", (65000, 980, "RGB"), {}),
    "a square JPEG just too small to be read small": ("JPEG", (2799, 2799, "RGB"), {}),
    "a JPEG in many steps": ("JPEG", (2900, 2700, "RGB"), {"progressive": True, "subsampling": 0}),
    "a printer's JPEG in many steps": ("JPEG", (3000, 2000, "CMYK"), {"progressive": True}),
    "a PNG": ("PNG", (4000, 2500, "RGB"), {}),
    "a PNG one can see through": ("PNG", (2500, 2000, "RGBA"), {}),
    "a PNG of a phone's photo": ("PNG", (4000, 3000, "RGB"), {}),
    "a WEBP": ("WEBP", (2000, 1250, "RGBA"), {"lossless": True}),
    "a large WEBP": ("WEBP", (4000, 3000, "RGB"), {}),
}


@pytest.mark.parametrize("name", COSTLY)
def test_no_photo_costs_much(name: str) -> None:
    kind, shape, more = COSTLY[name]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, kind],
        input=a_picture(kind, *shape, **more),
        stdout=subprocess.PIPE,
        check=True,
    )

    mib, seconds = (float(word) for word in done.stdout.split())

    assert mib < MOST_MIB
    assert seconds < MOST_SECONDS


@pytest.mark.parametrize(("width", "height"), [(9200, 6900), (12000, 900), (65000, 980), (4000, 3000)])
def test_photos_and_panoramas_of_phones_are_taken(width: int, height: int) -> None:
    small = small_photo(a_picture("JPEG", width, height), field="photo_0")

    with Image.open(BytesIO(small)) as photo:
        assert max(photo.size) == LONGEST_SIDE


def test_a_photo_that_carries_a_second_picture_is_taken() -> None:
    out = BytesIO()
    first = Image.new("RGB", (3000, 2000))
    first.save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (300, 200))])

    assert small_photo(out.getvalue(), field="photo_0").startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "data",
    [
        in_many_scans(a_picture("JPEG", 4000, 3000)),
        a_picture("PNG", 4000, 3000),
        a_picture("PNG", 3000, 2000, "RGBA"),
        a_picture("WEBP", 4000, 3000),
    ],
    ids=["many scans", "large", "transparent", "webp"],
)
def test_what_would_be_unpacked_at_too_high_a_cost_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoRefused, match="zu viele Bildpunkte"):
        small_photo(data, field="photo_0")
