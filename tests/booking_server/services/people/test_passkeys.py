"""Passkeys: what is taken as proof, what is not, and who may add or remove one."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from booking_server.domain.errors import CodeWrong, LastPasskey, LinkInvalid, NotPermitted, PasskeyRefused
from booking_server.domain.people import Grant, Person, Role
from booking_server.domain.sign_ins import SignedIn, Way
from booking_server.services.people import passkey_setup, passkeys, people, sessions, sign_in
from booking_server.storage.tables import audit, outbox, passkey_challenges
from tests.booking_server.authenticator import PRESENT_ONLY, Authenticator
from tests.builders import Village

BROWSER = "the browser of Frau Weber"
BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgres"])
"""What a statement of the database decides holds on both; what is proof to us is the same everywhere."""


def entered(village: Village, session: str) -> SignedIn:
    known = sessions.whose(village.house, session)
    assert known is not None
    return known


def by_console(village: Village, person: Person) -> SignedIn:
    """Signed in by a link printed on the server: strong."""
    sealed = sign_in.make_link(village.house, person.id).rpartition("/")[2]
    return entered(village, sign_in.use_link(village.house, sealed))


def by_mail(village: Village, person: Person) -> SignedIn:
    """Signed in by the code of a mail: weak."""
    asked = sign_in.request_link(village.house, person.email)
    code = sign_in.code_of(village.house, asked.partition(".")[0])
    return entered(village, sign_in.use_code(village.house, asked, code))


def add_key(village: Village, known: SignedIn, phone: Authenticator, name: str = "Handy") -> SignedIn:
    options = passkeys.ask_to_add(village.house, known, BROWSER)
    answer = phone.create(plain(options))
    session = passkeys.add(
        village.house, known, BROWSER, answer, name=name, device="Firefox auf Linux", replaces=""
    )
    return entered(village, session)


def use_key(village: Village, phone: Authenticator, browser: str = BROWSER) -> SignedIn:
    answer = phone.get(plain(passkeys.ask_to_sign_in(village.house, browser)))
    return entered(village, passkeys.sign_in(village.house, browser, answer, device="", replaces=None))


def plain(options: dict[str, Any]) -> dict[str, Any]:
    """The options as JSON brings them to a browser."""
    found = json.loads(json.dumps(options))
    assert isinstance(found, dict)
    return found


def told(village: Village) -> list[str]:
    with village.house.reading() as uow:
        rows = uow.connection.execute(select(outbox.c.payload).where(outbox.c.kind == "mail")).scalars()
        return [row["template"] for row in rows]


def setups(village: Village) -> list[str]:
    """The links to set up a passkey that were mailed."""
    with village.house.reading() as uow:
        mails = uow.connection.execute(select(outbox)).all()
    return [mail.subject for mail in mails if mail.payload.get("template") == "sign_in_setup"]


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def weber(village: Village) -> SignedIn:
    """Frau Weber, clerk, signed in from the server."""
    return by_console(village, village.cast.frau_weber)


@BOTH
def test_a_passkey_is_added_and_signs_in_strongly(village: Village, weber: SignedIn) -> None:
    phone = Authenticator()

    first = add_key(village, weber, phone)
    again = use_key(village, phone)

    assert first.session.way is again.session.way is Way.PASSKEY
    assert again.is_strong
    assert again.person.name == "Frau Weber"
    assert [one.name for one in passkeys.list_own(village.house, again)] == ["Handy"]
    assert "passkey_added" in told(village)


FORGERIES: tuple[dict[str, Any], ...] = (
    {"origin": "http://evil.example"},
    {"origin": "https://127.0.0.1:8000"},
    {"origin": "http://127.0.0.1:8001"},
    {"party": "evil.example"},
    {"flags": PRESENT_ONLY},
    {"cross_origin": True},
    {"key": Authenticator().key},
    {"credential": b"somebody else's"},
    {"user": b"somebody else"},
)


def test_a_forged_answer_signs_nobody_in(village: Village, weber: SignedIn) -> None:
    phone = Authenticator()
    add_key(village, weber, phone)

    for forged in FORGERIES:
        with pytest.raises(PasskeyRefused):
            use_key(village, replace(phone, **forged))
    assert use_key(village, phone).is_strong


def test_a_forged_answer_adds_no_passkey(village: Village, weber: SignedIn) -> None:
    for forged in FORGERIES[:6]:
        with pytest.raises(PasskeyRefused):
            add_key(village, weber, Authenticator(**forged))

    assert passkeys.list_own(village.house, weber) == ()


@BOTH
def test_an_answer_is_taken_once(village: Village, weber: SignedIn) -> None:
    phone = Authenticator()
    add_key(village, weber, phone)
    answer = phone.get(plain(passkeys.ask_to_sign_in(village.house, BROWSER)))
    passkeys.sign_in(village.house, BROWSER, answer, device="", replaces=None)

    with pytest.raises(PasskeyRefused):
        passkeys.sign_in(village.house, BROWSER, answer, device="", replaces=None)


def test_a_wrong_answer_uses_its_question_up(village: Village, weber: SignedIn) -> None:
    phone = Authenticator()
    add_key(village, weber, phone)
    options = plain(passkeys.ask_to_sign_in(village.house, BROWSER))
    for answer in (Authenticator(user=phone.user).get(options), phone.get(options)):
        with pytest.raises(PasskeyRefused):
            passkeys.sign_in(village.house, BROWSER, answer, device="", replaces=None)


@BOTH
def test_a_question_is_answered_by_its_browser_for_its_purpose_and_in_time(
    village: Village, weber: SignedIn
) -> None:
    phone, house = Authenticator(), village.house
    add_key(village, weber, phone)
    elsewhere = phone.get(plain(passkeys.ask_to_sign_in(house, "another browser")))
    to_add = plain(passkeys.ask_to_add(house, weber, BROWSER))
    invented = phone.get({"challenge": "A" * 43})
    late = phone.get(plain(passkeys.ask_to_sign_in(house, BROWSER)))

    for answer in (elsewhere, phone.get(to_add), phone.get(to_add, kind="webauthn.create"), invented):
        with pytest.raises(PasskeyRefused):
            passkeys.sign_in(house, BROWSER, answer, device="", replaces=None)
    village.clock.forward(minutes=5)
    with pytest.raises(PasskeyRefused):
        passkeys.sign_in(house, BROWSER, late, device="", replaces=None)


def test_nobody_answers_for_another_person(village: Village, weber: SignedIn) -> None:
    krueger = by_mail(village, village.cast.herr_krueger)
    options = plain(passkeys.ask_to_add(village.house, krueger, BROWSER))
    answer = Authenticator().create(options)

    with pytest.raises(PasskeyRefused):
        passkeys.add(village.house, weber, BROWSER, answer, name="", device="", replaces="")


@BOTH
def test_a_counter_that_falls_back_is_refused_and_written_down(village: Village, weber: SignedIn) -> None:
    phone = Authenticator(counter=5)
    add_key(village, weber, phone)
    options = plain(passkeys.ask_to_sign_in(village.house, BROWSER))
    passkeys.sign_in(village.house, BROWSER, phone.get(options, counter=6), device="", replaces=None)

    for counter in (6, 3, 0):
        options = plain(passkeys.ask_to_sign_in(village.house, BROWSER))
        with pytest.raises(PasskeyRefused):
            passkeys.sign_in(
                village.house, BROWSER, phone.get(options, counter=counter), device="", replaces=None
            )
    with village.house.reading() as uow:
        actions = uow.connection.execute(select(audit.c.action)).scalars().all()
    assert actions.count("passkey_fell_behind") == 3


NO_ANSWERS = (
    "",
    "{",
    "[]",
    "null",
    "{}",
    "[" * 30_000,
    '{"id":"x","rawId":"x","type":"public-key","response":{}}',
    '{"id":1,"rawId":1,"response":{"clientDataJSON":"e30","authenticatorData":"","signature":""}}',
)


def test_what_is_no_answer_is_refused(village: Village, weber: SignedIn) -> None:
    for answer in NO_ANSWERS:
        with pytest.raises(PasskeyRefused):
            passkeys.sign_in(village.house, BROWSER, answer, device="", replaces=None)
        with pytest.raises(PasskeyRefused):
            passkeys.add(village.house, weber, BROWSER, answer, name="", device="", replaces="")


def test_a_mailbox_alone_adds_no_passkey_to_who_administers(village: Village, weber: SignedIn) -> None:
    weak = by_mail(village, village.cast.frau_weber)
    assert not weak.is_strong
    with pytest.raises(PasskeyRefused):
        passkeys.ask_to_add(village.house, weak, BROWSER)

    volunteer = by_mail(village, village.cast.herr_krueger)
    strong = add_key(village, volunteer, Authenticator())
    again = by_mail(village, village.cast.herr_krueger)

    assert strong.is_strong
    with pytest.raises(PasskeyRefused):
        passkeys.ask_to_add(village.house, again, BROWSER)


def test_an_invitation_to_set_up_a_passkey_ends_like_a_strong_session(
    village: Village, weber: SignedIn
) -> None:
    passkey_setup.send_setup_link(village.house, weber.person, village.cast.herr_krueger.id, lost=True)
    add_key(village, by_mail(village, village.cast.herr_krueger), Authenticator())
    (link_id,) = setups(village)
    sealed = sign_in.link_url(village.house, link_id).rpartition("/")[2]
    session = sign_in.use_link(village.house, sealed)

    village.clock.forward(hours=12)

    with pytest.raises(PasskeyRefused):
        passkeys.ask_to_add(village.house, entered(village, session), BROWSER)


@BOTH
def test_a_second_person_lets_somebody_set_up_a_passkey_again(village: Village, weber: SignedIn) -> None:
    krueger = add_key(village, by_mail(village, village.cast.herr_krueger), Authenticator())
    passkey_setup.send_setup_link(village.house, weber.person, krueger.person.id, lost=True)
    (link_id,) = setups(village)
    sealed = sign_in.link_url(village.house, link_id).rpartition("/")[2]

    with pytest.raises(CodeWrong):
        sign_in.use_code(village.house, sealed, sign_in.code_of(village.house, link_id))
    invited = entered(village, sign_in.use_link(village.house, sealed))

    assert invited.session.way is Way.SETUP
    assert not invited.is_strong
    assert passkeys.list_own(village.house, invited) == ()
    assert sessions.list_own(village.house, invited) == (invited.session,)
    assert add_key(village, invited, Authenticator()).is_strong
    with pytest.raises(LinkInvalid):
        sign_in.use_link(village.house, sealed)
    with pytest.raises(NotPermitted):
        passkey_setup.send_setup_link(village.house, weber.person, weber.person.id, lost=False)


def test_a_role_next_door_shuts_no_administrator_out(village: Village, weber: SignedIn) -> None:
    known = add_key(village, weber, Authenticator())
    voigt = village.cast.herr_voigt
    next_door = village.house.within(voigt.municipality_ids)
    keyholder = Grant(Role.KEYHOLDER, village.cast.next_door.id, village.cast.luette.id)
    people.add_person(next_door, voigt, name="Frau Weber", email=weber.person.email, grant=keyholder)

    for lost in (True, False):
        with pytest.raises(NotPermitted):
            passkey_setup.send_setup_link(next_door, voigt, weber.person.id, lost=lost)

    assert len(passkeys.list_own(village.house, known)) == 1
    assert known.session in sessions.list_own(village.house, known)
    assert "sign_in_setup" not in told(village)


def test_nobody_loses_the_last_passkey_unasked(village: Village, weber: SignedIn) -> None:
    known = add_key(village, weber, Authenticator(), "Handy")
    add_key(village, known, Authenticator(), "Stick")
    phone, stick = passkeys.list_own(village.house, known)

    passkeys.remove(village.house, known, phone.id, said_yes=False)
    with pytest.raises(LastPasskey):
        passkeys.remove(village.house, known, stick.id, said_yes=False)
    weak = by_mail(village, village.cast.frau_weber)
    with pytest.raises(PasskeyRefused):
        passkeys.remove(village.house, weak, stick.id, said_yes=True)
    passkeys.remove(village.house, known, stick.id, said_yes=True)

    assert passkeys.list_own(village.house, known) == ()
    assert told(village).count("passkey_removed") == 2


def test_strength_ends_after_twelve_hours_and_the_session_stays(village: Village, weber: SignedIn) -> None:
    sealed = sign_in.make_link(village.house, weber.person.id).rpartition("/")[2]
    session = sign_in.use_link(village.house, sealed)

    village.clock.forward(hours=12)
    known = entered(village, session)

    assert not known.is_strong
    assert known.acting.grants == ()


@BOTH
def test_a_challenge_is_not_stored_in_clear_and_not_for_long(village: Village, weber: SignedIn) -> None:
    options = plain(passkeys.ask_to_sign_in(village.house, BROWSER))
    with village.house.reading() as uow:
        stored = str(uow.connection.execute(select(passkey_challenges)).all())
    assert options["challenge"] not in stored
    assert BROWSER not in stored

    village.clock.forward(minutes=6)
    passkeys.ask_to_sign_in(village.house, BROWSER)

    with village.house.reading() as uow:
        assert len(uow.connection.execute(select(passkey_challenges)).all()) == 1
