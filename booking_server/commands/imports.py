"""dorfschluessel import-from mrbs, ical, smart-city: what another system has, taken over."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from booking_server.commands.api_keys import town_at
from booking_server.domain.bookings import Organizer
from booking_server.domain.imports import ForeignSystem, HallReport, ImportUnreadable
from booking_server.domain.plan_verdicts import Verdict
from booking_server.domain.taken_elsewhere import Elsewhere
from booking_server.domain.venues import District
from booking_server.publishing.imports import ical, mrbs_dump, mrbs_report, smart_city
from booking_server.services.foreign.blocking_elsewhere import BlockOrder, bring_blocks
from booking_server.services.foundation.house import House
from booking_server.services.halls import importing
from booking_server.services.halls.importing import Order

SUMMARY = "say what MRBS, a calendar or Smart City Booking would bring; --apply takes it over"
LONGEST_SOURCE = 20
Command = Callable[[House, argparse.Namespace], int]


def add_to(commands: Any, open_house: Any) -> None:
    """Add these commands to the parser; `open_house` opens the house the settings describe."""
    parser = commands.add_parser("import-from", help=SUMMARY, description=SUMMARY)
    sources = parser.add_subparsers(required=True, metavar="SOURCE")
    mrbs = _source(sources, "mrbs", "a dump of its database (.sql), or a report of its page (.csv)")
    mrbs.add_argument("file", type=Path)
    mrbs.add_argument("--municipality", required=True, help="where its halls are, as in addresses")
    mrbs.add_argument("--prefix", default="mrbs_", help="what the names of its tables begin with")
    _places(mrbs)
    mrbs.set_defaults(command=lambda options: _mrbs(open_house(), options))
    calendar = _source(sources, "ical", "the bookings of one hall from an .ics file")
    calendar.add_argument("file", type=Path)
    calendar.add_argument("--hall", required=True, help="slug of the hall")
    calendar.add_argument(
        "--space", action="append", default=[], help="slug of a space; none is the whole hall"
    )
    calendar.set_defaults(command=lambda options: _ical(open_house(), options))
    city = _source(sources, "smart-city", "rooms and taken times of a Smart City Booking platform")
    city.add_argument("--municipality", required=True, help="where its rooms are, as in addresses")
    city.add_argument("--url", help="its server, https://…, asked for its public routes")
    city.add_argument("--tenant", help="the name of the municipality there")
    city.add_argument("--bookables", type=Path, help="what …/bookables/public answered, saved")
    city.add_argument("--occupancy", type=Path, help="what …/calendar/occupancy answered, saved")
    _places(city)
    city.set_defaults(command=lambda options: _smart_city(open_house(), options))
    for one in (mrbs, calendar):
        one.add_argument("--organizer", default="", help="who answers for what names nobody")
        one.add_argument("--email", default="", help="that person's address; no mail is sent by this command")


def _source(sources: Any, name: str, summary: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = sources.add_parser(name, help=summary, description=summary)
    parser.add_argument(
        "--source", type=_name, default=name, help="a name of its own for each of several systems"
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--dry-run", action="store_true", help="only say what would happen; so it is anyway")
    way.add_argument("--apply", action="store_true", help="take over what fits")
    return parser


def _name(text: str) -> str:
    if not 0 < len(text) <= LONGEST_SOURCE:
        raise argparse.ArgumentTypeError(f"a name of 1 to {LONGEST_SOURCE} characters")
    return text


def _pair(text: str) -> tuple[str, str]:
    here, equals, there = text.partition("=")
    if not (here.strip() and equals and there.strip()):
        raise argparse.ArgumentTypeError("say AREA[/ROOM]=HALL[/SPACE,…]")
    return here.strip(), there.strip()


def _places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--map",
        type=_pair,
        action="append",
        default=[],
        metavar="AREA[/ROOM]=HALL[/SPACE,…]",
        help="where a room is here",
    )
    parser.add_argument(
        "--new-in", metavar="DISTRICT", help="let unknown areas become drafts in this village"
    )


def _mrbs(house: House, options: argparse.Namespace) -> int:
    now = house.clock()

    def read() -> ForeignSystem:
        if options.file.suffix.lower() == ".csv":
            return mrbs_report.read_report(options.file, now)
        return mrbs_dump.read_dump(options.file, now, prefix=options.prefix)

    system = _read(options.file, read)
    if system is None:
        return 2
    town = town_at(house, options.municipality)
    names = (name for one in system.rooms for name in (one.area, f"{one.area}/{one.name}"))
    village, said = _village(house, town.id, options.new_in), _said(options, names)
    order = Order(town, options.source, system, said, village, _organizer(options), options.apply)
    return _print(system, importing.bring(house, order), options.apply)


def _ical(house: House, options: argparse.Namespace) -> int:
    with house.reading() as uow:
        hall = uow.venues.by_slug(options.hall)
        town = uow.venues.municipality(hall.municipality_id)
    system = _read(options.file, lambda: ical.read_file(options.file, house.clock(), hall.name))
    if system is None:
        return 2
    said = {hall.name: f"{hall.slug}/{','.join(options.space)}"}
    source = f"{options.source} {hall.id}"
    order = Order(town, source, system, said, None, _organizer(options), options.apply)
    return _print(system, importing.bring(house, order), options.apply)


def _smart_city(house: House, options: argparse.Namespace) -> int:
    town = town_at(house, options.municipality)
    if options.url and options.tenant:
        answers = smart_city.ask(options.url, options.tenant, house.network)
    elif options.bookables and options.occupancy:
        try:
            answers = smart_city.from_files(options.bookables, options.occupancy)
        except OSError as error:
            print(f"dorfschluessel: {error.filename}: {error.strerror}", file=sys.stderr)
            return 2
    else:
        print("dorfschluessel: give --url and --tenant, or --bookables and --occupancy", file=sys.stderr)
        return 2
    there = smart_city.read(answers, house.clock())
    village = _village(house, town.id, options.new_in)
    said = _said(options, (name for one in there.bookables for name in (one.id, one.title)))
    order = BlockOrder(town, options.source, there, said, village, options.apply)
    return _print(there, bring_blocks(house, order), options.apply)


def _read(path: Path, read: Callable[[], ForeignSystem]) -> ForeignSystem | None:
    try:
        return read()
    except OSError as error:
        print(f"dorfschluessel: {path}: {error.strerror}", file=sys.stderr)
        return None


def _organizer(options: argparse.Namespace) -> Organizer:
    return Organizer(options.organizer, options.email)


def _said(options: argparse.Namespace, known: Iterable[str]) -> dict[str, str]:
    """Return what --map says. Raises ImportUnreadable for what nobody there is called."""
    said, names = dict(options.map), set(known)
    unknown = [one for one in said if one not in names]
    if unknown:
        raise ImportUnreadable(f"„{unknown[0]}“ aus --map gibt es dort nicht. Es wurde nichts übernommen.")
    return said


def _village(house: House, municipality_id: str, slug: str | None) -> District | None:
    if not slug:
        return None
    with house.reading() as uow:
        return uow.venues.district_at(municipality_id, slug)


def _print(system: ForeignSystem | Elsewhere, reports: Sequence[HallReport], is_real: bool) -> int:
    counted: Counter[Verdict] = Counter()
    for line in system.notes:
        print(line)
    for report in reports:
        counted += report.counted()
        for text in _lines(report):
            print(text)
    new = "taken over" if is_real else "new"
    left_out = counted.total() - counted[Verdict.NEW] - counted[Verdict.EXISTS]
    print(
        f"{counted[Verdict.NEW]} {new}, {counted[Verdict.EXISTS]} there before, {left_out} left out;"
        f" {system.past} are over and stay there"
    )
    return 1 if is_real and left_out else 0


def _lines(report: HallReport) -> Iterable[str]:
    yield f"{report.title}{' (neues Haus, als Entwurf)' if report.is_new else ''}"
    for one in report.told:
        yield f"  {one.entry.place}: {one.word} {one.said}".rstrip()
