"""What a request lacks or states wrongly, and how many one may make."""

from booking_server.domain.errors.base import RuleBroken


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


class LayoutUnknown(RuleBroken):
    """A layout is one the hall offers."""

    code = "layout-unknown"
    field = "layout"


class AdultMissing(RuleBroken):
    """An adult answers for a booking and is present."""

    code = "adult-missing"
    field = "adult"


class TooManyHolds(RuleBroken):
    """A time is kept for a visitor only so often."""

    code = "too-many-holds"
    field = "start"


class SentTooFast(RuleBroken):
    """A form is filled in by a person."""

    code = "sent-too-fast"


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


class TooManyRequests(RuleBroken):
    """One sender has only so many requests open, and so has a hall."""

    code = "too-many-open-requests"
