"""A regulation as a document: read strictly, every mistake with its place, written back the same."""

from contextlib import suppress
from datetime import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking_server.domain.regulation import (
    Bundle,
    ElectionDays,
    GroupLimits,
    Hours,
    Layout,
    OvernightStay,
    QuietHours,
    Regulation,
)
from booking_server.domain.regulation_document import (
    RegulationRefused,
    read_regulation,
    write_regulation,
)
from booking_server.domain.uses import Purpose, UserGroup

SPACES = ("saal", "kueche")
WEEK = dict.fromkeys(("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), "08:00-02:00")
FULL = Regulation(
    everybody=GroupLimits(lead_days=7, horizon_months=12, longest_hours=48),
    groups=((UserGroup.LOCAL_CLUB, GroupLimits(lead_days=0)),),
    opening=(None, *[Hours(time(8), time(2))] * 6),
    quiet=QuietHours(Hours(time(21), time(7)), (Purpose.PRIVATE_PARTY,)),
    booking_day=time(11),
    overnight=OvernightStay.REFUSED,
    closed_on=("Karfreitag",),
    rests_in_school_holidays=(Purpose.CLUB_ACTIVITY,),
    elections=ElectionDays.POLLING_PLACE,
    adult_required=True,
    hold_open=(Purpose.PUBLIC_EVENT, Purpose.MEETING),
    bundles=(Bundle("fest", "Saal mit Küche", ("saal", "kueche")),),
    layouts=(Layout("reihen", "Stuhlreihen", (("saal", 120),)),),
)


@pytest.mark.parametrize("regulation", [Regulation(), FULL, Regulation(quiet=None)])
def test_a_regulation_comes_back_as_it_was_written(regulation: Regulation) -> None:
    assert read_regulation(write_regulation(regulation), SPACES) == regulation


def test_what_is_left_out_is_permitted() -> None:
    assert read_regulation({}) == Regulation()


@pytest.mark.parametrize(
    ("document", "place", "message"),
    [
        ([], "", "Gruppe von Angaben"),
        ({"lead": 3}, "lead", "„lead“ ist hier keine bekannte Angabe."),
        ({"everybody": {"lead_days": "3"}}, "everybody.lead_days", "ganze Zahl von 0 bis 365"),
        ({"everybody": {"lead_days": True}}, "everybody.lead_days", "ganze Zahl"),
        ({"groups": {"resident": {"horizon_months": 0}}}, "groups.resident.horizon_months", "von 1 bis 36"),
        ({"groups": {"friends": {}}}, "groups.friends", "keine bekannte Angabe"),
        ({"opening": {"Mo": "08:00-22:00"}}, "opening.Di", "alle Wochentage"),
        ({"opening": {**WEEK, "Mi": "8 bis 22"}}, "opening.Mi", "08:00-22:00"),
        ({"opening": {**WEEK, "Mi": "08:00-24:00"}}, "opening.Mi", "24:00 ist 00:00"),
        ({"quiet": {"end_before": ["dancing"]}}, "quiet.end_before", "keine Art der Nutzung"),
        ({"booking_day": "25:00"}, "booking_day", "Uhrzeit"),
        ({"overnight": "maybe"}, "overnight", "allowed, notice, refused"),
        ({"elections": 1}, "elections", "polling_place"),
        ({"hold_open": ["disco"]}, "hold_open", "keine Art der Nutzung"),
        ({"hold_open": True}, "hold_open", "Liste"),
        ({"adult_required": "ja"}, "adult_required", "ja oder nein"),
        ({"closed_on": "Karfreitag"}, "closed_on", "Liste"),
        ({"bundles": [{"slug": "a", "name": "A", "spaces": ["keller"]}]}, "bundles.1.spaces", "„keller“"),
        ({"bundles": [{"slug": "a", "name": "A", "spaces": []}]}, "bundles.1.spaces", "mindestens"),
        ({"bundles": [{"slug": "saal", "name": "A", "spaces": ["saal"]}]}, "bundles.1.name", "gibt es"),
        ({"bundles": [{"slug": "A b", "name": "A", "spaces": ["saal"]}]}, "bundles.1.slug", "Kürzel"),
        ({"layouts": [{"slug": "a", "name": "", "capacities": {"saal": 1}}]}, "layouts.1.name", "Namen"),
        (
            {"layouts": [{"slug": "a", "name": "A", "capacities": {"saal": 0}}]},
            "layouts.1.capacities.saal",
            "von 1 bis 5000",
        ),
        ({"layouts": [{"slug": "a", "name": "A"}]}, "layouts.1.capacities", "mindestens einen Raum"),
    ],
)
def test_a_mistake_is_named_with_its_place(document: object, place: str, message: str) -> None:
    with pytest.raises(RegulationRefused) as refused:
        read_regulation(document, SPACES)

    told = {error.field_name: error.message for error in refused.value.errors}
    assert message in told.get(place or None, ""), told


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(RegulationRefused) as refused:
        read_regulation({"overnight": "x", "elections": "y", "booking_day": 11})

    assert len(refused.value.errors) == 3


words = st.text("aMo:-081", max_size=8) | st.sampled_from(["slug", "name", "saal", "Mo", "hours"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, database=None)
@given(st.dictionaries(st.sampled_from(sorted(Regulation.__dataclass_fields__)), json_values))
def test_no_document_breaks_the_reader(document: dict[str, Any]) -> None:
    with suppress(RegulationRefused):
        read = read_regulation(document, SPACES)
        assert read_regulation(write_regulation(read), SPACES) == read
