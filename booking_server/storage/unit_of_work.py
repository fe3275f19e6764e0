"""One use case, one transaction: the only place that commits, and the place where now stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from booking_server.storage.database import Database, translated
from booking_server.storage.owners import Scope
from booking_server.storage.repositories.access_codes import AccessCodes
from booking_server.storage.repositories.api_keys import ApiKeys
from booking_server.storage.repositories.app import App
from booking_server.storage.repositories.approvals import Approvals
from booking_server.storage.repositories.audit import AuditLog
from booking_server.storage.repositories.audit_reading import AuditReading
from booking_server.storage.repositories.booking_changes import BookingChanges
from booking_server.storage.repositories.bookings import Bookings
from booking_server.storage.repositories.bridges import Bridges
from booking_server.storage.repositories.calendar_uses import CalendarUses
from booking_server.storage.repositories.certificates import Certificates
from booking_server.storage.repositories.clubs import Clubs
from booking_server.storage.repositories.credentials import Credentials
from booking_server.storage.repositories.desk_messages import DeskMessages
from booking_server.storage.repositories.displacements import Displacements
from booking_server.storage.repositories.door_alarms import DoorAlarms
from booking_server.storage.repositories.door_commands import DoorCommands
from booking_server.storage.repositories.door_enrolments import DoorEnrolments
from booking_server.storage.repositories.door_events import DoorEvents
from booking_server.storage.repositories.door_log import DoorLog
from booking_server.storage.repositories.door_outages import DoorOutages
from booking_server.storage.repositories.door_releases import DoorReleases
from booking_server.storage.repositories.door_sessions import DoorSessions
from booking_server.storage.repositories.door_warnings import DoorWarnings
from booking_server.storage.repositories.doors import Doors
from booking_server.storage.repositories.dossiers import Dossiers
from booking_server.storage.repositories.elections import Elections
from booking_server.storage.repositories.figures import Figures
from booking_server.storage.repositories.foreign_calendars import ForeignCalendars
from booking_server.storage.repositories.frame import Frame
from booking_server.storage.repositories.handovers import Handovers
from booking_server.storage.repositories.helpers import Helpers
from booking_server.storage.repositories.holders import HolderCodes
from booking_server.storage.repositories.idempotency import IdempotencyKeys
from booking_server.storage.repositories.imports import Imports
from booking_server.storage.repositories.invoices import Invoices
from booking_server.storage.repositories.lora import Lora
from booking_server.storage.repositories.occupancy import Occupancies
from booking_server.storage.repositories.open_data import OpenData
from booking_server.storage.repositories.operation import Operation
from booking_server.storage.repositories.outbox import Outbox
from booking_server.storage.repositories.passkeys import Passkeys
from booking_server.storage.repositories.payees import Payees
from booking_server.storage.repositories.payments import Deposits, Payments
from booking_server.storage.repositories.people import People
from booking_server.storage.repositories.plan_drafts import PlanDrafts
from booking_server.storage.repositories.privacy_links import PrivacyLinks
from booking_server.storage.repositories.quotes import Quotes
from booking_server.storage.repositories.retention import Retention
from booking_server.storage.repositories.series import SeriesRows
from booking_server.storage.repositories.sign_ins import SignIns
from booking_server.storage.repositories.statement_drafts import StatementDrafts
from booking_server.storage.repositories.tariffs import Tariffs
from booking_server.storage.repositories.venues import Venues
from booking_server.storage.repositories.waiting import WaitingList
from booking_server.storage.repositories.webhooks import Webhooks
from booking_server.storage.tenancy import limit


class UnitOfWork:
    """The repositories of one transaction and its frozen `now` (aware, UTC).

    With a `scope` it reads and changes rows of those municipalities only, whatever a repository asks for.
    """

    def __init__(self, connection: Connection, now: datetime, scope: Scope | None = None) -> None:
        if scope is not None:
            limit(connection, scope)
        self.connection = connection
        self.now = now
        self.venues = Venues(connection)
        self.bookings, self.booking_changes = Bookings(connection), BookingChanges(connection)
        self.calendar_uses = CalendarUses(connection)
        self.occupancy = Occupancies(connection)
        self.access_codes, self.helpers = AccessCodes(connection), Helpers(connection)
        self.holders = HolderCodes(connection)
        self.doors = Doors(connection)
        self.door_events = DoorEvents(connection)
        self.elections = Elections(connection)
        self.door_alarms = DoorAlarms(connection, now)
        self.door_commands = DoorCommands(connection, now)
        self.door_enrolments = DoorEnrolments(connection)
        self.door_sessions = DoorSessions(connection)
        self.certificates = Certificates(connection, now)
        self.door_log = DoorLog(connection)
        self.door_releases = DoorReleases(connection, now)
        self.door_warnings = DoorWarnings(connection, now)
        self.retention = Retention(connection, now)
        self.dossiers = Dossiers(connection)
        self.privacy_links = PrivacyLinks(connection, now)
        self.outbox, self.operation = Outbox(connection, now), Operation(connection, now)
        self.api_keys, self.webhooks = ApiKeys(connection, now), Webhooks(connection, now)
        self.door_outages, self.credentials = DoorOutages(connection, now), Credentials(connection)
        self.app, self.bridges = App(connection, now), Bridges(connection)
        self.lora, self.approvals = Lora(connection, now), Approvals(connection)
        self.audit, self.audit_reading = AuditLog(connection, now), AuditReading(connection)
        self.people = People(connection, now)
        self.clubs = Clubs(connection, now)
        self.sign_ins, self.passkeys = SignIns(connection), Passkeys(connection, now)
        self.series = SeriesRows(connection)
        self.plan_drafts = PlanDrafts(connection, now)
        self.tariffs = Tariffs(connection)
        self.quotes = Quotes(connection, now)
        self.payees = Payees(connection)
        self.invoices = Invoices(connection)
        self.payments = Payments(connection, now)
        self.deposits = Deposits(connection, now)
        self.handovers = Handovers(connection)
        self.desk_messages = DeskMessages(connection)
        self.figures, self.open_data = Figures(connection), OpenData(connection)
        self.frame, self.imports = Frame(connection), Imports(connection, now)
        self.statement_drafts = StatementDrafts(connection, now)
        self.foreign_calendars = ForeignCalendars(connection, now)
        self.waiting = WaitingList(connection)
        self.displacements = Displacements(connection)
        self.idempotency = IdempotencyKeys(connection, now)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Do something within the transaction that is undone alone when it raises (a savepoint)."""
        with translated(), self.connection.begin_nested():
            yield

    def commit(self) -> None:
        """Make everything durable. What was not committed never happened."""
        with translated():
            self.audit.write()
            self.connection.commit()


@contextmanager
def write(database: Database, now: datetime, scope: Scope | None = None) -> Iterator[UnitOfWork]:
    """Yield a unit of work that writes; leaving without commit() rolls back."""
    with database.writing() as connection:
        yield UnitOfWork(connection, now, scope)


@contextmanager
def read(database: Database, now: datetime, scope: Scope | None = None) -> Iterator[UnitOfWork]:
    """Yield a unit of work over one consistent state of the database, for reading only."""
    with database.reading() as connection:
        yield UnitOfWork(connection, now, scope)
