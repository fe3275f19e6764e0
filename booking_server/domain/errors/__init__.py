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

from booking_server.domain.errors.base import *
from booking_server.domain.errors.changes import *
from booking_server.domain.errors.desk import *
from booking_server.domain.errors.doors import *
from booking_server.domain.errors.people import *
from booking_server.domain.errors.programs import *
from booking_server.domain.errors.requests import *
from booking_server.domain.errors.series import *
from booking_server.domain.errors.signing_in import *
from booking_server.domain.errors.times import *
