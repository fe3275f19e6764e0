"""Which lock may hang at which door: what keeps people safe."""

from collections.abc import Iterator

from lock_agent.lint.rule import rule
from lock_agent.profile import Profile
from lock_agent.sheet import Finding

_OPENS = {"A": "strike", "B": "request", "C": "magnet"}
_MEANS = {"A": "ein Türöffner (strike)", "C": "ein Relais, das den Magneten unterbricht (magnet)"}


@rule
def a_profile_has_the_one_output_of_its_letter(profile: Profile) -> Iterator[Finding]:
    """A profile has the one output of its letter."""
    wanted = _OPENS[profile.letter]
    kinds = {output.kind for output in profile.outputs}
    if wanted not in kinds:
        yield Finding(wanted, f"fehlt: Profil {profile.letter} öffnet damit die Tür")
    for kind in sorted(kinds - {wanted}):
        if profile.letter in _MEANS:
            means = _MEANS[profile.letter]
            yield Finding(kind, f"gehört nicht zu Profil {profile.letter}: dort öffnet {means}, sonst nichts")


@rule
def profile_b_never_drives_the_lock_of_an_escape_route(profile: Profile) -> Iterator[Finding]:
    """Profile B never drives the lock of an escape route."""
    for output in profile.outputs:
        if profile.letter == "B" and output.kind != "request":
            yield Finding(
                output.kind,
                "Profil B darf den Verschluss eines Rettungswegs nicht selbst schalten: Die Software"
                " beobachtet die Tür und bittet die zugelassene Fluchttürsteuerung (request)",
            )


@rule
def profile_b_watches_the_door(profile: Profile) -> Iterator[Finding]:
    """Profile B watches the door."""
    if profile.letter == "B" and profile.inputs.contact is None:
        yield Finding("contact", "fehlt: Profil B ist zum Beobachten da und braucht den Türkontakt")


@rule
def a_strike_on_an_escape_route_needs_panic_hardware(profile: Profile) -> Iterator[Finding]:
    """A strike on an escape route needs panic hardware."""
    if profile.letter == "A" and profile.escape_route and not profile.panic_hardware:
        yield Finding(
            "door.panic_hardware",
            "Auf einem Rettungsweg muss die Tür innen ohne Strom von Hand öffnen (Panikbeschlag)",
        )


@rule
def a_magnet_is_off_escape_routes(profile: Profile) -> Iterator[Finding]:
    """A magnet is off escape routes."""
    magnet = profile.letter == "C" or any(output.kind == "magnet" for output in profile.outputs)
    if magnet and profile.escape_route:
        yield Finding("door.escape_route", "Ein Magnet an einem Rettungsweg könnte Menschen einschließen")


@rule
def a_magnet_has_an_emergency_release_that_needs_no_software(profile: Profile) -> Iterator[Finding]:
    """A magnet has an emergency release that needs no software."""
    if not any(output.kind == "magnet" for output in profile.outputs):
        return
    if profile.inputs.emergency is None:
        yield Finding(
            "emergency", "fehlt: Ein Magnet ohne Nottaste hält Menschen fest, wenn die Technik versagt"
        )
    elif not profile.emergency_cuts_power:
        yield Finding(
            "emergency.cuts_power",
            "Die Nottaste muss den Strom des Magneten selbst unterbrechen, nicht über die Software",
        )


@rule
def somebody_can_come_in(profile: Profile) -> Iterator[Finding]:
    """Somebody can come in."""
    if profile.inputs.keypad is None and profile.inputs.scanner is None:
        yield Finding("keypad", "fehlt, und scanner auch: So kommt niemand hinein")
