"""Known bugs to plant: a suite counts only if it turns red on the bug it is there for (QUALITY)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """One change that breaks the code, and the tests that must notice it."""

    name: str
    file: str
    good: str
    bad: str
    tests: str


BUGS = (
    Bug(
        "naive check-then-insert: the check sees nothing and the database has no wall",
        "booking_server/storage/migrations/versions/0001_the_first_schema.py",
        "ORDER BY starts_at DESC LIMIT 1) > NEW.starts_at",
        "ORDER BY starts_at DESC LIMIT 1) > 'z'",
        "tests/booking_server/storage",
    ),
    Bug(
        "a check outside the write transaction",
        "booking_server/storage/database.py",
        'connection.exec_driver_sql("BEGIN IMMEDIATE")',
        'connection.exec_driver_sql("BEGIN")',
        "tests/booking_server/services/test_races.py",
    ),
    Bug(
        "the domain rule is never asked",
        "booking_server/services/occupying.py",
        "    rules.a_booking_may_not_overlap_another(wanted, taken)\n",
        "",
        "tests/booking_server/services/test_bookings.py tests/booking_server/web/test_booking.py"
        " tests/booking_server/domain",
    ),
    Bug(
        "synchronous=NORMAL at the server",
        "booking_server/storage/sqlite.py",
        '"synchronous": 2',
        '"synchronous": 1',
        "tests/booking_server/storage",
    ),
    Bug(
        "synchronous=NORMAL at the door",
        "lock_agent/database.py",
        '"synchronous": 2',
        '"synchronous": 1',
        "tests/lock_agent/test_storage.py tests/lock_agent/test_journal.py",
    ),
    Bug(
        "buffers ignored",
        "booking_server/domain/occupancy.py",
        "period.widened(space.setup_buffer, space.teardown_buffer)",
        "period",
        "tests/booking_server/services/test_bookings.py",
    ),
    Bug(
        "a shared room is not taken along",
        "booking_server/domain/occupancy.py",
        "        for shared in space.shares:\n",
        "        for shared in ():\n",
        "tests/booking_server/services/test_rooms.py tests/booking_server/domain",
    ),
    Bug(
        "a changed buffer is read into old bookings by the oracle",
        "booking_server/services/verify_occupancy.py",
        "versions.get((row.venue_id, row.rooms_version))",
        "versions.get((row.venue_id, max(version for _, version in versions)))",
        "tests/booking_server/services/test_rooms.py",
    ),
    Bug(
        "a school holiday nobody knows is none",
        "calendars/holidays.py",
        "<= day <= last_school_day_known():\n        return UNKNOWN",
        "<= day <= last_school_day_known():\n        return NO",
        "tests/calendars/test_holidays.py tests/booking_server/services/test_blackouts.py",
    ),
    Bug(
        "the whole hall takes only its first space",
        "booking_server/domain/venues.py",
        "            return self.spaces\n",
        "            return self.spaces[:1]\n",
        "tests/booking_server/services/test_bookings.py",
    ),
    Bug(
        "naive local time",
        "calendars/local_time.py",
        "    return (second if fold else first).astimezone(UTC)",
        "    return first.astimezone(UTC)",
        "tests/calendars",
    ),
    Bug(
        "municipality and hall missing from the permission check",
        "booking_server/domain/people.py",
        " and self.venue_id in (None, venue_id)",
        "",
        "tests/booking_server/services/test_bookings.py tests/booking_server/web",
    ),
    Bug(
        "the tenant filter is missing",
        "booking_server/storage/tenancy.py",
        "            statement = limited(statement, scope)\n",
        "",
        "tests/booking_server/web/test_matrix.py tests/booking_server/storage/test_tenancy.py",
    ),
    Bug(
        "a view works outside its tenant",
        "booking_server/web/access.py",
        "house.within(person.municipality_ids)",
        "house",
        "tests/booking_server/web/test_matrix.py",
    ),
    Bug(
        "a role is let in wherever it is held",
        "booking_server/domain/people.py",
        "g.role in MATRIX[deed] and g.covers(municipality_id, venue_id) for g in self.grants",
        "g.role in MATRIX[deed] for g in self.grants",
        "tests/booking_server/web/test_matrix.py",
    ),
    Bug(
        "a grant that ended still counts",
        "booking_server/storage/repositories/people.py",
        "or_(grants.c.ends_at.is_(None), grants.c.ends_at > now)",
        "or_(grants.c.ends_at.is_(None), grants.c.ends_at.is_not(None))",
        "tests/booking_server/web/test_matrix.py",
    ),
    Bug(
        "a GET that consumes the sign-in link",
        "booking_server/web/sign_in.py",
        "    person = service.look_at_link(the_house(), sealed)\n",
        "    person = service.look_at_link(the_house(), sealed)\n    service.use_link(the_house(), sealed)\n",
        "tests/booking_server/web",
    ),
    Bug(
        "events acknowledged beyond a gap",
        "booking_server/storage/repositories/door_events.py",
        "            if seq != acked + 1:\n                break\n",
        "",
        "tests/booking_server/services/test_door_reports.py",
    ),
    Bug(
        "the page claims what was only sent",
        "booking_server/domain/access.py",
        "at_door.applied_version < at_door.brought_in",
        "False",
        "tests/booking_server/domain/test_access.py tests/booking_server/services/test_snapshots.py",
    ),
    Bug(
        "<= at the end of a window",
        "lock_agent/clock.py",
        "    if exp <= earliest:",
        "    if exp < earliest:",
        "tests/lock_agent/test_clock.py tests/lock_agent/test_entries.py",
    ),
    Bug(
        "no clock floor",
        "lock_agent/clock.py",
        "    return clock if issued_at <= clock.floor else replace(clock, floor=issued_at)",
        "    return clock",
        "tests/lock_agent/test_clock.py",
    ),
    Bug(
        "a retained unlock is honoured",
        "lock_agent/link.py",
        "case Channel.CMD if retained:",
        "case Channel.CMD if False:",
        "tests/lock_agent/test_commands.py tests/lock_agent/test_link.py",
    ),
    Bug(
        "a snapshot that cannot be read empties the door",
        "lock_agent/snapshots.py",
        "    _PARSERS[kind](envelope.body)\n    return Applied",
        "    return Applied",
        "tests/lock_agent/test_snapshots.py tests/lock_agent/test_link.py tests/lock_agent/test_hall.py",
    ),
    Bug(
        "the spool is emptied by the broker's receipt",
        "lock_agent/outgoing.py",
        "            self._sent = batch.events[-1].seq\n",
        "            self._sent = batch.events[-1].seq\n            self._forget(self._sent)\n",
        "tests/lock_agent/test_link.py tests/lock_agent/test_hall.py",
    ),
    Bug(
        "the throttle lives in memory only",
        "lock_agent/core/durable.py",
        '"throttle": asdict(stored.throttle)',
        '"throttle": asdict(Throttle())',
        "tests/lock_agent/test_durable.py",
    ),
    Bug(
        "invoice numbers with gaps",
        "booking_server/storage/repositories/payees.py",
        "values(last=invoice_numbers.c.last + 1)",
        "values(last=invoice_numbers.c.last + 2)",
        "tests/booking_server/services/test_money.py",
    ),
    Bug(
        "the same bank statement taken twice",
        "booking_server/domain/money/matching.py",
        "    if entry.key in known:\n",
        "    if not entry.key:\n",
        "tests/booking_server/services/test_money.py tests/booking_server/domain/money",
    ),
    Bug(
        "a document type in a bank file",
        "booking_server/domain/money/camt.py",
        "StartDoctypeDeclHandler = _refuse",
        "StartDoctypeDeclHandler = None",
        "tests/booking_server/domain/money/test_camt.py",
    ),
    Bug(
        "a printed page may fetch what it likes",
        "booking_server/notices/press.py",
        "            return fetch(url, images)",
        "            return super().fetch(url, headers)",
        "tests/booking_server/notices/test_pdf.py",
    ),
    Bug(
        "an invoice's name not escaped",
        "booking_server/notices/paper.py",
        "autoescape=select_autoescape(default=True)",
        "autoescape=False",
        "tests/booking_server/notices",
    ),
    Bug(
        "the day after the last price costs what the day before did",
        "booking_server/domain/tariffs/priced.py",
        '        if cents is None:\n            reason = f"{item.text}: Für den',
        '        if False:\n            reason = f"{item.text}: Für den',
        "tests/booking_server/domain/tariffs/test_regulations.py",
    ),
    Bug(
        "a space without a price is free",
        "booking_server/domain/tariffs/rents.py",
        "    return found + _silent_about(case, left)\n",
        "    return found\n",
        "tests/booking_server/domain/tariffs/test_regulations.py",
    ),
    Bug(
        "an answer nobody offers counts as no",
        "booking_server/services/quoting.py",
        "known[given[0]].accepts(given[1])",
        "given[1]",
        "tests/booking_server/web/test_prices.py",
    ),
    Bug(
        "the end of a season decided by the end of the use",
        "booking_server/domain/tariffs/conditions.py",
        "start = local_date(use.period.start)",
        "start = local_date(use.period.end)",
        "tests/booking_server/domain/tariffs/test_rules_of_prices.py",
    ),
    Bug(
        "a bracket that ends before its hour",
        "booking_server/domain/tariffs/priced.py",
        "if minutes <= limit]",
        "if minutes < limit]",
        "tests/booking_server/domain/tariffs",
    ),
    Bug(
        "unknown keys of a tariff file passed over",
        "booking_server/domain/tariffs/fields.py",
        "            if key not in self._read:\n",
        "            if False:\n",
        "tests/booking_server/domain/tariffs/test_reading.py",
    ),
    Bug(
        "a tariff of another municipality can be published",
        "booking_server/services/tariffs.py",
        "    if not person.may_everywhere(Deed.EDIT_TARIFF, municipality_id):\n",
        "    if False:\n",
        "tests/booking_server/services/test_tariffs.py tests/booking_server/web/test_matrix.py",
    ),
)
