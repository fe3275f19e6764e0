"""Every field anybody can send, by its name; `*` stands for numbers, days, rooms and groups of users.

TYPED   people write into it: what they wrote must come back or stand somewhere letter by letter
UNSEEN  people write into it, and nobody ever sees it again: why
PICKED  people pick or the page sends it: anything else is refused or counts as not given
A field in none of them fails the test. A new field for words goes into TYPED.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

TYPED = frozenset(
    """
    amount barriers bic bis_* booking_day broken_* bundle.*.name city client_id closed_on club_code
    contact contact_email contact_name contact_phone data_protection datum day defect_* deposit door_cm
    due_before due_days easy_text email end_date end_time equipment events_category everybody.*
    exceptions first first_day groups.* halls_category haus hold_open house_rules iban keeper label last
    last_day layout layout.*.name meter_* nahe name news_category note occasion organizer paid_on
    personen persons phone place postcode prefix public_title quiet.* reason represented_by request_ends
    reviewed_how reviewed_on silence space.*.capacity space.*.name space.*.setup space.*.teardown
    start_date start_time street subject suche supervision tax_note text times title until url vat_id
    verein von_* wer why widget_origins withheld
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)

UNSEEN = {
    "dev_eui": "sixteen hexadecimal digits; anything else is named by its field",
    "secret": "the app's password is never shown",
    "code": "digits of a sign-in or a device",
    "website": "the field nobody sees",
    "opening.*": "hours; they count when their day is ticked",
    "layout.*.seats.*": "a number",
    "from": "a day behind a question mark; a wrong one is named by its field",
    "to": "a day behind a question mark; a wrong one is named by its field",
    "bis": "a month of figures or a day of the audit log",
    "von": "a month of figures or a day of the audit log",
    "zeit": "a time of day that is picked, and read strictly",
    "antwort": "what a passkey says, as JSON",
    "answer_*": "what a tariff asks; only its own answers count",
}  # fmt: skip

PICKED = frozenset(
    """
    ab abgeschickt ablehnen accessible_wc adult adult_required aendern agreed annehmen anzeige art back
    bag based_on bei buchung bundle.*.slug bundle.*.spaces cleaning columns deposit_way elections end
    end_fold entscheidung entschieden events extent file fold frequency gemeinde gesagt gesehen
    gesendet gespeichert getan gewaehlt group hall halls hearing_loop helfer is_active is_on issue_when
    key kind kitchen
    kosten kueche layout.*.slug letzter mode monat municipality nicht nochmal nur open_data_licence
    opening overnight parking
    person photo_* plan profile publish purpose purposes rests_in_school_holidays role schritt scopes
    seal sofort space space.*.shares space_api spaces stamp stand start_fold statement stempel step_*
    step_free stufenfrei titel token town tun unit venue verloren vor wahl_* warten was way weekday
    without_public_holidays without_school_holidays woche zurueck
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)


def stands_in(name: str, patterns: Iterable[str]) -> bool:
    """Whether a list has a name."""
    return any(fnmatchcase(name, one) for one in patterns)
