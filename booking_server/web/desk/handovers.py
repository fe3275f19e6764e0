"""For keyholders: handing a hall over, taking it back, and what is broken there."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.handover.errors import PhotoRefused, SignedMeanwhile
from booking_server.domain.handover.protocol import KIND_WORDS, ProtocolKind, Settlement
from booking_server.domain.handover.settling import counted_of, meters_of
from booking_server.notices.protocols import protocol_pdf
from booking_server.publishing.problems import status_of
from booking_server.services.foundation.photos import LARGEST_FILE
from booking_server.services.handover import defects, handover
from booking_server.services.handover.handover import Handover
from booking_server.web.desk.who import who
from booking_server.web.forms.handover_form import (
    ROWS,
    HandoverForm,
    empty_handover_form,
    read_handover_form,
)
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.headers import keep_private, pdf_answer
from booking_server.web.the_house import the_house

handovers = Blueprint("handovers", __name__)

HANDOVER, RETURN = ProtocolKind.HANDOVER, ProtocolKind.RETURN


@handovers.get("/schreibtisch/uebergaben")
def overview() -> Response:
    """Show what is to be handed over or taken back."""
    found = handover.coming(the_house(), who())
    return _page("desk/handovers.html", found=found, handover=HANDOVER, giving_back=RETURN)


@handovers.get("/schreibtisch/uebergaben/<key:booking_id>")
def booking(booking_id: str) -> Response:
    """Show the protocols of one booking and what came of them."""
    found = handover.open_handover(the_house(), who(), booking_id)
    return _page("desk/handover.html", found=found, handover=HANDOVER, giving_back=RETURN)


@handovers.get("/schreibtisch/uebergaben/<key:booking_id>/uebergabe")
def hand_over(booking_id: str) -> Response:
    """Show the form of the handover."""
    return _empty(booking_id, HANDOVER)


@handovers.post("/schreibtisch/uebergaben/<key:booking_id>/uebergabe")
def sign_handover(booking_id: str) -> AnyResponse:
    """Sign the handover."""
    return _sign(booking_id, HANDOVER)


@handovers.get("/schreibtisch/uebergaben/<key:booking_id>/rueckgabe")
def take_back(booking_id: str) -> Response:
    """Show the form of the return."""
    return _empty(booking_id, RETURN)


@handovers.post("/schreibtisch/uebergaben/<key:booking_id>/rueckgabe")
def sign_return(booking_id: str) -> AnyResponse:
    """Compute what the return comes to, or sign it, as the button says."""
    return _sign(booking_id, RETURN)


@handovers.get("/schreibtisch/uebergaben/protokolle/<key:protocol_id>.pdf")
def protocol(protocol_id: str) -> Response:
    """Return a protocol as PDF."""
    house = the_house()
    found, signed = handover.find_protocol(house, who(), protocol_id)
    made = protocol_pdf(found.booking, found.venue, signed, handover.pictures_of(house, signed))
    return pdf_answer(made, signed.title)


@handovers.get("/schreibtisch/uebergaben/fotos/<key:photo_id>.jpg")
def photo(photo_id: str) -> Response:
    """Return a photo of something broken."""
    picture = handover.find_photo(the_house(), who(), photo_id)
    return keep_private(Response(picture, content_type="image/jpeg"))


@handovers.get("/schreibtisch/maengel")
def defect_list() -> Response:
    """Show what is broken in the person's halls."""
    return _page("desk/defects.html", halls=defects.of_person(the_house(), who()))


@handovers.post("/schreibtisch/maengel/<key:defect_id>")
def mark_defect(defect_id: str) -> AnyResponse:
    """Note that something was mended, or that it was not after all."""
    defects.mark(the_house(), who(), defect_id, done=request.form.get("stand") != "offen")
    return redirect(url_for("handovers.defect_list"), 303)


def _empty(booking_id: str, kind: ProtocolKind) -> Response:
    person = who()
    found = handover.open_handover(the_house(), person, booking_id)
    return _form(found, kind, empty_handover_form(found, kind, person.name))


def _sign(booking_id: str, kind: ProtocolKind) -> AnyResponse:
    """Store the photos first, so that no mistake elsewhere loses them; then compute or sign."""
    house, person = the_house(), who()
    found = handover.open_handover(house, person, booking_id)
    typed, refused = _with_photos(booking_id, read_handover_form(request.form))
    try:
        if refused:
            raise RequestRefused(tuple(refused))
        if request.form.get("schritt") == "rechnen":
            return _form(found, kind, typed, settlement=found.settlement(typed.stated(found.quote, kind)))
        handover.sign(house, person, booking_id, kind, typed.entry(found.quote, kind))
    except SignedMeanwhile as error:
        now = handover.open_handover(house, person, booking_id)
        known = now.latest(kind)
        again = typed.based_on_version(known.version if known else 0)
        return _form(now, kind, again, Mistakes.of(error), status=status_of(error))
    except (RuleBroken, RequestRefused) as error:
        return _form(found, kind, typed, Mistakes.of(error), status=status_of(error))
    return redirect(url_for("handovers.booking", booking_id=booking_id), 303)


def _with_photos(booking_id: str, typed: HandoverForm) -> tuple[HandoverForm, list[RuleBroken]]:
    """Return the form with every photo that came along, and what was wrong with the others."""
    refused: list[RuleBroken] = []
    for row in range(ROWS):
        sent: FileStorage | None = request.files.get(f"photo_{row}")
        data = sent.read(LARGEST_FILE + 1) if sent else b""
        if not data:
            continue
        try:
            kept = handover.keep_photo(the_house(), who(), booking_id, data, field=f"photo_{row}")
        except PhotoRefused as error:
            refused.append(error)
        else:
            typed = typed.with_photo(row, kept)
    return typed, refused


def _form(
    found: Handover,
    kind: ProtocolKind,
    typed: HandoverForm,
    mistakes: Mistakes | None = None,
    *,
    status: int = 200,
    settlement: Settlement | None = None,
) -> Response:
    return _page(
        "desk/handover_form.html",
        status=status,
        found=found,
        is_return=kind is RETURN,
        word=KIND_WORDS[kind],
        known=found.latest(kind),
        before=found.latest(HANDOVER) if kind is RETURN else None,
        meters=meters_of(found.quote),
        charges=counted_of(found.quote),
        form=typed,
        rows=range(ROWS),
        mistakes=mistakes or Mistakes(),
        settlement=settlement,
    )


def _page(template: str, *, status: int = 200, **values: object) -> Response:
    return keep_private(make_response(render_template(template, **values), status))
