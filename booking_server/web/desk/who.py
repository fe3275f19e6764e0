"""Who sits at the desk."""

from flask import g

from booking_server.domain.people import Person


def who() -> Person:
    """Return the person who is signed in; the route's row in the matrix made sure that there is one."""
    person: Person = g.person
    return person
