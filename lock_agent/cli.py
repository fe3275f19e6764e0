"""dorfschluessel-agent: the programs of a device."""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from lock_agent.backoff import HTTPS_AFTER_S
from lock_agent.log import log
from lock_agent.programs.options import Options
from lock_agent.settings import SettingsInvalid
from lock_agent.tenure import UnitRuns
from lock_agent.version import VERSION

HOME = Path("/var/lib/dorfschluessel-agent")
"""Where the files of an installed device lie."""

ENROLMENT = "enrolment.json"

SLOTS = Path("/var/lib/dorfschluessel-program")
"""Where its two installations of this program lie."""

EXIT_HARDWARE = 69
"""EX_UNAVAILABLE: what the guard drives is not there."""

EXIT_RUNS = 75
"""EX_TEMPFAIL: it runs already; systemd tries again, so the door is not left without one."""

EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: systemd must not start such a unit again."""


EXIT_INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C has ended."""

LASTING = frozenset({"door", "link", "lora", "guard", "simulate"})
"""Commands that work until they are told to stop, and see to that themselves."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given) or 0)
    except FileNotFoundError as error:
        log(f"dorfschluessel-agent {given.command}: {_missing(error, getattr(given, 'data', None))}")
    except PermissionError as error:
        log(f"dorfschluessel-agent {given.command}: {_closed(error)}")
    except ModuleNotFoundError as error:
        log(f"dorfschluessel-agent: {error.name} fehlt. Im geklonten Ordner: pip install '.[agent]'")
    except UnitRuns as error:
        log(f"dorfschluessel-agent {given.command}: {error}")
        return EXIT_RUNS
    except SettingsInvalid as error:
        log(f"dorfschluessel-agent {given.command}: {error}")
    except (KeyboardInterrupt, EOFError):
        if given.command in LASTING:
            raise
        log("Abgebrochen. Derselbe Befehl macht dort weiter.")
        return EXIT_INTERRUPTED
    return EXIT_CONFIGURATION


def _missing(error: FileNotFoundError, data: Path | None) -> str:
    """Say what is missing, and what to do where a person can do something."""
    if error.filename is None:
        return str(error)
    path = Path(str(error.filename))
    if path.name == ENROLMENT:
        return f"Dieses Gerät ist noch nicht angemeldet ({path} fehlt): dorfschluessel-agent enrol"
    if data in (path, *path.parents):
        return (
            f"{path} fehlt: Dieses Gerät ist noch nicht angemeldet (dorfschluessel-agent enrol), oder seine"
            " Dateien liegen anderswo; dann nennen Sie den Ordner mit --data"
        )
    return f"{path} fehlt."


def _closed(error: PermissionError) -> str:
    """Say what may not be opened; the look as root names whose files they must be."""
    return (
        f"{error.filename or error} darf dieses Konto nicht öffnen. Versuchen Sie es mit sudo. Hilft das"
        " nicht, sagt Ihnen sudo dorfschluessel-agent doctor, was zu tun ist"
    )


def _door(given: argparse.Namespace) -> None:
    from lock_agent.programs.door import run_door  # noqa: PLC0415 -- each process loads its own unit only

    run_door(_options(given))


def _link(given: argparse.Namespace) -> None:
    from lock_agent.programs.link import run_link  # noqa: PLC0415 -- each process loads its own unit only

    run_link(_options(given))


def _lora(given: argparse.Namespace) -> int:
    from lock_agent.programs.lora import run_lora  # noqa: PLC0415 -- each process loads its own unit only

    return run_lora(_options(given))


def _guard(given: argparse.Namespace) -> int:
    from lock_agent.programs.guard import run_guard, secure  # noqa: PLC0415

    try:
        if given.secure:
            secure(_options(given))
        else:
            run_guard(_options(given), given.orders)
    except FileNotFoundError:
        raise
    except OSError as error:
        log(f"dorfschluessel-agent guard: {error}")
        return EXIT_HARDWARE
    return 0


def _simulate(given: argparse.Namespace) -> None:
    from lock_agent.bench.script import ScriptInvalid  # noqa: PLC0415 -- no unit at a hall loads the bench
    from lock_agent.bench.simulator import fleet_config, load_config, simulate  # noqa: PLC0415

    if given.config is not None:
        simulate(load_config(given.config))
        return
    if given.data is None:
        raise SettingsInvalid("--doors braucht --data")
    try:
        config = fleet_config(given.data, given.doors, like=given.like, script=given.script)
    except ScriptInvalid as error:
        raise SettingsInvalid(str(error)) from error
    simulate(config)


def _status(given: argparse.Namespace) -> None:
    from lock_agent.programs.status import status  # noqa: PLC0415

    sys.stdout.write(status(given.data))


def _lint(given: argparse.Namespace) -> int:
    from lock_agent.programs.lint import report  # noqa: PLC0415

    text, is_sound = report(given.profile)
    sys.stdout.write(text)
    return 0 if is_sound else 1


def _courier(given: argparse.Namespace) -> int:
    from lock_agent.programs.courier import run_courier  # noqa: PLC0415

    code, said = run_courier(_options(given), bring=given.bring, collect=given.collect)
    (sys.stderr if code else sys.stdout).write(said)
    return code


def _enrol(given: argparse.Namespace) -> int:
    from lock_agent.programs.enrol import enrol  # noqa: PLC0415

    if given.token_file is not None:
        typed = given.token_file.read_text(encoding="ascii")
    else:
        typed = given.token or input("Anmelde-Code vom Schreibtisch: ")
    code = enrol(given.data, server=given.server, typed=typed, authority=given.ca, say=_say)
    if given.token_file is not None and code == 0:
        with suppress(PermissionError):  # it was root's, it has served, and serves nobody again
            given.token_file.unlink()
    return code


def _renew(given: argparse.Namespace) -> int:
    from lock_agent.programs.renew import renew  # noqa: PLC0415

    return renew(given.data, authority=given.ca, now=time.time(), is_forced=given.now, say=_say)


def _wipe(given: argparse.Namespace) -> int:
    from lock_agent.programs.wipe import wipe  # noqa: PLC0415

    return wipe(given.data, is_sure=given.sure, say=_say)


def _fetch(given: argparse.Namespace) -> int:
    from lock_agent.programs.fetch import fetch  # noqa: PLC0415

    return fetch(given.data, given.slots, authority=given.ca, now=time.time(), say=_say)


def _update(given: argparse.Namespace) -> int:
    from lock_agent.programs.update import Surroundings, update  # noqa: PLC0415

    return update(
        given.data, given.slots, file=given.file, is_forced=given.now, around=Surroundings(), say=_say
    )


def _doctor(given: argparse.Namespace) -> int:
    from lock_agent.programs.doctor import doctor  # noqa: PLC0415

    return doctor(_options(given), as_json=given.json, pulses=given.pulse, say=_say)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _options(given: argparse.Namespace) -> Options:
    return Options(
        data=given.data,
        profile=given.profile,
        bench=given.bench,
        boot_id=getattr(given, "boot_id", ""),
        clock_offset=getattr(given, "clock_offset", 0),
        unplugged=getattr(given, "unplugged", False),
        parent=getattr(given, "parent", 0),
        https_after_s=getattr(given, "https_after", HTTPS_AFTER_S),
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dorfschluessel-agent", description="The program at the door.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True)
    door = _unit(commands, "door", _door, "credentials, decisions and hardware; no network")
    link = _unit(commands, "link", _link, "between the database and the broker; no hardware")
    for unit in (door, link):
        unit.add_argument("--boot-id", default="", help="name of this power-on (bench)")
        unit.add_argument("--clock-offset", type=int, default=0, help="seconds the clock is off (bench)")
        unit.add_argument("--parent", type=int, default=0, help="process to end with (bench)")
    link.add_argument("--unplugged", action="store_true", help="start with the cable pulled (bench)")
    link.add_argument(
        "--https-after",
        type=float,
        default=HTTPS_AFTER_S,
        help="seconds without MQTT after which the link comes over HTTPS (default: %(default)g)",
    )
    _unit(commands, "lora", _lora, "between the radio module and the door; believes neither")
    guard = _unit(commands, "guard", _guard, "owns the outputs; started by the door")
    task = guard.add_mutually_exclusive_group(required=True)
    task.add_argument("--orders", type=int, help="descriptor of the socket the door speaks on")
    task.add_argument("--secure", action="store_true", help="secure the strike and end")
    simulate = commands.add_parser("simulate", help="many simulated doors behind one control socket")
    which = simulate.add_mutually_exclusive_group(required=True)
    which.add_argument("--config", type=Path, help="the doors of a demo (JSON)")
    which.add_argument("--doors", type=_count, help="so many doors, in directories of --data")
    simulate.add_argument("--data", type=Path, help="directory of door-0001 and on")
    simulate.add_argument("--like", type=Path, help="enrolment.json; doors without one get a copy, numbered")
    simulate.add_argument(
        "--script", type=Path, help="outages, visits and clocks (TOML, see bench/script.py)"
    )
    simulate.set_defaults(run=_simulate)
    status = commands.add_parser("status", help="what a door has stored")
    status.add_argument("--data", type=Path, default=HOME)
    status.set_defaults(run=_status)
    lint = commands.add_parser("lint", help="whether a door profile is safe to use, and why not")
    lint.add_argument("profile", type=Path, help="door profile (TOML)")
    lint.set_defaults(run=_lint)
    courier = _unit(commands, "courier", _courier, "carry state in and events out where there is no network")
    courier.add_argument("--bring", type=Path, help="file loaded at the desk")
    courier.add_argument("--collect", type=Path, help="file to be written, for the desk")
    _add_life(commands)
    return parser


def _add_life(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what happens to a device between its first day and its last."""
    data = {"type": Path, "default": HOME, "help": "directory of this device's files (default: %(default)s)"}
    trusted = {
        "type": Path,
        "help": "certificate the server is checked against, where it is not a public one",
    }
    enrol = commands.add_parser("enrol", help="make this device a door")
    enrol.add_argument("--server", required=True, help="https://…, the address of the web pages")
    enrol.add_argument("--token", help="shown at the desk; asked for if it is not given")
    enrol.add_argument("--token-file", type=Path, help="file with the token; removed once it has served")
    enrol.set_defaults(run=_enrol)
    renew = commands.add_parser("renew", help="ask for the next certificate when it is time")
    renew.add_argument("--now", action="store_true", help="whether it is time or not")
    renew.set_defaults(run=_renew)
    fetch = commands.add_parser("fetch", help="ask the server for the next release of this program")
    fetch.set_defaults(run=_fetch)
    update = commands.add_parser("update", help="install a release, keep it only if the door works with it")
    update.add_argument("--file", type=Path, help="a release brought by hand; else what was fetched")
    update.add_argument("--now", action="store_true", help="also while bookings are near")
    update.set_defaults(run=_update)
    for command in (fetch, update):
        command.add_argument("--slots", type=Path, default=SLOTS, help="directory of the installations")
    for command in (enrol, renew, fetch):
        command.add_argument("--ca", **trusted)  # type: ignore[arg-type]
    wipe = commands.add_parser("wipe", help="remove what makes this device a door")
    wipe.add_argument("--sure", action="store_true", help="also events that the server does not have")
    wipe.set_defaults(run=_wipe)
    doctor = _unit(commands, "doctor", _doctor, "what is wrong with this device, and what to do")
    doctor.add_argument("--json", action="store_true", help="for programs")
    doctor.add_argument("--pulse", action="store_true", help="try the strike too; the door must be stopped")
    for command in (enrol, renew, wipe, fetch, update):
        command.add_argument("--data", **data)  # type: ignore[arg-type]


def _unit(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: object, text: str
) -> argparse.ArgumentParser:
    unit = commands.add_parser(name, help=text)
    unit.add_argument(
        "--data",
        type=Path,
        default=HOME,
        help="directory of enrolment.json and agent.db (default: %(default)s)",
    )
    unit.add_argument(
        "--profile", type=Path, help="door profile (TOML); door.toml of --data where none is named"
    )
    unit.add_argument("--bench", action="store_true", help="mock pins and a control socket")
    unit.set_defaults(run=run)
    return unit


if __name__ == "__main__":
    sys.exit(main())
