"""The rent of the booked spaces, and who is exempt from it."""

from booking_server.domain.tariffs.case import Case
from booking_server.domain.tariffs.conditions import Verdict
from booking_server.domain.tariffs.priced import DECIDES, ONE, Priced
from booking_server.domain.tariffs.schedule import Exemption, Reach, Rent


def find_exemption(case: Case) -> tuple[Exemption | None, tuple[str, ...]]:
    """Return the first exemption that applies and is not used up, and what is open about exemptions."""
    open_points: tuple[str, ...] = ()
    for exemption in case.schedule.exemptions:
        verdict = case.verdict(exemption.when)
        if verdict is Verdict.UNANSWERED:
            open_points += case.questions(exemption.when)
        if verdict is not Verdict.YES:
            continue
        used = 0 if exemption.per_year is None else case.use.free_uses.get(exemption.code)
        if used is None:
            point = f"{exemption.text}: Wie oft sie in diesem Jahr schon galt, ist nicht bekannt."
            open_points += (f"{point} {DECIDES}",)
        elif exemption.per_year is None or used < exemption.per_year:
            return exemption, open_points
    return None, open_points


def exempt(case: Case, exemption: Exemption) -> Priced:
    """Return the line that says why no rent is asked."""
    item = case.item(exemption.code, exemption.text, None)
    return Priced((item.line(ONE, "pauschal", 0, "entgeltfrei"),))


def rents(case: Case) -> Priced:
    """Give each booked space its rent: the first rule that fits takes the spaces it is for."""
    found, left = Priced(), tuple(dict.fromkeys(case.use.spaces))
    for rule in case.schedule.rents:
        taken = _reached(case, rule, left)
        priced = _rent(case, rule, taken) if taken else None
        if priced is not None:
            found += priced
            left = tuple(slug for slug in left if slug not in taken)
    return found + _silent_about(case, left)


def _reached(case: Case, rule: Rent, left: tuple[str, ...]) -> tuple[str, ...]:
    if rule.reach is Reach.ANY_BOOKING:
        return left
    if rule.reach is Reach.WHOLE_HALL:
        return left if case.use.is_whole_hall and len(left) == len(set(case.use.spaces)) else ()
    return rule.spaces if set(rule.spaces) <= set(left) else ()


def _rent(case: Case, rule: Rent, taken: tuple[str, ...]) -> Priced | None:
    verdict = case.verdict(rule.when)
    if verdict is Verdict.UNANSWERED:
        return Priced(open_points=case.questions(rule.when))
    if verdict is Verdict.NO:
        return None
    return case.price(rule.price, case.item(rule.code, rule.text, rule.vat_permille, taken))


def _silent_about(case: Case, left: tuple[str, ...]) -> Priced:
    names = {space.slug: space.name for space in case.schedule.spaces}
    why = f"Für diese Nutzung ({case.who}) nennt die Entgeltordnung keinen Preis. {DECIDES}"
    return Priced(open_points=tuple(f"{names.get(slug) or case.use.name_of(slug)}: {why}" for slug in left))
