"""What the PDF workshop prints, and what it refuses to fetch."""

import io
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from booking_server.notices import paper, pdf, press
from tests.booking_server.notices import printed

HOSTILE = "</title><script>x</script> {{ 7*7 }} & <img src=file:///etc/passwd>"


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Everybody who tried to connect or to look up a name."""
    tried: list[object] = []

    def refuse(*target: object, **_: object) -> None:
        tried.append(target)
        raise OSError("no connection in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


def a_page(main: str) -> str:
    """A page with a bit of HTML of our own."""
    return f'<!doctype html><html lang="de"><head><title>x</title></head><body>{main}</body></html>'


def test_a_pdf_is_tagged_and_has_its_title_and_language() -> None:
    made = pdf.render(paper.fill("base.html", title="Übergabe"), title="Übergabe Benken")

    assert made.startswith(b"%PDF-1.7")
    assert printed.is_tagged(made)
    assert printed.metadata(made)["Title"] == "Übergabe Benken"
    assert printed.language(made) == "de"
    assert "pdfuaid" in printed.streams(made), "it must say that it is PDF/UA"


def test_the_page_is_a4() -> None:
    first = printed.pages(pdf.render(paper.fill("base.html", title="x"), title="x"), dpi=72)[0]

    assert (round(first.width / 72 * 25.4), round(first.height / 72 * 25.4)) == (210, 297)


def test_the_same_page_gives_the_same_bytes() -> None:
    page = a_page("<p>Benken</p>")

    assert pdf.render(page, title="x") == pdf.render(page, title="x")


def test_a_hostile_name_appears_literally() -> None:
    template = paper.fill("base.html", title=HOSTILE)

    made = pdf.render(template, title=HOSTILE)

    assert printed.metadata(made)["Title"] == HOSTILE
    assert "<script>" not in template


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/hostname",
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "//example.org/x.png",
        "paper:../pdf.py",
        "paper:/etc/passwd",
        "bild:unbekannt",
        "x.png",
    ],
)
@pytest.mark.parametrize(
    "shape",
    [
        '<img src="{}" alt="x">',
        '<link rel="stylesheet" href="{}">',
        '<style>@import url("{}"); p { background: url("{}"); list-style-image: url({}) }'
        ' @font-face { font-family: F; src: url("{}") } p { font-family: F }</style><p>x</p>',
        '<svg width="9" height="9"><image href="{}" width="9" height="9"/><use href="{}#a"/></svg>',
        '<object data="{}"></object><embed src="{}">',
    ],
)
def test_nothing_but_bundled_files_is_fetched(
    address: str, shape: str, no_connection: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    honest_fetch = press.fetch

    def watched(url: str, images: dict[str, bytes]) -> object:
        answer = honest_fetch(url, images)
        opened.append(url)
        return answer

    monkeypatch.setattr(press, "fetch", watched)

    made = press.print_pdf(a_page(shape.replace("{}", address)), "x", "de", {})

    assert made.startswith(b"%PDF")
    assert opened == []
    assert no_connection == []


def test_a_picture_handed_over_is_printed() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), (255, 0, 0)).save(picture, "PNG")

    made = pdf.render(
        a_page('<img src="bild:riss" alt="Riss im Tisch" width="200" height="200">'),
        title="x",
        images={"riss": picture.getvalue()},
    )

    colours = {colour for _, colour in printed.pages(made)[0].convert("RGB").getcolors(1 << 20) or []}
    assert (255, 0, 0) in colours


def test_a_page_without_measure_is_refused() -> None:
    with pytest.raises(pdf.PdfTooLarge):
        pdf.render("x" * (pdf.LONGEST_PAGE + 1), title="x")


@pytest.fixture
def another_press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`another_press("-c", "…")` is what prints from now on."""
    press_ = pdf._Press()
    monkeypatch.setattr(pdf, "_press", press_)
    yield lambda *command: monkeypatch.setattr(pdf, "PRESS", (sys.executable, *command))
    press_.close()


def test_where_pango_is_missing_the_way_out_is_named(another_press: Callable[..., None]) -> None:
    another_press("-S", "-m", "booking_server.notices.press_process")  # a Python without any packages

    with pytest.raises(pdf.PdfUnavailable, match="Bitte drucken Sie stattdessen die Seite selbst"):
        pdf.render("x", title="x")


def test_a_page_that_takes_too_long_is_given_up(
    another_press: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    another_press("-c", "import time; time.sleep(60)")
    monkeypatch.setattr(pdf, "LONGEST_WAIT_S", 0.3)

    with pytest.raises(pdf.PdfTooLarge, match="kürzeren Zeitraum"):
        pdf.render("x", title="x")


def test_a_page_the_press_dies_of_does_not_harm_the_server(another_press: Callable[..., None]) -> None:
    another_press("-c", "import os; os.read(0, 4); os.kill(os.getpid(), 9)")

    with pytest.raises(pdf.PdfTooLarge):
        pdf.render("x", title="x")


def test_a_press_that_went_home_is_started_again(another_press: Callable[..., None]) -> None:
    another_press("-m", "booking_server.notices.press_process")
    assert pdf.render(a_page("eins"), title="x").startswith(b"%PDF")
    process = pdf._press._process
    assert process is not None

    process.stdin.close()  # type: ignore[union-attr]
    process.wait(10)

    assert pdf.render(a_page("zwei"), title="x").startswith(b"%PDF")


def test_a_sandbox_that_refuses_to_be_bounded_still_prints(another_press: Callable[..., None]) -> None:
    refusing = "import resource, runpy\ndef no(*_): raise ValueError\nresource.setrlimit = no\n"
    another_press(
        "-c", f"{refusing}runpy.run_module('booking_server.notices.press_process', run_name='__main__')"
    )

    assert pdf.render(a_page("x"), title="x").startswith(b"%PDF")


def test_what_nobody_foresaw_is_no_pdf_and_no_silence(another_press: Callable[..., None]) -> None:
    answer = "import os, struct; os.read(0, 9); os.write(1, struct.pack('>I', 6) + b'FOops!')"
    another_press("-c", f"{answer}; os.read(0, 1 << 20); import time; time.sleep(9)")

    with pytest.raises(pdf.PressFailed, match="Oops"):
        pdf.render("x", title="x")


def test_many_at_once_all_get_their_own(another_press: Callable[..., None]) -> None:
    another_press("-m", "booking_server.notices.press_process")

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: pdf.render(a_page(f"Blatt {n}"), title="x"), range(6)))

    assert [printed.text(one) for one in made] == [f"Blatt {n}" for n in range(6)]
