"""Photos from phones, made small and free of what nobody meant to send: place, device, time."""

import warnings
from io import BytesIO

from PIL import Image, ImageFile, ImageOps

from booking_server.domain.handover.errors import PhotoRefused

LARGEST_FILE = 12 * 1024 * 1024
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000, "PNG": 10_000_000, "WEBP": 2_500_000}
"""A plain JPEG is read at a fraction of its size; the others have to be unpacked as a whole, WEBP twice."""
MOST_SEEN_THROUGH = 5_000_000
MOST_IN_SCANS = 24_000_000
"""Pixels times colours of a JPEG that is held in memory whole before its first pixel is known."""
MOST_DECODED = 8_000_000
LONGEST_SIDE = 1400
JPEGS = frozenset({"JPEG", "MPO"})
NO_PHOTO = "Das ist kein Foto, das wir lesen können. Bitte wählen Sie ein Bild als JPEG oder PNG."
TOO_MANY = "Das Foto hat zu viele Bildpunkte. Bitte wählen Sie ein kleineres."


def small_photo(data: bytes, *, field: str) -> bytes:
    """Return a photo as JPEG without anything but its pixels. Raises PhotoRefused."""
    if len(data) > LARGEST_FILE:
        raise PhotoRefused("Das Foto ist größer als 12 MB. Bitte wählen Sie ein kleineres.", field=field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _small(data, field)
    except PhotoRefused:
        raise
    except (Exception, Warning) as error:  # a parser of foreign files may raise anything
        raise PhotoRefused(NO_PHOTO, field=field) from error


def _small(data: bytes, field: str) -> bytes:
    with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as photo:
        if photo.width * photo.height > _most_pixels(photo, data):
            raise PhotoRefused(TOO_MANY, field=field)
        _read_at_a_fraction(photo)
        if photo.format in JPEGS and photo.width * photo.height > MOST_DECODED:
            raise PhotoRefused(TOO_MANY, field=field)
        photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        ImageOps.exif_transpose(photo, in_place=True)
        out = BytesIO()
        plain = Image.new("RGB", photo.size, "white")
        pixels = photo.convert("RGBA")
        plain.paste(pixels, mask=pixels)
        plain.save(out, "JPEG", quality=78)
        return out.getvalue()


def _most_pixels(photo: ImageFile.ImageFile, data: bytes) -> int:
    if photo.format in JPEGS and _comes_in_many_scans(photo, data):
        return MOST_IN_SCANS // len(photo.getbands())
    if photo.mode in {"RGBA", "LA", "PA"} and photo.format == "PNG":
        return MOST_SEEN_THROUGH
    return MOST_PIXELS[photo.format or "PNG"]


def _read_at_a_fraction(photo: Image.Image) -> None:
    """Let a JPEG be decoded small; a panorama too, whose short side is below the longest that is kept."""
    longest = max(photo.size)
    wanted = (max(photo.width * LONGEST_SIDE // longest, 1), max(photo.height * LONGEST_SIDE // longest, 1))
    photo.draft("RGB", wanted)


def _comes_in_many_scans(photo: ImageFile.ImageFile, data: bytes) -> bool:
    """Whether the first scan brings less than every colour: its header was read last."""
    colours = len(photo.getbands())
    header = data[: photo.fp.tell()][-2 * colours - 8 :] if photo.fp else b""
    return "progressive" in photo.info or header[:2] != b"\xff\xda" or header[4] != colours
