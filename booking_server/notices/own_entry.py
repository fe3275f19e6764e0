"""What an organizer reads of their booking in their own calendar, in the language they booked in."""

from booking_server.domain.calendar_uses import CalendarUse
from booking_server.domain.languages import Language
from booking_server.notices.voice import Voice
from booking_server.services.plans.calendar_entries import Teller, Telling, Words
from calendars.ical_event import Classification


def own(language: Language) -> Telling:
    """Return what tells an organizer of their use.

    It leaves out the booking link, which opens the door: calendars are shared more widely than mail.
    """
    say = Voice(language)

    def told(use: CalendarUse, teller: Teller) -> Words:
        where = say("Den Tür-Code sehen Sie auf der Seite Ihrer Buchung.")
        return Words(
            summary=f"{use.occasion}: {teller.venue.name}",
            description=f"{say.spoken(teller.rooms(use))}\n{where}",
            url=f"{teller.public_url}{language.prefix}/hallen/{teller.venue.slug}",
            classification=Classification.PRIVATE,
        )

    return told
