"""For the desk: a use that goes first, with care for whom it displaces."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import DisplacedChanged, NotPermitted, RequestRefused, RuleBroken
from booking_server.domain.people import Deed
from booking_server.domain.uses import PURPOSE_WORDS
from booking_server.publishing.problems import status_of
from booking_server.services.bookings import overriding
from booking_server.services.bookings.overriding import PRIORITY, Displacement
from booking_server.services.foundation.permitting import require_at
from booking_server.services.halls import halls
from booking_server.services.halls.hall_rules import editable_halls
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.override_form import OverrideForm, read_override, to_priority
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

overrides = Blueprint("desk_overrides", __name__)

PURPOSES = (("", "Bitte wählen"), *((one.value, PURPOSE_WORDS[one]) for one in PRIORITY))


@overrides.get("/schreibtisch/vorrang")
def form() -> Response:
    """Show the empty form."""
    return _page(OverrideForm())


@overrides.post("/schreibtisch/vorrang")
def override() -> AnyResponse:
    """Show by name whom the use would displace; only the second button displaces them."""
    house, typed = the_house(), read_override(request.form)
    require_at(who(), Deed.OVERRIDE_BOOKING, halls.find(house, typed.hall))
    try:
        wanted = to_priority(typed)
        if request.form.get("schritt") != "verdraengen":
            return _page(typed, seen=overriding.look(house, who(), wanted, reason=typed.reason))
        done = overriding.override(house, who(), wanted, reason=typed.reason, agreed=typed.agreed)
    except DisplacedChanged as error:
        seen = overriding.look(house, who(), wanted, reason=typed.reason)
        return _page(typed, Mistakes.of(error), seen=seen, status=409)
    except (RuleBroken, RequestRefused) as error:
        return _page(typed, Mistakes.of(error), status=status_of(error))
    return redirect(url_for("desk_overrides.done", booking_id=done.booking.id), 303)


@overrides.get("/schreibtisch/vorrang/<key:booking_id>")
def done(booking_id: str) -> Response:
    """Show what was entered and whom to call."""
    found = overriding.find(the_house(), who(), booking_id)
    return keep_private(make_response(render_template("desk/overridden.html", found=found)))


def _page(
    typed: OverrideForm,
    mistakes: Mistakes | None = None,
    *,
    seen: Displacement | None = None,
    status: int = 200,
) -> Response:
    venues = editable_halls(the_house(), who(), Deed.OVERRIDE_BOOKING)
    if not venues:
        raise NotPermitted("Vorrang trägt ein, wer für ein Haus entscheidet.")
    shown = render_template(
        "desk/override.html",
        form=typed,
        mistakes=mistakes or Mistakes(),
        venues=venues,
        purposes=PURPOSES,
        seen=seen,
    )
    return keep_private(make_response(shown, status))
