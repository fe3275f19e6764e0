"""For the clerk: who is asked before a booking of a hall stands, and how long the hall waits."""

from datetime import timedelta
from typing import TypeVar

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.approval import DECIDING_ROLES, MOST_STEPS, Patience, Step, say_step
from booking_server.domain.errors import PolicyRefused
from booking_server.domain.people import ROLE_WORDS, Role
from booking_server.domain.uses import GROUP_WORDS, PURPOSE_WORDS, Purpose, UserGroup
from booking_server.publishing.problems import status_of
from booking_server.services.requests import approval_policies as service
from booking_server.services.requests.approval_policies import Policies
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

approval = Blueprint("desk_approval", __name__)

Kind = TypeVar("Kind", UserGroup, Purpose)
ANYBODY = "any"
STEP_FIELDS = tuple(f"step_{number}" for number in range(1, MOST_STEPS + 1))
GROUPS = (("", "Alle"), *((group.value, words) for group, words in GROUP_WORDS.items()))
PURPOSES = (("", "Alle"), *((purpose.value, words) for purpose, words in PURPOSE_WORDS.items()))


@approval.get("/schreibtisch/zusagen/<slug:slug>")
def page(slug: str) -> Response:
    """Show the policies of a hall and the forms to change them."""
    return _show(slug, {})


@approval.post("/schreibtisch/zusagen/<slug:slug>")
def add(slug: str) -> AnyResponse:
    """Say who is asked for a group and a purpose."""
    typed = request.form.to_dict()
    found = service.open_policies(the_house(), who(), slug)
    try:
        service.add_policy(
            the_house(),
            who(),
            slug,
            group=_one_of(UserGroup, typed.get("group", "")),
            purpose=_one_of(Purpose, typed.get("purpose", "")),
            steps=_steps(typed, found),
        )
    except PolicyRefused as error:
        return _show(slug, typed, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_approval.page", slug=slug), 303)


@approval.post("/schreibtisch/zusagen/<slug:slug>/<key:policy_id>/ende")
def remove(slug: str, policy_id: str) -> AnyResponse:
    """Forget a policy."""
    service.remove_policy(the_house(), who(), slug, policy_id)
    return redirect(url_for("desk_approval.page", slug=slug), 303)


@approval.post("/schreibtisch/zusagen/<slug:slug>/geduld")
def patience(slug: str) -> AnyResponse:
    """Say how long the hall waits."""
    typed = request.form.to_dict()
    try:
        silence, ends = _days(typed.get("silence", "")), _days(typed.get("request_ends", ""))
        if silence is None:
            raise PolicyRefused("Bitte geben Sie 1 bis 90 Tage an.", field="silence")
        service.set_patience(the_house(), who(), slug, Patience(silence, ends))
    except PolicyRefused as error:
        return _show(slug, typed, Mistakes.of(error), status_of(error))
    return redirect(url_for("desk_approval.page", slug=slug), 303)


NOBODY = "nobody"
PLEASE_CHOOSE = (("", "Bitte wählen"),)
NO_ONE_IS_ASKED = ((NOBODY, "niemand, die Buchung gilt sofort"),)
NO_FURTHER_STEP = (("", "niemand mehr"),)


def _steps(typed: dict[str, str], found: Policies) -> tuple[Step, ...]:
    chosen = [typed.get(field, "") for field in STEP_FIELDS]
    known = {"", NOBODY, *(value for value, _ in _deciders(found))}
    if not chosen[0] or any(value not in known for value in chosen):
        raise PolicyRefused("Bitte wählen Sie, wer zuerst entscheidet.", field="step_1")
    return tuple(_step(value) for value in chosen if value not in ("", NOBODY))


def _step(value: str) -> Step:
    if value == ANYBODY:
        return Step(roles=DECIDING_ROLES)
    kind, _, name = value.partition(":")
    return Step(roles=(Role(name),)) if kind == "role" else Step(person_ids=(name,))


def _deciders(found: Policies) -> list[tuple[str, str]]:
    return [
        (ANYBODY, say_step(Step(roles=DECIDING_ROLES), {})),
        *((f"role:{role.value}", ROLE_WORDS[role]) for role in DECIDING_ROLES),
        *((f"person:{person.id}", person.name) for person in found.people),
    ]


def _one_of(kind: type[Kind], value: str) -> Kind | None:
    return next((one for one in kind if one.value == value), None)


def _days(text: str) -> timedelta | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise PolicyRefused("Bitte geben Sie eine Zahl von Tagen an.", field="silence")
    return timedelta(days=int(text))


def _show(slug: str, typed: dict[str, str], mistakes: Mistakes | None = None, status: int = 200) -> Response:
    found = service.open_policies(the_house(), who(), slug)
    names = {person.id: person.name for person in found.people}
    rows = [
        (
            policy,
            PURPOSE_WORDS[policy.purpose] if policy.purpose else "Alle Nutzungen",
            GROUP_WORDS[policy.group] if policy.group else "alle",
            [say_step(step, names) for step in policy.steps],
        )
        for policy in sorted(found.all, key=lambda one: -one.weight)
    ]
    shown = render_template(
        "desk/approval.html",
        found=found,
        rows=rows,
        typed=typed,
        mistakes=mistakes or Mistakes(),
        groups=GROUPS,
        purposes=PURPOSES,
        first=[*PLEASE_CHOOSE, *_deciders(found), *NO_ONE_IS_ASKED],
        further=[*NO_FURTHER_STEP, *_deciders(found)],
    )
    return keep_private(make_response(shown, status))
