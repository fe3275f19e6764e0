"""What rules, states and facts say in German, said in the language of who reads it.

The domain speaks German. A page, mail or paper in another language says the same by one catalogue: a sentence
with names or numbers in it is found by its pattern here. Times and amounts are spelt as the language does.
"""

import re
from collections.abc import Callable
from functools import cache

from markupsafe import Markup, escape

from booking_server.domain.languages import Language
from booking_server.notices.catalogue import say
from booking_server.notices.phrases_of_links import PHRASES_OF_LINKS
from booking_server.notices.phrases_of_prices import PHRASES_OF_PRICES

_DAYS = {"Mo": "Mon", "Di": "Tue", "Mi": "Wed", "Do": "Thu", "Fr": "Fri", "Sa": "Sat", "So": "Sun"}
_MONTHS = {
    "Januar": "January", "Februar": "February", "März": "March", "April": "April", "Mai": "May",
    "Juni": "June", "Juli": "July", "August": "August", "September": "September", "Oktober": "October",
    "November": "November", "Dezember": "December",
}  # fmt: skip
_DAY = re.compile(r"\b(Mo|Di|Mi|Do|Fr|Sa|So)\.(?:, (\d\d)\.(\d\d)\.(\d{4}))?")
_MONTH = re.compile(rf"(?:\b(\d\d?)\. )?\b({'|'.join(_MONTHS)}) (\d{{4}})")
_CLOCK = re.compile(r"(\d\d:\d\d) Uhr(?: (Sommer|Winter)zeit)?")
_UNTIL = re.compile(r"(?<=[\d.]) bis (?=\d|Mo|Tu|We|Th|Fr|Sa|Su|Di|Mi|Do|So)")
_PERCENT = re.compile(r"(?<=\d)[ \u00a0]%")
_GAP = re.compile(r"%\(\w\)s")
_WORD = re.compile(r"[^\W\d_]{2}")
_EUROS = re.compile(r"(\d{1,3}(?:\.\d{3})*),(\d\d)[ \u00a0]€")


LONGEST_SENTENCE = 400
"""Characters; what is longer was typed by somebody, and every pattern would try all its places."""


def spoken(text: object, language: Language) -> str:
    """Return a text of the domain in a language; what is not known stays as it is."""
    return _said(str(text), language, str, _times)


def marked(text: object, language: Language) -> str:
    """Return the same for a page: what somebody wrote in German stays, and says so (WCAG 3.1.2)."""
    return _said(str(text), language, Markup, _left_in_german)


def _said(said: str, language: Language, kind: type[str], rest: Callable[[str], str]) -> str:
    if language is not Language.ENGLISH or not said.strip():
        return said
    known = say(language, said)
    if known != said or len(said) > LONGEST_SENTENCE:
        return known if known != said else rest(said)
    for german, pattern in _patterns():
        if found := pattern.fullmatch(said):
            parts = {name: _said(value, language, kind, rest) for name, value in found.groupdict().items()}
            return kind(say(language, german)) % parts
    listed = [say(language, one) for one in said.split(", ")]
    if not set(listed) & set(said.split(", ")):
        return ", ".join(listed)
    return rest(said)


def in_german(text: object, language: Language) -> str:
    """Return what is German wherever it stands, a name or somebody's words, marked on a page in English."""
    said = str(text)
    if language is not Language.ENGLISH or not said.strip():
        return said
    return Markup('<span lang="de">{}</span>').format(said)


def _left_in_german(said: str) -> str:
    told = _times(said)
    is_german = told == said and _WORD.search(said) is not None
    return in_german(said, Language.ENGLISH) if is_german else escape(told)


def _times(said: str) -> str:
    """Return a text with its days, times and amounts spelt in English."""
    said = _CLOCK.sub(lambda m: m[1] + (f" ({m[2].lower()} time)" if m[2] else ""), said)
    said = _UNTIL.sub(" to ", said).replace(" am Folgetag", " on the next day")
    said = _DAY.sub(_day, said)
    said = _MONTH.sub(lambda m: f"{m[1] + ' ' if m[1] else ''}{_MONTHS[m[2]]} {m[3]}", said)
    said = _PERCENT.sub("%", said)
    return _EUROS.sub(lambda m: f"€{m[1].replace('.', ',')}.{m[2]}", said)


def _day(found: re.Match[str]) -> str:
    name = _DAYS[found[1]]
    if not found[2]:
        return name
    return f"{name}, {int(found[2])} {list(_MONTHS.values())[int(found[3]) - 1]} {found[4]}"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return every phrase with something in it, as what recognises it; what says most itself first."""
    phrases = (one for one in PHRASES if "%(" in one)
    longest = sorted(phrases, key=lambda one: (len(_GAP.sub("", one)), len(one)), reverse=True)
    return tuple((one, re.compile(_recogniser(one), re.DOTALL)) for one in longest)


def _recogniser(phrase: str) -> str:
    parts = re.split(r"%\((\w)\)s", phrase)
    return "".join(f"(?P<{part}>.*?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))


PHRASES = (
    "QR-Code zum Öffnen der Tür",
    "Dieses Haus wird tageweise vergeben, von %(a)s bis %(b)s Uhr am Folgetag. Möglich ist zum "
    "Beispiel: %(c)s.",
    "Um diese Zeit ist das Haus geschlossen. %(a)s",
    "Das Haus schließt vorher. %(a)s",
    "Über Nacht kann hier niemand bleiben. Bitte enden Sie vor %(a)s, und buchen Sie weitere Tage einzeln.",
    "%(a)s: Ab %(b)s Uhr ist Ruhezeit. Bitte bleiben Sie außerhalb von %(c)s.",
    "Am %(a)s (%(b)s) ist das Haus geschlossen. Bitte wählen Sie einen anderen Tag.",
    "%(a)s ruht hier in den Schulferien. Am %(b)s sind %(c)s. Bitte wählen Sie einen Tag außerhalb "
    "der Ferien.",
    "Am %(a)s (%(b)s) ist das Haus %(c)s. Bitte wählen Sie einen anderen Tag.",
    "Bitte geben Sie den Anlass an, zum Beispiel: Geburtstag.",
    "Der Anlass ist zu lang (höchstens %(a)s Zeichen).",
    "Der öffentliche Titel ist zu lang (höchstens %(a)s Zeichen).",
    "Bitte stimmen Sie der Hausordnung zu.",
    "Bitte geben Sie Ihren Namen an.",
    "Der Name ist zu lang (höchstens %(a)s Zeichen).",
    "Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an.",
    "Diese E-Mail-Adresse ist nicht vollständig. Beispiel: name@example.org",
    "Diese Telefonnummer ist nicht vollständig. Beispiel: 033841 12345",
    "Eine Postleitzahl hat fünf Ziffern. Beispiel: 14806",
    "Bitte bestätigen Sie, dass Sie volljährig sind, die Verantwortung tragen und anwesend sind. Wer "
    "jünger ist, bittet eine erwachsene Person, die Buchung zu machen.",
    "Diesen Raum gibt es hier nicht. Zur Wahl stehen: %(a)s.",
    "Diese Bestuhlung gibt es hier nicht. Zur Wahl stehen: %(a)s.",
    "Wie viele Personen kommen? Bitte nur eine Zahl, zum Beispiel 20.",
    "Die gewählten Räume fassen höchstens %(a)s Personen. Sie haben %(b)s angegeben.",
    "Die gewählten Räume fassen%(a)s höchstens %(b)s Personen. Sie haben %(c)s angegeben.",
    "Zu dieser Zeit ist schon belegt: %(a)s. Bitte wählen Sie eine andere Zeit oder einen anderen Raum.",
    "Diese Zeit ist gerade für jemand anderen freigehalten: %(a)s. Wird sie nicht gebucht, ist sie wieder "
    "frei: %(b)s. Versuchen Sie es dann noch einmal, oder wählen Sie eine andere Zeit.",
    "Der Beginn liegt in der Vergangenheit. Jetzt ist %(a)s.",
    "Eine Buchung dauert mindestens 5 Minuten.",
    "Eine Buchung dauert hier höchstens %(a)s Stunden.",
    "Eine Buchung dauert hier höchstens %(a)s Stunden (%(b)s Tage).",
    "Frühestens ab %(a)s möglich.",
    "So weit im Voraus kann noch nicht gebucht werden. Möglich ist es bis %(a)s.",
    "Länger als einen Monat wird nicht gebucht. Bitte schließen Sie dafür mit der Gemeinde einen "
    "Nutzungsvertrag.",
    "Bitte wählen Sie: das ganze Haus oder einzelne Räume.",
    "Bitte geben Sie den Titel an, der veröffentlicht werden soll.",
    "Bitte wählen Sie die Art der Nutzung.",
    "Bitte wählen Sie nur eines: das ganze Haus, ein Paket oder einzelne Räume.",
    "Bitte kreuzen Sie mindestens einen Raum an.",
    "%(a)s Uhr gibt es in der Nacht zum %(b)s nicht: Die Uhren werden vorgestellt. Bitte wählen Sie "
    "%(c)s Uhr oder später.",
    "%(a)s Uhr gibt es in der Nacht zum %(b)s zweimal: Die Uhren werden zurückgestellt. Bitte wählen "
    "Sie, welche Sie meinen.",
    "Bitte geben Sie den ersten Buchungstag an.",
    "Bitte geben Sie den letzten Buchungstag an.",
    "Der letzte Tag muss am oder nach dem ersten liegen.",
    "Das Ende muss nach dem Beginn liegen.",
    "Wer in der Gemeinde wohnt, zahlt %(a)s, wer von außerhalb kommt, %(b)s. Welche Postleitzahl ist es?",
    "Bitte wählen Sie eine Antwort auf „%(a)s“. Davon hängt der Preis ab.",
    "Bitte geben Sie bei „%(a)s“ eine Zahl von 0 bis %(b)s an.",
    "Diesen Vereins-Code gibt es nicht. Bitte vergleichen Sie ihn mit dem Zettel Ihres Vorstands. "
    "Ohne Verein lassen Sie das Feld leer.",
    "Diese Zeit ist frei. Sie können sie gleich buchen.",
    "Die Warteliste dieses Hauses ist voll.",
    "Ihre Vormerkung ist abgelaufen. Bitte wählen Sie die Zeit noch einmal.",
    "Das Formular kam so zurück, wie es Programme tun. Bitte sehen Sie Ihre Angaben noch einmal an "
    "und senden Sie es dann ab.%(a)s",
    "Dieses Formular haben Sie schon einmal abgeschickt, und es ist eine Buchung daraus geworden. "
    "Wenn Sie wirklich noch einmal buchen möchten, senden Sie das Formular erneut ab.",
    "Ihr Browser hat die Verbindung zu diesem Formular verloren. Ihre Angaben sind noch da: Bitte "
    "senden Sie das Formular noch einmal ab. Dafür müssen Cookies erlaubt sein.",
    "Bitte mindestens %(a)s vorher buchen.",
    "Gebucht werden kann bis zu %(a)s Monate im Voraus.",
    "Gebucht werden kann bis zu 1 Monat im Voraus.",
    "Eine Buchung dauert höchstens %(a)s.",
    "Das Haus wird tageweise vergeben: von %(a)s bis %(b)s Uhr am Folgetag.",
    "Ruhezeit: %(a)s.",
    "Bis zur Ruhezeit ist Schluss für: %(a)s.",
    "Übernachten ist nicht erlaubt.",
    "An Feiertagen ist das Haus geschlossen.",
    "Geschlossen ist an diesen Feiertagen: %(a)s.",
    "In den Schulferien ruht: %(a)s.",
    "Die Tür kann während der Nutzung ohne Code aufgehen (Taste #) bei: %(a)s.",
    "An Wahltagen ist das Haus %(a)s.",
    "%(a)s: kurzfristig möglich.",
    "1 Tag",
    "%(a)s Tage",
    "1 Stunde",
    "%(a)s Stunden",
    "Ab %(a)s Personen gelten die Regeln für Versammlungsstätten. Bitte sprechen Sie vorher mit der "
    "Gemeinde.",
    "Von %(a)s ist Ruhezeit: Musik leise, Fenster und Türen zu, draußen bitte nur leise sprechen.",
    "Übernachten ist in diesem Haus nicht erlaubt, auch wenn Sie es über Nacht gebucht haben.",
    "Mit belegt, weil es nur gemeinsam geht: %(a)s.",
    "Private Feier",
    "Trauerfeier",
    "Versammlung oder Sitzung",
    "Vereinsbetrieb (Übung, Training, Probe)",
    "Vereinsveranstaltung",
    "Öffentliche Veranstaltung",
    "Kurs oder Unterricht",
    "Gewerbliche Veranstaltung",
    "Veranstaltung der Gemeinde",
    "Feuerwehr, Katastrophenschutz",
    "Anderes",
    "Bitte wählen",
    "Einwohnerin oder Einwohner",
    "ortsansässiger Verein",
    "auswärtiger Verein",
    "auswärtig",
    "Gemeinde",
    "Wahllokal",
    "Wann und welche Räume",
    "Wofür und zu welchem Preis",
    "Wer verantwortlich ist",
    "Prüfen und senden",
    "bestätigt",
    "angefragt",
    "vorgemerkt",
    "läuft",
    "beendet",
    "zurückgegeben",
    "abgerechnet",
    "abgelehnt",
    "storniert",
    "verfallen",
    "vorbei",
    "anfragen",
    "buchen",
    "ganztägig",
    "ab %(a)s",
    "bis %(a)s",
    "%(a)s bis %(b)s",
    "Ganzes Haus",
    "noch nicht am Schloss",
    "liegt am Schloss",
    "liegt am Schloss, gilt jetzt",
    "abgelaufen",
    "gesperrt, das Schloss hat es noch nicht bestätigt",
    "gesperrt",
    "Tür geöffnet mit %(a)s.",
    "%(a)s eingegeben, Tür blieb zu: %(b)s.",
    "Dauer-Code",
    "Fernöffnung",
    "Die Letzten haben abgeschlossen.",
    "Die Tür nimmt wieder PINs an.",
    "gültig ab %(a)s",
    "dort galt für ihn noch eine andere Zeit",
    "die Uhr der Tür ging vor",
    "vertippt",
    "Die Absage kostet Sie nichts.%(a)s",
    "Die Stornierung kostet %(a)s.",
    "Die Stornierung kostet nichts.%(a)s",
    "Stufenfrei bis in den größten Raum",
    "Nicht stufenfrei: Es gibt Stufen oder Schwellen",
    "Rollstuhlgerechtes WC",
    "Kein rollstuhlgerechtes WC",
    "Behindertenparkplatz am Haus",
    "Kein Behindertenparkplatz am Haus",
    "Induktive Höranlage",
    "Keine induktive Höranlage",
    "Ob das Haus stufenfrei ist, ist noch nicht bekannt",
    "WC: noch nicht bekannt",
    "Parken: noch nicht bekannt",
    "Höranlage: noch nicht bekannt",
    "Schmalste Tür: %(a)s cm breit",
    "Stunden",
    "Tage",
    "Nutzungen",
    "Für diesen Tag gilt noch keine Entgeltordnung. Den Preis nennt Ihnen die Gemeinde.",
    "%(a)s: %(b)s",
    "%(a)s noch nicht gezahlt, fällig am %(b)s",
    *PHRASES_OF_LINKS,
    *PHRASES_OF_PRICES,
)
"""What the domain says to who books, word by word; `%(a)s` stands for a name, a number, a time."""
