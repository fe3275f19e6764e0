"""Who may use which route: one declared matrix, deny by default.

A route without a row is refused, and a test names it. A new route needs:
1. A row here: who is let in; behind a sign-in the deed (domain/people.py says which roles may do it) and
   what the route is about. From these follows what every role meets for a hall of its own, for another
   hall of the municipality and for a hall of another one: `Row.expects`.
2. If its address names a thing no other route names: a sample of that thing at each hall in
   `tests/booking_server/web/matrix/samples.py` (THINGS, by the name of the argument).
3. If the hall is named in a form and not in the address: the form's values at each hall, in the same
   file (FORMS, by endpoint).
The test then walks it over HTTP as every role at own and foreign halls, and looks for foreign names in
all that is delivered. Ask for the right before you judge the form: whoever may not, learns nothing else.
"""

from dataclasses import dataclass
from enum import StrEnum

from booking_server.domain.api_keys import KeyScope
from booking_server.domain.people import ADMINISTRATION, Deed, Role
from booking_server.domain.people import MATRIX as DEEDS
from lock_agent.contract.exchange import LONGEST_UP


class Who(StrEnum):
    """Who is let in."""

    EVERYONE = "everyone"
    LINK = "whoever holds the link of this very thing; checked with the thing itself"
    DESK = "who is signed in; each hall is checked in the service, by the row's deed"
    KEY = "a program with a key of a municipality and the row's scope, about that municipality only"
    SELF = "who is signed in, by whatever way, about their own sign-in only"
    OPERATOR = "a program of the operator, with the token of the settings; where there is none, nobody"
    DEMO = "everyone, in the demo only"


class About(StrEnum):
    """What a route behind the sign-in shows or changes."""

    OWN = "the person's own halls together; the address names none"
    HALL = "one hall, or something of it, named in the address or the form"
    TOWN = "a municipality as a whole: nothing for who holds single halls only"


class Place(StrEnum):
    """Where something is, seen from somebody who holds a role."""

    OWN_HALL = "own hall"
    OTHER_HALL = "another hall of the municipality"
    OTHER_TOWN = "a hall of another municipality"


@dataclass(frozen=True, slots=True)
class Row:
    """One route's decision. `is_form` routes demand a form token for every unsafe method.

    `largest` is how many bytes a request may bring where files are uploaded, else the application's bound
    holds. `scope` is what a program's key must have been given: everywhere where only keys are let in,
    elsewhere when one is shown.
    """

    who: Who
    deed: Deed | None = None
    scope: KeyScope | None = None
    is_form: bool = True
    largest: int | None = None
    about: About = About.HALL

    @property
    def strong(self) -> bool:
        """Whether only a session signed in with a passkey is let in.

        It follows from the deed, so that no new route forgets it: what only administration may do. Where
        volunteers may do something too, a weaker session brings their roles and none of administration.
        """
        return self.deed is not None and DEEDS[self.deed] <= ADMINISTRATION

    @property
    def needs_cookie(self) -> bool:
        """Whether who may do this is known by a cookie, and not by what the address carries."""
        return self.who in (Who.DESK, Who.SELF)

    def expects(self, role: Role, place: Place, *, whole_town: bool) -> bool:
        """Whether a role, held for one hall or the whole municipality, is let in at a place."""
        if self.deed is None or role not in DEEDS[self.deed]:
            return False
        if self.about is About.OWN:
            return True
        if self.about is About.TOWN:
            return whole_town and place is not Place.OTHER_TOWN
        return place is Place.OWN_HALL or (whole_town and place is Place.OTHER_HALL)


MATRIX: dict[str, Row] = {
    "static": Row(Who.EVERYONE),
    "public.start": Row(Who.EVERYONE),
    "public.hall": Row(Who.EVERYONE),
    "booking.form": Row(Who.EVERYONE),
    "booking.book": Row(Who.EVERYONE),
    "booking.page": Row(Who.LINK),
    "booking.calendar_entry": Row(Who.LINK),
    "booking.ask_cancel": Row(Who.LINK),
    "booking.cancel": Row(Who.LINK),
    "changing.form": Row(Who.LINK),
    "changing.change": Row(Who.LINK),
    "helpers.overview": Row(Who.LINK),
    "helpers.invite": Row(Who.LINK),
    "helpers.end": Row(Who.LINK),
    "helpers.own": Row(Who.LINK),
    "waiting.place": Row(Who.LINK),
    "waiting.answer": Row(Who.LINK),
    "waiting.other_times": Row(Who.LINK),
    "waiting.take_other_time": Row(Who.LINK),
    "invoices.invoice": Row(Who.LINK),
    "protocols.protocol": Row(Who.LINK),
    "series.form": Row(Who.EVERYONE),
    "series.book": Row(Who.EVERYONE),
    "series.page": Row(Who.LINK),
    "series.day": Row(Who.LINK),
    "series.change_day": Row(Who.LINK),
    "series.change": Row(Who.LINK),
    "series.change_from": Row(Who.LINK),
    "series.offer": Row(Who.LINK),
    "series.accept": Row(Who.LINK),
    "sign_in.ask": Row(Who.EVERYONE),
    "sign_in.send": Row(Who.EVERYONE),
    "sign_in.look": Row(Who.LINK),
    "sign_in.enter": Row(Who.LINK),
    "sign_in.type_code": Row(Who.EVERYONE),
    "sign_in.leave": Row(Who.EVERYONE),
    "passkeys.page": Row(Who.EVERYONE),
    "passkeys.ask": Row(Who.EVERYONE),
    "passkeys.enter": Row(Who.EVERYONE),
    "own_sign_in.page": Row(Who.SELF),
    "own_sign_in.end_session": Row(Who.SELF),
    "own_sign_in.end_others": Row(Who.SELF),
    "own_passkeys.new": Row(Who.SELF),
    "own_passkeys.ask": Row(Who.SELF),
    "own_passkeys.add": Row(Who.SELF),
    "own_passkeys.look": Row(Who.SELF),
    "own_passkeys.rename": Row(Who.SELF),
    "own_passkeys.remove": Row(Who.SELF),
    "desk.open_desk": Row(Who.DESK, Deed.SEE_DESK, about=About.OWN),
    "holder_link.look": Row(Who.LINK),
    "holder_link.renew": Row(Who.LINK),
    "decide.look": Row(Who.LINK),
    "decide.act": Row(Who.LINK),
    "decide.look_series": Row(Who.LINK),
    "decide.act_series": Row(Who.LINK),
    "slips.slip": Row(Who.LINK),
    "desk_callers.form": Row(Who.DESK, Deed.ENTER_BOOKING, about=About.OWN),
    "desk_callers.book": Row(Who.DESK, Deed.ENTER_BOOKING),
    "desk_callers.slip_page": Row(Who.DESK, Deed.ENTER_BOOKING),
    "desk_callers.slip": Row(Who.DESK, Deed.ENTER_BOOKING),
    "desk_callers.renew": Row(Who.DESK, Deed.ENTER_BOOKING),
    "desk_requests.queue": Row(Who.DESK, Deed.SEE_DESK, about=About.OWN),
    "desk_deputies.overview": Row(Who.DESK, Deed.NAME_DEPUTY, about=About.OWN),
    "desk_deputies.name": Row(Who.DESK, Deed.NAME_DEPUTY),
    "desk_deputies.end": Row(Who.DESK, Deed.NAME_DEPUTY),
    "desk_deputies.mail": Row(Who.DESK, Deed.NAME_DEPUTY, about=About.OWN),
    "desk_approval.page": Row(Who.DESK, Deed.EDIT_HALL),
    "desk_approval.add": Row(Who.DESK, Deed.EDIT_HALL),
    "desk_approval.remove": Row(Who.DESK, Deed.EDIT_HALL),
    "desk_approval.patience": Row(Who.DESK, Deed.EDIT_HALL),
    "desk.decide": Row(Who.DESK, Deed.DECIDE_REQUEST),
    "hall_rules.halls": Row(Who.DESK, Deed.EDIT_HALL, about=About.OWN),
    "hall_rules.publish": Row(Who.DESK, Deed.EDIT_HALL),
    "hall_rules.rules": Row(Who.DESK, Deed.EDIT_HALL),
    "hall_rules.save_rules": Row(Who.DESK, Deed.EDIT_HALL),
    "hall_rules.rooms": Row(Who.DESK, Deed.EDIT_HALL),
    "hall_rules.save_rooms": Row(Who.DESK, Deed.EDIT_HALL),
    "desk_app.overview": Row(Who.DESK, Deed.MANAGE_BLACKOUTS, about=About.OWN),
    "desk_app.hall": Row(Who.DESK, Deed.MANAGE_BLACKOUTS),
    "desk_app.send_again": Row(Who.DESK, Deed.MANAGE_BLACKOUTS),
    "desk_app.tell": Row(Who.DESK, Deed.MANAGE_BLACKOUTS),
    "desk_app.end": Row(Who.DESK, Deed.MANAGE_BLACKOUTS),
    "desk_app.account": Row(Who.DESK, Deed.EDIT_HALL, about=About.TOWN),
    "desk_app.save": Row(Who.DESK, Deed.EDIT_HALL, about=About.TOWN),
    "hall_texts.page": Row(Who.DESK, Deed.EDIT_HALL),
    "hall_texts.save": Row(Who.DESK, Deed.EDIT_HALL),
    "desk_api.overview": Row(Who.DESK, Deed.MANAGE_API, about=About.TOWN),
    "desk_api.add_key": Row(Who.DESK, Deed.MANAGE_API, about=About.TOWN),
    "desk_api.end_key": Row(Who.DESK, Deed.MANAGE_API, about=About.TOWN),
    "desk_api.add_webhook": Row(Who.DESK, Deed.MANAGE_API, about=About.TOWN),
    "desk_webhooks.page": Row(Who.DESK, Deed.MANAGE_API, about=About.TOWN),
    "desk_webhooks.act": Row(Who.DESK, Deed.MANAGE_API, about=About.TOWN),
    "desk_webhooks.resend": Row(Who.DESK, Deed.MANAGE_API, about=About.TOWN),
    "hall_survey.survey": Row(Who.DESK, Deed.EDIT_HALL),
    "hall_survey.save": Row(Who.DESK, Deed.EDIT_HALL),
    "desk_bookings.overview": Row(Who.DESK, Deed.SEE_DESK, about=About.OWN),
    "desk_bookings.page": Row(Who.DESK, Deed.SEE_DESK),
    "desk_messages.form": Row(Who.DESK, Deed.WRITE_TO_ORGANIZERS, about=About.OWN),
    "desk_messages.write": Row(Who.DESK, Deed.WRITE_TO_ORGANIZERS),
    "desk_messages.form_to_one": Row(Who.DESK, Deed.WRITE_TO_ORGANIZERS),
    "desk_messages.write_to_one": Row(Who.DESK, Deed.WRITE_TO_ORGANIZERS),
    "desk_bookings.cancel": Row(Who.DESK, Deed.CANCEL_BOOKING),
    "devices.claim": Row(Who.LINK, is_form=False),
    "devices.collect": Row(Who.LINK, is_form=False),
    "devices.renew": Row(Who.LINK, is_form=False),
    "door_exchange.challenge": Row(Who.EVERYONE, is_form=False),
    "door_exchange.up": Row(Who.LINK, is_form=False, largest=LONGEST_UP),
    "door_exchange.down": Row(Who.LINK, is_form=False, largest=1024),
    "devices.release": Row(Who.LINK, is_form=False),
    "desk_enrolment.overview": Row(Who.DESK, Deed.ENROL_DOOR, about=About.OWN),
    "desk_enrolment.hall": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_enrolment.bundle": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_enrolment.begin": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_enrolment.replace": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_enrolment.compare": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_enrolment.end": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_enrolment.ask_revoke": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_enrolment.revoke": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_release.ask": Row(Who.DESK, Deed.OPEN_REMOTELY),
    "desk_release.open_now": Row(Who.DESK, Deed.OPEN_REMOTELY),
    "desk_release.ask_hold_open": Row(Who.DESK, Deed.OPEN_REMOTELY),
    "desk_release.hold_open": Row(Who.DESK, Deed.OPEN_REMOTELY),
    "desk_release.ask_release": Row(Who.DESK, Deed.OPEN_REMOTELY),
    "desk_release.release_now": Row(Who.DESK, Deed.OPEN_REMOTELY),
    "desk_release.look": Row(Who.DESK, Deed.OPEN_REMOTELY),
    "desk_holders.overview": Row(Who.DESK, Deed.GIVE_CODES, about=About.OWN),
    "desk_holders.hall": Row(Who.DESK, Deed.GIVE_CODES),
    "desk_holders.give": Row(Who.DESK, Deed.GIVE_CODES),
    "desk_holders.brigade": Row(Who.DESK, Deed.GIVE_CODES),
    "desk_holders.given": Row(Who.DESK, Deed.GIVE_CODES),
    "desk_holders.slip": Row(Who.DESK, Deed.GIVE_CODES),
    "desk_holders.act": Row(Who.DESK, Deed.GIVE_CODES),
    "own_code.page": Row(Who.DESK, Deed.SEE_DESK, about=About.OWN),
    "own_code.show": Row(Who.DESK, Deed.SEE_DESK, about=About.OWN),
    "own_code.confirm": Row(Who.DESK, Deed.SEE_DESK, about=About.OWN),
    "desk_doors.overview": Row(Who.DESK, Deed.SEE_DOORS, about=About.OWN),
    "desk_doors.page": Row(Who.DESK, Deed.SEE_DOORS),
    "desk_doors.bag": Row(Who.DESK, Deed.SEE_DOORS),
    "desk_lora.page": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_lora.save": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_lora.again": Row(Who.DESK, Deed.ENROL_DOOR),
    "desk_doors.take": Row(Who.DESK, Deed.SEE_DOORS, about=About.OWN, largest=5 * 1024 * 1024),
    "desk_waiting.overview": Row(Who.DESK, Deed.DECIDE_REQUEST, about=About.OWN),
    "desk_overrides.form": Row(Who.DESK, Deed.OVERRIDE_BOOKING, about=About.OWN),
    "desk_overrides.override": Row(Who.DESK, Deed.OVERRIDE_BOOKING),
    "desk_overrides.done": Row(Who.DESK, Deed.OVERRIDE_BOOKING),
    "blackouts.show": Row(Who.DESK, Deed.MANAGE_BLACKOUTS, about=About.OWN),
    "blackouts.close": Row(Who.DESK, Deed.MANAGE_BLACKOUTS),
    "blackouts.reopen": Row(Who.DESK, Deed.MANAGE_BLACKOUTS),
    "blackouts.shorten": Row(Who.DESK, Deed.MANAGE_BLACKOUTS),
    "blackouts.election": Row(Who.DESK, Deed.MANAGE_BLACKOUTS, about=About.TOWN),
    "desk.withdraw_title": Row(Who.DESK, Deed.DECIDE_REQUEST),
    "desk_feed_links.hall": Row(Who.DESK, Deed.READ_FULL_FEED),
    "desk_feed_links.give": Row(Who.DESK, Deed.READ_FULL_FEED),
    "desk_feed_links.end": Row(Who.DESK, Deed.NAME_DEPUTY),
    "handovers.overview": Row(Who.DESK, Deed.HAND_OVER, about=About.OWN),
    "handovers.booking": Row(Who.DESK, Deed.HAND_OVER),
    "handovers.hand_over": Row(Who.DESK, Deed.HAND_OVER),
    "handovers.sign_handover": Row(Who.DESK, Deed.HAND_OVER, largest=40 * 1024 * 1024),
    "handovers.take_back": Row(Who.DESK, Deed.HAND_OVER),
    "handovers.sign_return": Row(Who.DESK, Deed.HAND_OVER, largest=40 * 1024 * 1024),
    "handovers.protocol": Row(Who.DESK, Deed.HAND_OVER),
    "handovers.photo": Row(Who.DESK, Deed.HAND_OVER),
    "handovers.defect_list": Row(Who.DESK, Deed.HAND_OVER, about=About.OWN),
    "handovers.mark_defect": Row(Who.DESK, Deed.HAND_OVER),
    "money.overview": Row(Who.DESK, Deed.SEE_MONEY, about=About.OWN),
    "money.booking": Row(Who.DESK, Deed.SEE_MONEY),
    "money.invoice": Row(Who.DESK, Deed.SEE_MONEY),
    "money.issue": Row(Who.DESK, Deed.RECORD_PAYMENT),
    "money.issue_series": Row(Who.DESK, Deed.RECORD_PAYMENT),
    "money.deposit": Row(Who.DESK, Deed.RECORD_PAYMENT),
    "money.charge_cancellation": Row(Who.DESK, Deed.RECORD_PAYMENT),
    "money.receipt": Row(Who.DESK, Deed.SEE_MONEY),
    "money.record": Row(Who.DESK, Deed.RECORD_PAYMENT),
    "money.cancel": Row(Who.DESK, Deed.RECORD_PAYMENT),
    "money.take_back": Row(Who.DESK, Deed.RECORD_PAYMENT),
    "money_of_town.statement": Row(Who.DESK, Deed.RECORD_PAYMENT, about=About.TOWN),
    "money_of_town.look": Row(Who.DESK, Deed.RECORD_PAYMENT, about=About.TOWN, largest=5 * 1024 * 1024),
    "money_of_town.apply": Row(Who.DESK, Deed.RECORD_PAYMENT, about=About.TOWN),
    "money_of_town.account": Row(Who.DESK, Deed.RECORD_PAYMENT, about=About.TOWN),
    "money_of_town.save": Row(Who.DESK, Deed.RECORD_PAYMENT, about=About.TOWN),
    "desk_series.overview": Row(Who.DESK, Deed.MANAGE_SERIES, about=About.OWN),
    "desk_series.form": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_series.enter": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_series.code": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_series.page": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_series.decide": Row(Who.DESK, Deed.DECIDE_REQUEST),
    "desk_series.day": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_series.change_day": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_series.change": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_series.change_from": Row(Who.DESK, Deed.MANAGE_SERIES),
    "desk_tariffs.overview": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN),
    "desk_tariffs.add": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN),
    "desk_tariffs.file_format": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN),
    "desk_tariffs.page": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN),
    "desk_tariffs.work_on": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN, largest=400 * 1024),
    "desk_tariffs.halls": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN),
    "desk_tariffs.version": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN),
    "desk_tariffs.draft": Row(Who.DESK, Deed.EDIT_TARIFF, about=About.TOWN),
    "desk_prices.page": Row(Who.DESK, Deed.SEE_MONEY),
    "desk_prices.decide": Row(Who.DESK, Deed.WAIVE_FEE),
    "desk_plan.form": Row(Who.DESK, Deed.IMPORT_PLAN, about=About.OWN),
    "desk_plan.template": Row(Who.DESK, Deed.IMPORT_PLAN, about=About.OWN),
    "desk_plan.look": Row(Who.DESK, Deed.IMPORT_PLAN, largest=2 * 1024 * 1024),
    "desk_plan.apply": Row(Who.DESK, Deed.IMPORT_PLAN),
    "desk_calendars.overview": Row(Who.DESK, Deed.READ_CALENDARS, about=About.OWN),
    "desk_calendars.look": Row(Who.DESK, Deed.READ_CALENDARS, largest=2 * 1024 * 1024 + 64 * 1024),
    "desk_calendars.take_over": Row(Who.DESK, Deed.READ_CALENDARS),
    "desk_calendars.page": Row(Who.DESK, Deed.READ_CALENDARS),
    "desk_calendars.ask_again": Row(Who.DESK, Deed.READ_CALENDARS),
    "desk_calendars.end": Row(Who.DESK, Deed.READ_CALENDARS),
    "desk_calendars.answer": Row(Who.DESK, Deed.READ_CALENDARS),
    "desk_figures.overview": Row(Who.DESK, Deed.SEE_FIGURES, about=About.OWN),
    "desk_figures.hall": Row(Who.DESK, Deed.SEE_FIGURES),
    "desk_figures.hall_numbers": Row(Who.DESK, Deed.SEE_FIGURES),
    "desk_figures.hall_report": Row(Who.DESK, Deed.SEE_FIGURES),
    "desk_figures.of_town": Row(Who.DESK, Deed.SEE_FIGURES, about=About.TOWN),
    "desk_figures.town_numbers": Row(Who.DESK, Deed.SEE_FIGURES, about=About.TOWN),
    "desk_figures.town_report": Row(Who.DESK, Deed.SEE_FIGURES, about=About.TOWN),
    "desk_clubs.overview": Row(Who.DESK, Deed.MANAGE_CLUBS, about=About.TOWN),
    "desk_clubs.add": Row(Who.DESK, Deed.MANAGE_CLUBS, about=About.TOWN),
    "desk_clubs.residents": Row(Who.DESK, Deed.MANAGE_CLUBS, about=About.TOWN),
    "desk_clubs.page": Row(Who.DESK, Deed.MANAGE_CLUBS, about=About.TOWN),
    "desk_clubs.save": Row(Who.DESK, Deed.MANAGE_CLUBS, about=About.TOWN),
    "desk_clubs.renew": Row(Who.DESK, Deed.MANAGE_CLUBS, about=About.TOWN),
    "desk_clubs.hall": Row(Who.DESK, Deed.MANAGE_CLUBS, about=About.TOWN),
    "desk_people.overview": Row(Who.DESK, Deed.MANAGE_PEOPLE, about=About.TOWN),
    "desk_people.add": Row(Who.DESK, Deed.MANAGE_PEOPLE, about=About.TOWN),
    "desk_people.page": Row(Who.DESK, Deed.MANAGE_PEOPLE, about=About.TOWN),
    "desk_people.grant": Row(Who.DESK, Deed.MANAGE_PEOPLE, about=About.TOWN),
    "desk_people.send_setup": Row(Who.DESK, Deed.MANAGE_PEOPLE, about=About.TOWN),
    "desk_people.end": Row(Who.DESK, Deed.MANAGE_PEOPLE, about=About.TOWN),
    "desk_town.overview": Row(Who.DESK, Deed.EDIT_HALL, about=About.TOWN),
    "desk_town.page": Row(Who.DESK, Deed.EDIT_HALL, about=About.TOWN),
    "desk_town.save": Row(Who.DESK, Deed.EDIT_HALL, about=About.TOWN),
    "desk_audit.log": Row(Who.DESK, Deed.SEE_AUDIT, about=About.TOWN),
    "desk_audit.hand_out": Row(Who.DESK, Deed.SEE_AUDIT, about=About.TOWN),
    "desk_privacy.ask": Row(Who.DESK, Deed.EXPORT_PERSON, about=About.TOWN),
    "desk_privacy.look": Row(Who.DESK, Deed.EXPORT_PERSON, about=About.TOWN),
    "desk_privacy.erase": Row(Who.DESK, Deed.ERASE_PERSON, about=About.TOWN),
    "accessibility.statement": Row(Who.EVERYONE),
    "accessibility.give": Row(Who.EVERYONE),
    "widget.hall": Row(Who.EVERYONE),
    "offline.page": Row(Who.EVERYONE),
    "offline.worker": Row(Who.EVERYONE),
    "texts.manifest": Row(Who.EVERYONE),
    "privacy.notice": Row(Who.EVERYONE),
    "privacy.ask": Row(Who.EVERYONE),
    "privacy.send": Row(Who.EVERYONE),
    "privacy.look": Row(Who.LINK),
    "privacy.act": Row(Who.LINK),
    "texts.imprint": Row(Who.EVERYONE),
    "texts.help_page": Row(Who.EVERYONE),
    "texts.security": Row(Who.EVERYONE),
    "texts.robots": Row(Who.EVERYONE),
    "texts.health": Row(Who.EVERYONE),
    "health.live": Row(Who.EVERYONE),
    "health.ready": Row(Who.EVERYONE),
    "metrics.scrape": Row(Who.OPERATOR, is_form=False),
    "api.openapi": Row(Who.EVERYONE, is_form=False),
    "api.venues": Row(Who.EVERYONE, is_form=False),
    "api.availability": Row(Who.EVERYONE, is_form=False),
    "directory_api.municipalities": Row(Who.EVERYONE, is_form=False),
    "directory_api.venue": Row(Who.EVERYONE, is_form=False),
    "api.book": Row(Who.EVERYONE, scope=KeyScope.BOOKINGS_WRITE, is_form=False),
    "api.quote": Row(Who.EVERYONE, is_form=False),
    "api.hold": Row(Who.EVERYONE, is_form=False),
    "api.booking": Row(Who.LINK, scope=KeyScope.BOOKINGS_READ, is_form=False),
    "api.cancel": Row(Who.LINK, scope=KeyScope.BOOKINGS_WRITE, is_form=False),
    "records_api.key": Row(Who.KEY, is_form=False),
    "records_api.bookings": Row(Who.KEY, scope=KeyScope.BOOKINGS_READ, is_form=False),
    "records_api.doors": Row(Who.KEY, scope=KeyScope.DOORS_READ, is_form=False),
    "records_api.door": Row(Who.KEY, scope=KeyScope.DOORS_READ, is_form=False),
    "records_api.events": Row(Who.KEY, scope=KeyScope.DOORS_READ, is_form=False),
    "credentials_api.credentials": Row(Who.KEY, scope=KeyScope.DOORS_WRITE, is_form=False),
    "credentials_api.make": Row(Who.KEY, scope=KeyScope.DOORS_WRITE, is_form=False),
    "credentials_api.credential": Row(Who.KEY, scope=KeyScope.DOORS_WRITE, is_form=False),
    "credentials_api.shift": Row(Who.KEY, scope=KeyScope.DOORS_WRITE, is_form=False),
    "credentials_api.revoke": Row(Who.KEY, scope=KeyScope.DOORS_WRITE, is_form=False),
    "credentials_api.status": Row(Who.KEY, scope=KeyScope.DOORS_WRITE, is_form=False),
    "credentials_api.events": Row(Who.KEY, scope=KeyScope.DOORS_WRITE, is_form=False),
    "webhooks_api.webhooks": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.add": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.webhook": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.change": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.end": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.renew": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.test": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.messages": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "webhooks_api.resend": Row(Who.KEY, scope=KeyScope.WEBHOOKS, is_form=False),
    "waiting_api.join": Row(Who.EVERYONE, is_form=False),
    "waiting_api.place": Row(Who.LINK, is_form=False),
    "waiting_api.leave": Row(Who.LINK, is_form=False),
    "series_api.preview": Row(Who.EVERYONE, is_form=False),
    "series_api.save": Row(Who.EVERYONE, is_form=False),
    "series_api.series": Row(Who.LINK, is_form=False),
    "feeds.public": Row(Who.EVERYONE),
    "feeds.of_space": Row(Who.EVERYONE),
    "feeds.of_town": Row(Who.EVERYONE),
    "feeds.of_district": Row(Who.EVERYONE),
    "feeds.private": Row(Who.LINK),
    "open_data.of_town": Row(Who.EVERYONE, is_form=False),
    "open_data.as_document": Row(Who.EVERYONE, is_form=False),
    "open_data.as_table": Row(Who.EVERYONE, is_form=False),
    "open_data.of_hall": Row(Who.EVERYONE, is_form=False),
    "caldav.well_known": Row(Who.EVERYONE, is_form=False),
    "caldav.root": Row(Who.LINK, is_form=False),
    "caldav.principal": Row(Who.LINK, is_form=False),
    "caldav.home": Row(Who.LINK, is_form=False),
    "caldav.calendar": Row(Who.LINK, is_form=False, largest=1024 * 1024),
    "caldav.entry": Row(Who.LINK, is_form=False),
    "downloads.as_csv": Row(Who.EVERYONE),
    "downloads.as_workbook": Row(Who.EVERYONE),
    "downloads.events": Row(Who.EVERYONE),
    "downloads.events_of_town": Row(Who.EVERYONE),
    "posters.poster": Row(Who.EVERYONE),
    "door_sign.sign": Row(Who.EVERYONE),
    "calendar_pages.overview": Row(Who.EVERYONE),
    "calendar_pages.subscribing": Row(Who.EVERYONE),
    "calendar_pages.hall": Row(Who.EVERYONE),
    "desk_exports.form": Row(Who.DESK, Deed.READ_FULL_FEED, about=About.OWN),
    "desk_exports.hand_out": Row(Who.DESK, Deed.READ_FULL_FEED),
    "demo_doors.page": Row(Who.DEMO),
    "demo_doors.act": Row(Who.DEMO),
    "demo_doors.keys": Row(Who.DEMO, is_form=False),
    "demo_doors.scan": Row(Who.DEMO, is_form=False),
    "demo_doors.network": Row(Who.DEMO, is_form=False),
    "demo_doors.power": Row(Who.DEMO, is_form=False),
    "demo_doors.clock": Row(Who.DEMO, is_form=False),
    "demo_doors.state": Row(Who.DEMO, is_form=False),
    "demo_mailbox.mails": Row(Who.DEMO),
    "demo_mailbox.mail": Row(Who.DEMO),
}
