"""Signing in: one link, one use, one purpose; nobody learns who is known."""

import pytest
from sqlalchemy import func, select

from booking_server.domain.errors import CodeWrong, LinkInvalid
from booking_server.services.foundation import links
from booking_server.services.people import sessions, sign_in
from booking_server.storage.tables import outbox
from tests.builders import Village


def sealed_link(village: Village) -> str:
    url = sign_in.make_link(village.house, village.cast.herr_krueger.id)
    return url.removeprefix("http://127.0.0.1:8000/anmelden/")


def promised(village: Village) -> int:
    with village.house.reading() as uow:
        statement = select(func.count()).select_from(outbox).where(outbox.c.kind == "mail")
        return int(uow.connection.execute(statement).scalar_one())


def test_looking_at_a_link_does_not_use_it(village: Village) -> None:
    sealed = sealed_link(village)

    for _ in range(3):
        assert sign_in.look_at_link(village.house, sealed).name == "Herr Krüger"
    assert sessions.whose(village.house, sign_in.use_link(village.house, sealed)) is not None


def test_a_link_works_once(village: Village) -> None:
    sealed = sealed_link(village)
    sign_in.use_link(village.house, sealed)

    with pytest.raises(LinkInvalid):
        sign_in.use_link(village.house, sealed)
    with pytest.raises(LinkInvalid):
        sign_in.look_at_link(village.house, sealed)


def test_a_link_expires(village: Village) -> None:
    sealed = sealed_link(village)
    village.clock.forward(minutes=30)

    with pytest.raises(LinkInvalid):
        sign_in.use_link(village.house, sealed)


def test_a_link_is_not_made_by_guessing_nor_for_another_purpose(village: Village) -> None:
    sealed = sealed_link(village)
    link_id = sealed.partition(".")[0]

    for forged in (link_id, f"{link_id}.", f"{link_id}.x", links.sealed(village.house, "feed", link_id), ""):
        with pytest.raises(LinkInvalid):
            sign_in.use_link(village.house, forged)


def test_a_session_ends_by_sign_out_and_by_time(village: Village) -> None:
    first = sign_in.use_link(village.house, sealed_link(village))
    second = sign_in.use_link(village.house, sealed_link(village))

    sessions.sign_out(village.house, first)

    assert sessions.whose(village.house, first) is None
    assert sessions.whose(village.house, second) is not None
    village.clock.forward(days=30)
    assert sessions.whose(village.house, second) is None


def test_an_unknown_address_is_promised_nothing_and_a_known_one_five_mails_an_hour(village: Village) -> None:
    sign_in.request_link(village.house, "nobody@example.org")
    assert promised(village) == 0

    for _ in range(7):
        sign_in.request_link(village.house, "KRUEGER@example.org ")

    assert promised(village) == 5


def asked(village: Village) -> tuple[str, str]:
    """What the browser that asked keeps, and the code that was mailed."""
    request = sign_in.request_link(village.house, "krueger@example.org")
    return request, sign_in.code_of(village.house, request.partition(".")[0])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_signs_in_once_and_uses_its_link_up(village: Village) -> None:
    request, code = asked(village)

    known = sessions.whose(village.house, sign_in.use_code(village.house, request, code))

    assert known is not None
    assert known.person.name == "Herr Krüger"
    with pytest.raises(CodeWrong):
        sign_in.use_code(village.house, request, code)
    with pytest.raises(LinkInvalid):
        sign_in.use_link(village.house, links.sealed(village.house, "sign-in", request.partition(".")[0]))


def test_what_the_browser_keeps_is_no_link_and_a_link_is_nothing_to_type_a_code_for(village: Village) -> None:
    request, code = asked(village)
    link = links.sealed(village.house, "sign-in", request.partition(".")[0])

    with pytest.raises(LinkInvalid):
        sign_in.use_link(village.house, request)
    with pytest.raises(CodeWrong):
        sign_in.use_code(village.house, link, code)


def test_a_code_is_guessed_three_times_and_the_link_goes_on(village: Village) -> None:
    request, code = asked(village)
    for _ in range(3):
        with pytest.raises(CodeWrong):
            sign_in.use_code(village.house, request, wrong(code))

    with pytest.raises(CodeWrong):
        sign_in.use_code(village.house, request, code)
    link = links.sealed(village.house, "sign-in", request.partition(".")[0])
    assert sessions.whose(village.house, sign_in.use_link(village.house, link)) is not None


def test_ten_wrong_codes_a_day_are_enough_however_many_mails_are_asked_for(village: Village) -> None:
    for _ in range(4):
        request, code = asked(village)
        for _ in range(3):
            with pytest.raises(CodeWrong):
                sign_in.use_code(village.house, request, wrong(code))
    village.clock.forward(hours=2)
    request, code = asked(village)
    with pytest.raises(CodeWrong):
        sign_in.use_code(village.house, request, code)

    village.clock.forward(hours=23)
    request, code = asked(village)
    assert sign_in.use_code(village.house, request, code)


def test_an_unknown_address_gets_something_to_type_a_code_for_that_no_code_fits(village: Village) -> None:
    request = sign_in.request_link(village.house, "nobody@example.org")

    code = sign_in.code_of(village.house, request.partition(".")[0])

    assert len(request) == len(sign_in.request_link(village.house, "krueger@example.org"))
    with pytest.raises(CodeWrong):
        sign_in.use_code(village.house, request, code)


def test_a_session_ends_after_two_weeks_without_a_visit(village: Village) -> None:
    idle = sign_in.use_link(village.house, sealed_link(village))
    used = sign_in.use_link(village.house, sealed_link(village))

    village.clock.forward(days=13)
    assert sessions.whose(village.house, used) is not None
    village.clock.forward(days=2)

    assert sessions.whose(village.house, idle) is None
    assert sessions.whose(village.house, used) is not None


def test_signing_in_again_ends_the_session_the_browser_had(village: Village) -> None:
    first = sign_in.use_link(village.house, sealed_link(village))

    second = sign_in.use_link(village.house, sealed_link(village), replaces=first)

    assert second != first
    assert sessions.whose(village.house, first) is None
