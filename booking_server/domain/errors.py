"""Errors of the booking domain.

DomainError
├── RuleBroken          what was asked for breaks a rule of the house; carries the form field
│   ├── BookingOverlaps, BookingInThePast, BookingReversed, BookingTooShort, BookingTooLong,
│   │   BookingTooSoon, BookingTooFarAhead, TooManyPersons, PersonsMissing, SpaceUnknown,
│   │   NameMissing, OccasionMissing, PurposeMissing, PostcodeInvalid, ContactMissing,
│   │   EmailInvalid, PhoneInvalid, TextTooLong, HouseRulesNotAccepted, LocalTimeMissing,
│   │   LocalTimeAmbiguous, HoldExpired, SeasonTooLong, SeriesWithoutDates, PlanUnreadable,
│   │   ClubCodeUnknown, TitleMissing, UseOverAMonth, OutsideOpeningHours, OvernightStayRefused,
│   │   NotWholeBookingDays, QuietHoursReached, ClosedOnHoliday, RestsInSchoolHolidays,
│   │   ElectionDayTaken, LayoutUnknown, AdultMissing, TimeIsFree, ListFull,
│   │   AlreadyWaiting, TooManyRequests, OverrideRefused, DisplacedChanged, TimeTaken,
│   │   TooManyHolds, SentTooFast, CostChanged, AnswerMissing, NothingWritten,
│   │   OriginInvalid, AppAccountInvalid, DisruptionUnreadable, FactUnreadable, ChangedTooLate,
│   │   ChangedTooOften, LateChangeGivesBack, ChangeRefused, ChangeDiffers, TitleWithdrawn, HelperNameMissing,
│   │   HelperOutsideBooking, TooManyHelpers, HelperRefused
├── RequestRefused      a booking request broke one or more rules, all of them named
├── NotFound            there is no such thing, or it is not yours to see
├── TransitionNotAllowed  the booking is past the state in which this could be done
│   └── AlreadyDecided  a request was decided before
├── NotPermitted        the person may not do this
│   └── NotYourTurn     somebody else is asked first
├── GrantsMoreThanHeld  a role was to be granted or ended by somebody who holds less
├── LastKeeper          nobody would be left to manage people
├── DeputyRefused, PolicyRefused  what was said about deputies or approval cannot hold
├── HolderRefused       a code for good was to be given, renewed or replaced where that cannot be
├── EnrolmentRefused    a device may not become a door this way
├── ReleaseRefused      a release of the door program that no door would take
├── LinkInvalid         a mailed link is wrong, used or expired
├── CodeWrong           a typed sign-in code is not the one that was mailed
├── PasskeyRefused      a passkey proves nothing, or may not be added this way
├── PasskeyNeeded       what was asked for needs a session signed in with a passkey
├── LastPasskey         the last passkey is removed only by who says so
└── KeyReused           one idempotency key came with two different requests

Every message is German and fit to be shown; `code` is stable and never translated.
"""

from typing import ClassVar

from calendars.period import Period


class DomainError(Exception):
    """Base of all errors a person or program may be told about."""

    code: ClassVar[str] = "domain-error"
    field: ClassVar[str | None] = None

    def __init__(self, message: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.field_name = field or self.field
        self.facts = facts


class RuleBroken(DomainError):
    """A rule of the house was broken."""

    code = "rule-broken"


class BookingOverlaps(RuleBroken):
    """A booking may not overlap another."""

    code = "booking-overlaps"
    field = "start"

    @property
    def taken(self) -> Period | None:
        """What is taken, where the rule found it; None where the database refused."""
        taken = self.facts.get("taken")
        return taken if isinstance(taken, Period) else None


class PlanUnreadable(RuleBroken):
    """A year plan is a table that can be read."""

    code = "plan-unreadable"
    field = "plan"


class SeasonTooLong(RuleBroken):
    """A series has no more dates than anybody can look through."""

    code = "season-too-long"
    field = "last_day"


class SeriesWithoutDates(RuleBroken):
    """A series has a date that can be booked."""

    code = "series-without-dates"
    field = "first_day"


class BookingInThePast(RuleBroken):
    """A booking starts in the future."""

    code = "booking-in-the-past"
    field = "start"


class BookingReversed(RuleBroken):
    """A booking ends after it starts."""

    code = "booking-reversed"
    field = "end"


class BookingTooShort(RuleBroken):
    """A booking lasts at least five minutes."""

    code = "booking-too-short"
    field = "end"


class BookingTooLong(RuleBroken):
    """A booking lasts no longer than the hall allows."""

    code = "booking-too-long"
    field = "end"


class BookingTooSoon(RuleBroken):
    """A booking is made as early as the hall asks."""

    code = "booking-too-soon"
    field = "start"


class BookingTooFarAhead(RuleBroken):
    """A booking starts within the hall's horizon."""

    code = "booking-too-far-ahead"
    field = "start"


class TooManyPersons(RuleBroken):
    """No more persons than the booked spaces hold."""

    code = "too-many-persons"
    field = "persons"


class PersonsMissing(RuleBroken):
    """A booking names how many persons come."""

    code = "persons-missing"
    field = "persons"


class SpaceUnknown(RuleBroken):
    """A booking names spaces of its hall."""

    code = "space-unknown"
    field = "spaces"


class NameMissing(RuleBroken):
    """A booking names a responsible person."""

    code = "name-missing"
    field = "name"


class OccasionMissing(RuleBroken):
    """A booking names its occasion."""

    code = "occasion-missing"
    field = "occasion"


class PurposeMissing(RuleBroken):
    """A booking names the kind of use."""

    code = "purpose-missing"
    field = "purpose"


class TitleMissing(RuleBroken):
    """What is to be published has a title."""

    code = "title-missing"
    field = "public_title"


class PostcodeInvalid(RuleBroken):
    """A postcode has five digits."""

    code = "postcode-invalid"
    field = "postcode"


class ClubCodeUnknown(RuleBroken):
    """A club books with the code its board was given."""

    code = "club-code-unknown"
    field = "club_code"


class ContactMissing(RuleBroken):
    """A booking names an e-mail address or a phone number."""

    code = "contact-missing"
    field = "email"


class EmailInvalid(RuleBroken):
    """An e-mail address can receive mail."""

    code = "email-invalid"
    field = "email"


class PhoneInvalid(RuleBroken):
    """A phone number can be dialled."""

    code = "phone-invalid"
    field = "phone"


class TextTooLong(RuleBroken):
    """Texts fit on the slip."""

    code = "text-too-long"


class HouseRulesNotAccepted(RuleBroken):
    """The house rules are accepted before booking."""

    code = "house-rules-not-accepted"
    field = "house_rules"


class LocalTimeMissing(RuleBroken):
    """A time that the clock skips cannot be booked."""

    code = "local-time-missing"


class LocalTimeAmbiguous(RuleBroken):
    """A time that the clock shows twice must be told apart."""

    code = "local-time-ambiguous"


class TimeUnreadable(RuleBroken):
    """A date and a time are given in a form that can be read."""

    code = "time-unreadable"


class HoldExpired(RuleBroken):
    """A hold is kept for ten minutes."""

    code = "hold-expired"
    field = "start"


class UseOverAMonth(RuleBroken):
    """A use over a month is not a booking."""

    code = "use-over-a-month"
    field = "end"


class OutsideOpeningHours(RuleBroken):
    """A booking begins and ends within the opening hours."""

    code = "outside-opening-hours"
    field = "start"


class OvernightStayRefused(RuleBroken):
    """Nobody stays overnight where the hall forbids it."""

    code = "overnight-stay"
    field = "end"


class NotWholeBookingDays(RuleBroken):
    """A hall let by the day is booked in whole booking days."""

    code = "not-whole-booking-days"
    field = "start"


class QuietHoursReached(RuleBroken):
    """Uses the hall names end before the quiet hours."""

    code = "quiet-hours"
    field = "end"


class ClosedOnHoliday(RuleBroken):
    """A hall is closed on the public holidays it names."""

    code = "closed-on-holiday"
    field = "start"


class RestsInSchoolHolidays(RuleBroken):
    """Uses the hall names rest in the school holidays."""

    code = "school-holidays"
    field = "start"


class ElectionDayTaken(RuleBroken):
    """An election day belongs to the election."""

    code = "election-day"
    field = "start"


class LayoutUnknown(RuleBroken):
    """A layout is one the hall offers."""

    code = "layout-unknown"
    field = "layout"


class AdultMissing(RuleBroken):
    """An adult answers for a booking and is present."""

    code = "adult-missing"
    field = "adult"


class RequestRefused(DomainError):
    """A booking request broke one or more rules; `errors` holds all of them, the first one speaks."""

    def __init__(self, errors: tuple[RuleBroken, ...]) -> None:
        super().__init__(errors[0].message, field=errors[0].field_name, **errors[0].facts)
        self.errors = errors
        self.broken_code = errors[0].code


class NotFound(DomainError):
    """There is no such thing, or it is not yours to see."""

    code = "not-found"


class TransitionNotAllowed(DomainError):
    """A booking moves only along its statuses."""

    code = "transition-not-allowed"


class TimeIsFree(RuleBroken):
    """Nobody waits for a time that is free."""

    code = "time-is-free"
    field = "start"


class AlreadyWaiting(RuleBroken):
    """A sender waits for a time once."""

    code = "already-waiting"
    field = "start"


class ListFull(RuleBroken):
    """A waiting list has an end, and one sender a few places on it."""

    code = "list-full"


class TooManyHolds(RuleBroken):
    """A time is kept for a visitor only so often."""

    code = "too-many-holds"
    field = "start"


class SentTooFast(RuleBroken):
    """A form is filled in by a person."""

    code = "sent-too-fast"


class OverrideRefused(RuleBroken):
    """Only what the law or the village puts first displaces others, and says why."""

    code = "override-refused"
    field = "reason"


class DisplacedChanged(RuleBroken):
    """Nobody is displaced unseen."""

    code = "displaced-changed"
    field = "start"


class AnswerMissing(RuleBroken):
    """A question the price depends on is answered."""

    code = "answer-missing"


class PostcodeMissing(RuleBroken):
    """Whose price depends on where they live says where they live."""

    code = "postcode-missing"
    field = "postcode"


class CostChanged(RuleBroken):
    """Nobody is charged more than they were told before they agreed."""

    code = "cost-changed"


class ChangedTooLate(RuleBroken):
    """A booking is changed before it begins."""

    code = "changed-too-late"


class ChangedTooOften(RuleBroken):
    """A booking is changed six times at most."""

    code = "changed-too-often"


class LateChangeGivesBack(RuleBroken):
    """A late change gives nothing back."""

    code = "late-change-gives-back"
    field = "start"


class TitleWithdrawn(RuleBroken):
    """A title the desk took back stays unpublished."""

    code = "title-withdrawn"
    field = "public_title"


class ChangeRefused(RuleBroken):
    """What a person has to decide, the link of a booking does not change."""

    code = "change-refused"


class ChangeDiffers(RuleBroken):
    """What happens is what was looked at before."""

    code = "change-differs"


class HelperNameMissing(RuleBroken):
    """A helper has a name."""

    code = "helper-name-missing"
    field = "name"


class HelperOutsideBooking(RuleBroken):
    """A helper comes within the time of the booking."""

    code = "helper-outside-booking"
    field = "start"


class TooManyHelpers(RuleBroken):
    """A booking has five helpers at most."""

    code = "too-many-helpers"


class HelperRefused(RuleBroken):
    """Helpers are let in for a booking that stands and is not over."""

    code = "helper-refused"


class TimeTaken(RuleBroken):
    """What was offered has been taken by somebody else."""

    code = "time-taken"
    field = "start"


class OriginInvalid(RuleBroken):
    """A site that may show our calendars is named by its https address alone."""

    code = "origin-invalid"
    field = "widget_origins"


class AppAccountInvalid(RuleBroken):
    """An account with the app has an https address, a name and a secret."""

    code = "app-account-invalid"
    field = "url"


class ApiKeyInvalid(RuleBroken):
    """A key of the interface has a name and at least one scope."""

    code = "api-key-invalid"
    field = "name"


class WebhookInvalid(RuleBroken):
    """A webhook has a public https address, a name and something to be told."""

    code = "webhook-invalid"
    field = "url"


class DisruptionUnreadable(RuleBroken):
    """A disruption says in a few words what is wrong."""

    code = "disruption-unreadable"
    field = "title"


class FactUnreadable(RuleBroken):
    """A fact about a hall is something that can be."""

    code = "fact-unreadable"


class NothingWritten(RuleBroken):
    """A message says something."""

    code = "text-missing"
    field = "text"


class TooManyRequests(RuleBroken):
    """One sender has only so many requests open, and so has a hall."""

    code = "too-many-open-requests"


class NobodyToWriteTo(RuleBroken):
    """A message has somebody it can go to."""

    code = "nobody-to-write-to"
    field = "last"


class RecipientsChanged(RuleBroken):
    """A message goes to whom the desk was shown."""

    code = "recipients-changed"


class AlreadyDecided(TransitionNotAllowed):
    """About a request is decided once."""

    code = "already-decided"


class NotPermitted(DomainError):
    """What is not granted is denied."""

    code = "not-permitted"


class GrantsMoreThanHeld(DomainError):
    """Nobody grants or ends more than they hold."""

    code = "grants-more-than-held"
    field = "role"


class LastKeeper(DomainError):
    """Somebody in a municipality can always manage its people."""

    code = "last-keeper"
    field = "role"


class OwnRole(NotPermitted):
    """Nobody locks themselves out by one button."""

    code = "own-role"


class EndsLater(DomainError):
    """The end of a role moves closer, never away."""

    code = "ends-later"
    field = "until"


class DeputyRefused(DomainError):
    """A deputy has a name, an address and a last day."""

    code = "deputy-refused"


class HolderRefused(DomainError):
    """A code is held for good by somebody with a role at the hall, one at a time."""

    code = "holder-refused"
    field = "person"


class PolicyRefused(DomainError):
    """Every step of an approval policy names who decides."""

    code = "policy-refused"
    field = "steps"


class NotYourTurn(NotPermitted):
    """A request is decided by those whose turn it is."""

    code = "not-your-turn"


class CourierRefused(DomainError):
    """A file carried from a door is whole, and from a door of ours."""

    code = "courier-refused"
    field = "bag"


class LoraInvalid(DomainError):
    """A device is named as in the network, and by one door only."""

    code = "lora-invalid"


class EnrolmentRefused(DomainError):
    """A device becomes a door with a token that counts, and a person who compares its code."""

    code = "enrolment-refused"


class DeviceRefused(DomainError):
    """A device speaks for itself only, with the key it was enrolled with, and says nothing twice."""

    code = "device-refused"


class ChallengeOver(DomainError):
    """A device signs a challenge of ours that is young; it asks for another one."""

    code = "challenge-over"


class ReleaseRefused(DomainError):
    """Doors take a release of their program from its publisher, whole, and newer than the last."""

    code = "release-refused"


class ExportTooLarge(DomainError):
    """A workbook has bounds."""

    code = "export-too-large"
    field = "last"


class CodeWrong(DomainError):
    """A typed sign-in code is not the one that was mailed, or it is used up."""

    code = "code-wrong"
    field = "code"


class PasskeyRefused(DomainError):
    """A passkey proves nothing, or may not be added this way."""

    code = "passkey-refused"


class PasskeyNeeded(DomainError):
    """What was asked for needs a session signed in with a passkey."""

    code = "passkey-needed"


class LastPasskey(DomainError):
    """The last passkey is removed only by who says so."""

    code = "last-passkey"


class LinkInvalid(DomainError):
    """A mailed link works once, for its purpose, until it expires."""

    code = "link-invalid"


class KeyRefused(DomainError):
    """A key of the interface is known and was not ended."""

    code = "key-refused"


class ScopeMissing(DomainError):
    """A key of the interface does what it was given the scope for."""

    code = "scope-missing"


class HasChanged(DomainError):
    """What was read before is still so when it is changed."""

    code = "has-changed"


class KeyReused(DomainError):
    """One idempotency key belongs to one request."""

    code = "idempotency-key-reused"
