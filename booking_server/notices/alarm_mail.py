"""Mails about what a door reports: to whoever looks after the house or its technology, and what to do."""

from booking_server.domain.alarms import alarm_of, kind_of, words_of
from booking_server.notices.desk_letters import to_desk
from booking_server.notices.texts import closing, facts, greeting, voice_of
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.doors.door_alarms import AlarmNews, news_of
from booking_server.services.foundation.house import House
from booking_server.services.promises.reaching import number_of_town
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.local_time import say_moment

Letters = tuple[tuple[str, tuple[str, str]], ...]


def letters(house: House, item: OutboxItem) -> Letters:
    """Return whom to write and what; nobody when the event is past its term."""
    news = news_of(house, item.subject, epoch=item.payload["epoch"], seq=item.payload["seq"])
    if news is None:
        return ()
    phone = number_of_town(house, news.venue.municipality_id)
    told = tuple((person.email, _to_people(house, news, person.name, phone)) for person in news.people)
    if kind_of(news.event) == "left_open" and news.event.booking_id:
        page = booking_by_id(house, news.event.booking_id)
        if page.booking.organizer.email:
            return ((page.booking.organizer.email, _to_organizer(page)), *told)
    return told


def _to_people(house: House, news: AlarmNews, name: str, town_phone: str) -> tuple[str, str]:
    kind = kind_of(news.event)
    words = words_of(kind)
    text = (
        f"die Tür „{news.door.name}“ von {news.venue.name} meldet:\n\n{words}\n{alarm_of(kind).advice}\n\n"
        f"Haus: {news.venue.name}, {news.venue.address}\nTür: {news.door.name}\n"
        f"Geschehen: {say_moment(news.event.happened)}\n\n"
        f"Alles Weitere zu dieser Tür:\n{house.policy.public_url}/schreibtisch/tueren/{news.door.id}"
    )
    subject = f"{news.venue.name}, {news.door.name}: {words} ({say_moment(news.event.happened)})"
    return subject, to_desk(name, text, town_phone)


def _to_organizer(page: BookingPage) -> tuple[str, str]:
    say = voice_of(page)
    return (
        say("Die Tür steht noch offen: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n{say('Ihre Buchung ist zu Ende, aber die Tür steht noch offen.')}\n"
        + say("Bitte ziehen Sie die Tür zu, oder rufen Sie jemanden an, der noch dort ist.")
        + f"\n\n{facts(page, say)}\n\n{say('Wie Sie abschließen, steht hier:')}\n{page.url}\n"
        + closing(page.venue, say),
    )
