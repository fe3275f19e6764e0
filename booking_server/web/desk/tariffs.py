"""For the clerk and the treasury: tariff schedules, their drafts and versions."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RuleBroken
from booking_server.domain.tariffs.errors import TariffRefused
from booking_server.domain.tariffs.example import example_text
from booking_server.publishing.problems import status_of
from booking_server.services.money import tariffs as service
from booking_server.web.desk.who import chosen_town, who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.text import one_line
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

tariffs = Blueprint("desk_tariffs", __name__)


@tariffs.get("/schreibtisch/entgelte")
def overview() -> Response:
    """Show the schedules by municipality."""
    found = service.list_schedules(the_house(), who())
    towns = [(town.slug, town.name) for town in found.municipalities]
    return keep_private(make_response(render_template("desk/tariffs.html", found=found, towns=towns)))


@tariffs.post("/schreibtisch/entgelte")
def add() -> AnyResponse:
    """Begin a schedule."""
    house, person = the_house(), who()
    town = chosen_town(service.list_schedules(house, person).municipalities, request.form.get("town", ""))
    name = one_line(request.form.get("name", ""))
    kept = service.add_schedule(house, person, municipality_id=town.id, name=name)
    return redirect(url_for("desk_tariffs.page", schedule_id=kept.id), 303)


@tariffs.get("/schreibtisch/entgelte/format")
def file_format() -> Response:
    """Show how a tariff is written: the example that has every rule."""
    service.list_schedules(the_house(), who())
    return keep_private(make_response(render_template("desk/tariff_format.html", example=example_text())))


@tariffs.get("/schreibtisch/entgelte/<key:schedule_id>")
def page(schedule_id: str) -> Response:
    """Show a schedule with its draft, what the draft would change, and its versions."""
    return _show(schedule_id)


@tariffs.post("/schreibtisch/entgelte/<key:schedule_id>")
def work_on(schedule_id: str) -> AnyResponse:
    """Check, keep or publish a text, as the button says; what was typed always comes back."""
    house, person = the_house(), who()
    service.open_draft(house, person, schedule_id)
    text, step = _text(), request.form.get("schritt", "")
    try:
        if step == "veroeffentlichen":
            service.publish(house, person, schedule_id, text)
        elif step == "speichern":
            service.save_draft(house, person, schedule_id, text)
        else:
            return _show(schedule_id, text)
    except TariffRefused as error:
        return _show(schedule_id, text, status=status_of(error))
    except RuleBroken as error:
        return _show(schedule_id, text, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_tariffs.page", schedule_id=schedule_id, getan=step), 303)


@tariffs.post("/schreibtisch/entgelte/<key:schedule_id>/haeuser")
def halls(schedule_id: str) -> AnyResponse:
    """Say which halls a schedule is for."""
    slugs = [one_line(slug) for slug in request.form.getlist("halls")]
    service.set_halls(the_house(), who(), schedule_id, slugs)
    return redirect(url_for("desk_tariffs.page", schedule_id=schedule_id, getan="haeuser"), 303)


@tariffs.get("/schreibtisch/entgelte/fassungen/<key:version_id>.toml")
def version(version_id: str) -> Response:
    """Return a published version as a file."""
    found = service.find_version(the_house(), who(), version_id)
    return _file(found.text, f"entgelte-{found.valid_from.isoformat()}")


@tariffs.get("/schreibtisch/entgelte/<key:schedule_id>.toml")
def draft(schedule_id: str) -> Response:
    """Return a draft as a file."""
    found = service.open_draft(the_house(), who(), schedule_id)
    return _file(found.entry.kept.draft, "entgelte-entwurf")


def _text() -> str:
    """Return the uploaded file, else what was typed; browsers send their own line ends."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    text = data.decode("utf-8", errors="replace") if data else request.form.get("text", "")
    return text.replace("\r\n", "\n")


def _file(text: str, name: str) -> Response:
    answer = Response(text, content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return keep_private(answer)


def _show(
    schedule_id: str, text: str | None = None, mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    found = service.open_draft(the_house(), who(), schedule_id, text)
    shown = render_template(
        "desk/tariff.html",
        draft=found,
        entry=found.entry,
        lines=found.text.split("\n"),
        mistakes=mistakes or Mistakes(),
        is_checked=text is not None,
        done=request.args.get("getan", ""),
    )
    return keep_private(make_response(shown, status))
