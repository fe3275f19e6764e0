"""The form of a hall's rules: fields are named by their place in the regulation, and stay as typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from booking_server.domain.regulation import Regulation
from booking_server.domain.regulation_document import BOUNDS, CLOSED, WEEKDAYS, write_regulation
from booking_server.domain.uses import UserGroup
from booking_server.web.forms.text import one_line

EVERYBODY = "everybody"
WHO = (EVERYBODY, *(f"groups.{group.value}" for group in UserGroup))
LISTS = ("closed_on", "rests_in_school_holidays", "hold_open", "quiet.end_before")
CHOICES = ("overnight", "elections")


@dataclass(frozen=True, slots=True)
class RulesForm:
    """Every field as typed: texts by name, ticked boxes by the name of their list."""

    texts: Mapping[str, str]
    ticked: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return self.texts.get(name, "")

    def has(self, name: str, value: str) -> bool:
        """Whether a box of a list is ticked."""
        return value in self.ticked.get(name, ())


def form_of(regulation: Regulation) -> RulesForm:
    """Return the form as it is first shown."""
    document = write_regulation(regulation)
    texts = {"overnight": "allowed", "elections": "open", "opening": "hours" if regulation.opening else ""}
    texts |= {f"{EVERYBODY}.{name}": str(value) for name, value in document.get(EVERYBODY, {}).items()}
    for group, limits in document.get("groups", {}).items():
        texts |= {f"groups.{group}.{name}": str(value) for name, value in limits.items()}
    for day, hours in document.get("opening", {}).items():
        texts[f"opening.{day}"] = "" if hours == CLOSED else hours
    quiet = document["quiet"]
    texts["quiet.hours"] = "" if quiet == CLOSED else quiet["hours"]
    texts |= {name: document[name] for name in ("booking_day", *CHOICES) if name in document}
    texts["adult_required"] = "1" if regulation.adult_required else ""
    ticked = {name: tuple(document.get(name, ())) for name in LISTS}
    ticked["quiet.end_before"] = () if quiet == CLOSED else tuple(quiet["end_before"])
    return RulesForm(texts, ticked)


def read_rules(typed: MultiDict[str, str]) -> RulesForm:
    """Read what was sent, without judging it."""
    texts = {name: one_line(value) for name, value in typed.items() if name not in LISTS}
    return RulesForm(texts, {name: tuple(map(one_line, typed.getlist(name))) for name in LISTS})


def to_document(form: RulesForm) -> dict[str, Any]:
    """Return the document the form makes; an empty field leaves its place out."""
    document: dict[str, Any] = {
        EVERYBODY: _limits(form, EVERYBODY),
        "groups": {group.value: _limits(form, f"groups.{group.value}") for group in UserGroup},
        "closed_on": list(form.ticked["closed_on"]),
        "rests_in_school_holidays": list(form.ticked["rests_in_school_holidays"]),
        "hold_open": list(form.ticked["hold_open"]),
        "adult_required": form.text("adult_required") == "1",
        "booking_day": form.text("booking_day"),
        "quiet": CLOSED,
    }
    document |= {name: form.text(name) for name in CHOICES if form.text(name)}
    if form.text("opening") == "hours":
        document["opening"] = {day: form.text(f"opening.{day}") or CLOSED for day in WEEKDAYS}
    if form.text("quiet.hours"):
        ends = list(form.ticked["quiet.end_before"])
        document["quiet"] = {"hours": form.text("quiet.hours"), "end_before": ends}
    return document


def _limits(form: RulesForm, who: str) -> dict[str, Any]:
    """Numbers become numbers; what is none stays as typed, for the reader to name it."""
    typed = {name: form.text(f"{who}.{name}") for name in BOUNDS}
    return {name: _number(text) for name, text in typed.items() if text}


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else text
