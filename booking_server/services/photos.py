"""Photos from phones, made small and free of what nobody meant to send: place, device, time."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from booking_server.domain.handover.errors import PhotoRefused

LARGEST_FILE = 12 * 1024 * 1024
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 12_000_000, "WEBP": 12_000_000}
"""A plain JPEG is read at a fraction of its size; the others have to be unpacked as a whole."""
MOST_IF_PROGRESSIVE = 8_000_000
LONGEST_SIDE = 1400
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
    with Image.open(BytesIO(data), formats=tuple(MOST_PIXELS)) as photo:
        most = MOST_IF_PROGRESSIVE if photo.info.get("progressive") else MOST_PIXELS[photo.format or "PNG"]
        if photo.width * photo.height > most:
            raise PhotoRefused(
                "Das Foto hat zu viele Bildpunkte. Bitte wählen Sie ein kleineres.", field=field
            )
        photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(photo)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = BytesIO()
        plain = Image.new("RGB", upright.size, "white")
        pixels = upright.convert("RGBA")
        plain.paste(pixels, mask=pixels)
        plain.save(out, "JPEG", quality=78)
        return out.getvalue()
