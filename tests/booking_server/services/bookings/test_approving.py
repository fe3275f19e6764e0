"""Requests on their way through the people who must say yes."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from booking_server.domain import errors
from booking_server.domain.approval import Patience, Step
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.people import Grant, Person, Role
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings
from booking_server.services.desk import deputies, digests
from booking_server.services.operation.retention import keep_terms
from booking_server.services.operation.verify import verify
from booking_server.services.people import people
from booking_server.services.requests import approval_policies, decisions, mail_decisions, silence
from booking_server.services.requests.request_queue import open_queue
from calendars.period import Period
from tests.builders import WEDDING, Village, a_request, berlin

HEAD, CLERK = Step(roles=(Role.DISTRICT_HEAD,)), Step(roles=(Role.CLERK,))
PARTY = Use(Purpose.PRIVATE_PARTY)


@pytest.fixture
def clerk(village: Village) -> Person:
    """Frau Amt of the municipality."""
    grant = Grant(Role.CLERK, village.cast.municipality.id)
    return people.add_person(village.house, None, name="Frau Amt", email="amt@example.org", grant=grant)


@pytest.fixture
def chain(village: Village, clerk: Person) -> Person:
    """At Schlamau parties are asked about at the Ortsvorsteher, then at the clerk; returns the clerk."""
    approval_policies.add_policy(
        village.house, clerk, "dgh-schlamau", group=None, purpose=Purpose.PRIVATE_PARTY, steps=(HEAD, CLERK)
    )
    return clerk


def asked(village: Village, venue: str = "dgh-schlamau", **changes: object) -> Booking:
    return bookings.book(village.house, a_request(venue, use=PARTY, **changes)).booking


def later(days: int) -> Period:
    """The wedding's hours some days after it."""
    return Period(WEDDING.start + timedelta(days=days), WEDDING.end + timedelta(days=days))


def now(village: Village, booking: Booking) -> BookingStatus:
    with village.house.reading() as uow:
        return uow.bookings.get(booking.id).status


def test_a_chain_is_asked_step_by_step(village: Village, chain: Person) -> None:
    krueger, booking = village.cast.herr_krueger, asked(village)

    with pytest.raises(errors.NotYourTurn):
        decisions.approve(village.house, booking.id, chain)
    assert decisions.approve(village.house, booking.id, krueger).status is BookingStatus.REQUESTED
    with pytest.raises(errors.NotYourTurn):
        decisions.approve(village.house, booking.id, krueger)
    assert decisions.approve(village.house, booking.id, chain).status is BookingStatus.CONFIRMED

    assert verify(village.house) == ()


def test_one_no_in_a_chain_is_enough(village: Village, chain: Person) -> None:
    booking = asked(village)
    decisions.approve(village.house, booking.id, village.cast.herr_krueger)

    decisions.reject(village.house, booking.id, chain, reason="Der Boden wird gemacht.")

    assert now(village, booking) is BookingStatus.REJECTED
    assert verify(village.house) == ()


def test_a_policy_may_ask_nobody_where_the_hall_asks(village: Village, clerk: Person) -> None:
    approval_policies.add_policy(
        village.house, clerk, "dgh-schlamau", group=None, purpose=Purpose.MEETING, steps=()
    )

    meeting = bookings.book(village.house, a_request("dgh-schlamau", use=Use(Purpose.MEETING))).booking

    assert meeting.status is BookingStatus.CONFIRMED


def test_a_policy_may_ask_where_the_hall_asks_nobody(village: Village, clerk: Person) -> None:
    approval_policies.add_policy(
        village.house, clerk, "dgh-benken", group=None, purpose=Purpose.PRIVATE_PARTY, steps=(HEAD,)
    )

    assert asked(village, "dgh-benken").status is BookingStatus.REQUESTED


def test_a_changed_policy_leaves_open_requests_alone(village: Village, chain: Person) -> None:
    booking = asked(village)
    approval_policies.add_policy(
        village.house, chain, "dgh-schlamau", group=None, purpose=Purpose.PRIVATE_PARTY, steps=(HEAD,)
    )

    decisions.approve(village.house, booking.id, village.cast.herr_krueger)

    assert now(village, booking) is BookingStatus.REQUESTED


def test_a_deputy_decides_until_the_last_day(village: Village) -> None:
    krueger = village.cast.herr_krueger
    deputy = deputies.name_deputy(
        village.house, krueger, "dgh-schlamau", name="Vera Vogt", email="vogt@example.org",
        last_day=date(2026, 9, 29),
    )  # fmt: skip
    with village.house.reading() as uow:
        vera = uow.people.get(deputy.id)
    first = asked(village)
    decisions.approve(village.house, first.id, vera)
    second = asked(village, period=later(7))

    village.clock.now = berlin("2026-09-30 00:00")
    with village.house.reading() as uow:
        vera = uow.people.get(deputy.id)
        (said,) = uow.approvals.decisions([first.id])
    with pytest.raises(errors.NotPermitted):
        decisions.approve(village.house, second.id, vera)

    assert (said.person_id, said.acted_for) == (vera.id, krueger.id)
    assert verify(village.house) == ()


def test_a_deputy_names_no_deputy(village: Village) -> None:
    house, krueger = village.house, village.cast.herr_krueger
    named = {"name": "Vera Vogt", "last_day": date(2026, 10, 30)}
    deputy = deputies.name_deputy(house, krueger, "dgh-schlamau", email="vogt@example.org", **named)
    with house.reading() as uow:
        vera = uow.people.get(deputy.id)

    with pytest.raises(errors.NotPermitted):
        deputies.name_deputy(house, vera, "dgh-schlamau", email="noch@example.org", **named)
    with pytest.raises(errors.NotPermitted):
        deputies.name_deputy(house, krueger, "dgh-benken", email="noch@example.org", **named)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "vogt"}, "email"),
        ({"email": "krueger@example.org"}, "email"),
        ({"last_day": None}, "last_day"),
        ({"last_day": date(2026, 9, 27)}, "last_day"),
        ({"last_day": date(2028, 1, 1)}, "last_day"),
    ],
)
def test_a_deputy_has_a_name_an_address_and_a_last_day(
    village: Village, changes: dict[str, object], field: str
) -> None:
    given = {"name": "Vera Vogt", "email": "vogt@example.org", "last_day": date(2026, 10, 30), **changes}

    with pytest.raises(errors.DeputyRefused) as refused:
        deputies.name_deputy(village.house, village.cast.herr_krueger, "dgh-schlamau", **given)

    assert refused.value.field_name == field


def test_after_three_days_of_silence_the_clerk_may_step_in_and_is_told_once(
    village: Village, chain: Person
) -> None:
    booking = asked(village, period=later(30))
    village.clock.forward(days=2, hours=23)
    assert silence.escalate(village.house) == 0
    village.clock.forward(hours=1)

    assert silence.escalate(village.house) == 1
    assert silence.escalate(village.house) == 0
    assert decisions.approve(village.house, booking.id, chain).status is BookingStatus.REQUESTED
    assert decisions.approve(village.house, booking.id, chain).status is BookingStatus.CONFIRMED


def test_a_request_ends_as_the_hall_decides_and_its_time_is_free_again(
    village: Village, clerk: Person
) -> None:
    ends = Patience(request_ends=timedelta(days=2))
    approval_policies.set_patience(village.house, clerk, "dgh-schlamau", ends)
    booking = asked(village)
    village.clock.forward(days=1, hours=23)
    assert silence.end_requests(village.house) == 0
    village.clock.forward(hours=1)

    assert silence.end_requests(village.house) == 1
    assert now(village, booking) is BookingStatus.EXPIRED
    assert asked(village).status is BookingStatus.REQUESTED
    assert verify(village.house) == ()


def test_a_request_nobody_decided_ends_when_it_would_begin(village: Village) -> None:
    booking = asked(village)
    village.clock.now = WEDDING.start

    assert silence.end_requests(village.house) == 1
    assert now(village, booking) is BookingStatus.EXPIRED


def test_one_digest_a_day_and_only_when_something_waits(village: Village) -> None:
    house, krueger = village.house, village.cast.herr_krueger
    village.clock.now = berlin("2026-10-24 09:00")
    assert digests.promise_all(house) == 0
    bookings.book(
        house, a_request("dgh-schlamau", Period(berlin("2026-11-06 18:00"), berlin("2026-11-07 01:00")))
    )
    bookings.book(
        house, a_request("dgh-schlamau", Period(berlin("2026-11-13 18:00"), berlin("2026-11-14 01:00")))
    )
    assert digests.promise_all(house) == 1
    assert digests.promise_all(house) == 0

    promised = []
    village.clock.now = berlin("2026-10-24 12:00")
    for _ in range(3 * 24 * 4):  # three days in quarters of an hour, the long night of the clock change in it
        village.clock.forward(minutes=15)
        if digests.promise_all(house):
            promised.append(village.clock.now)

    assert promised == [berlin(f"2026-10-{day} 07:00") for day in (25, 26, 27)]
    assert len(digests.digest_of(house, krueger.id).entries) == 2
    assert digests.digest_of(house, village.cast.frau_stolle.id).entries == ()


def test_a_mailed_link_decides_for_its_person_once_and_two_weeks_long(village: Village) -> None:
    house, krueger = village.house, village.cast.herr_krueger
    booking = asked(village)
    sealed = mail_decisions.decision_url(house, booking, krueger).rpartition("/")[2]

    assert mail_decisions.look(house, sealed).is_open
    assert now(village, booking) is BookingStatus.REQUESTED
    assert not mail_decisions.decide(house, sealed, yes=True, reason="").is_open
    assert now(village, booking) is BookingStatus.CONFIRMED
    with pytest.raises(errors.AlreadyDecided, match="von Herr Krüger"):
        mail_decisions.decide(house, sealed, yes=False, reason="")
    for forged in (sealed.replace(booking.id, "0" * 16), sealed[:-1], sealed.partition(".")[0], ""):
        with pytest.raises(errors.NotFound):
            mail_decisions.look(house, forged)


def test_a_late_link_decides_nothing(village: Village) -> None:
    booking = asked(village, period=later(60))
    sealed = mail_decisions.decision_url(village.house, booking, village.cast.herr_krueger).rpartition("/")[2]
    village.clock.forward(days=14)

    assert mail_decisions.decide(village.house, sealed, yes=True, reason="").is_late
    assert now(village, booking) is BookingStatus.REQUESTED


def test_a_link_of_somebody_who_lost_the_right_decides_nothing(village: Village) -> None:
    house, booking = village.house, asked(village)
    sealed = mail_decisions.decision_url(house, booking, village.cast.frau_stolle).rpartition("/")[2]

    with pytest.raises(errors.NotPermitted):
        mail_decisions.decide(house, sealed, yes=True, reason="")


def test_the_queue_says_whose_turn_it_is(village: Village, chain: Person) -> None:
    booking = asked(village)
    decisions.approve(village.house, booking.id, village.cast.herr_krueger)

    (at_krueger,) = open_queue(village.house, village.cast.herr_krueger).entries
    (at_clerk,) = open_queue(village.house, chain).entries

    assert (at_krueger.may_decide, at_clerk.may_decide) == (False, True)
    assert [step.said for step in at_clerk.steps] == ["Zugesagt von Herr Krüger", ""]
    assert open_queue(village.house, village.cast.herr_krueger, only_mine=True).entries == ()
    assert open_queue(village.house, village.cast.frau_stolle).entries == ()


def test_a_policy_names_who_decides_at_this_hall(village: Village, clerk: Person) -> None:
    stranger = Step(person_ids=(village.cast.frau_stolle.id,))  # looks after Benken, not after Schlamau
    for steps in ((stranger,), (Step(),), (HEAD,) * 4):
        with pytest.raises(errors.PolicyRefused):
            approval_policies.add_policy(
                village.house, clerk, "dgh-schlamau", group=None, purpose=None, steps=steps
            )
    with pytest.raises(errors.NotPermitted):
        approval_policies.add_policy(
            village.house, village.cast.herr_krueger, "dgh-schlamau", group=None, purpose=None, steps=()
        )


def machine(village: Village, clerk: Person) -> type[RuleBasedStateMachine]:
    """A request in a chain of two beside a model that is a list of what was said."""
    krueger, stolle = village.cast.herr_krueger, village.cast.frau_stolle

    class Request(RuleBasedStateMachine):
        runs = 0

        def __init__(self) -> None:
            super().__init__()
            type(self).runs += 1
            village.clock.now = WEDDING.start + timedelta(days=40 * self.runs)
            start = village.clock.now + timedelta(days=20)
            self.booking = asked(village, period=Period(start, start + timedelta(hours=3)))
            self.said: list[str] = []
            self.days = 0

        @rule(who=st.sampled_from(["head", "clerk", "stranger"]), yes=st.booleans())
        def decide(self, who: str, yes: bool) -> None:
            person = {"head": krueger, "clerk": clerk, "stranger": stolle}[who]
            expected = self.expected(who)
            try:
                (decisions.approve if yes else decisions.reject)(village.house, self.booking.id, person)
            except errors.AlreadyDecided:
                assert expected == "decided"
            except errors.NotPermitted:
                assert expected == "refused"
            else:
                assert expected == "heard"
                self.said.append("yes" if yes else "no")
                self.days = 0
            assert now(village, self.booking) is self.status

        @rule()
        def a_day_goes_by(self) -> None:
            if self.days < 6:
                village.clock.forward(days=1)
                self.days += 1

        def expected(self, who: str) -> str:
            if who == "stranger":
                return "refused"
            if self.status is not BookingStatus.REQUESTED:
                return "decided"
            turn = "head" if not self.said else "clerk"
            return "heard" if who == turn or (who == "clerk" and self.days >= 3) else "refused"

        @property
        def status(self) -> BookingStatus:
            if "no" in self.said:
                return BookingStatus.REJECTED
            return BookingStatus.CONFIRMED if self.said == ["yes", "yes"] else BookingStatus.REQUESTED

    return Request


def test_requests_agree_with_a_naive_model(village: Village, chain: Person, volume: object) -> None:
    examples = volume(30 if village.house.database.is_sqlite else 10, 2_000)  # type: ignore[operator]

    run_state_machine_as_test(
        machine(village, chain),
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )

    keep_terms(village.house)  # the runs play years apart
    assert verify(village.house) == ()
