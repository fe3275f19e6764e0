"""What a route reads of what somebody typed: noted while it is asked, and read off the forms of its pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from booking_server.web.typed import Typed, TypedRequest

Name = tuple[str, str]
"""An endpoint and the name of one of its fields, of its form, its files or behind its question mark."""

NOTED: set[Name] = set()


class Asked(Typed):
    """Fields of a request that note which of them are asked for."""

    def get(self, key, *more, **named):  # type: ignore[no-untyped-def]
        _note(key)
        return super().get(key, *more, **named)

    def getlist(self, key, *more, **named):  # type: ignore[no-untyped-def]
        _note(key)
        return super().getlist(key, *more, **named)

    def __getitem__(self, key):  # type: ignore[no-untyped-def]
        _note(key)
        return super().__getitem__(key)

    def __contains__(self, key) -> bool:  # type: ignore[no-untyped-def]
        _note(key)
        return super().__contains__(key)


class Listening(TypedRequest):
    """A request that notes what is asked of it."""

    parameter_storage_class = Asked


def _note(key: object) -> None:
    NOTED.add((request.endpoint or "", str(key)))


@dataclass
class Form:
    """One form of a page: where it leads, what it would send, and what somebody may type or pick."""

    action: str
    method: str
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    names: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: set[str] = set()
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.add(given.get("href", ""))
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        name = given.get("name", "")
        if not self.forms or (not name and tag != "option"):
            return
        form = self.forms[-1]
        if tag in ("input", "textarea", "select", "button"):
            (form.files if given.get("type") == "file" else form.names).add(name)
        if tag == "textarea":
            self._area = name
            form.values[name] = ""
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and ("selected" in given or self._select not in form.values):
            form.values[self._select] = given.get("value", "")
        sent = given.get("type") not in ("checkbox", "radio", "file") or "checked" in given
        if tag == "input" and sent:
            form.values.add(name, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] += data


def read_page(page: str) -> tuple[list[Form], set[str]]:
    """Return the forms of a page and where its links lead."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms, reader.links


def route_of(site: Flask, address: str, method: str) -> str:
    """Return the endpoint an address of ours leads to, empty when there is none."""
    try:
        return site.url_map.bind("localhost").match(address.partition("?")[0].partition("#")[0], method)[0]
    except (HTTPException, RequestRedirect):
        return ""


def names_of(form: Form) -> Iterator[str]:
    """Yield every name somebody may fill in, the form's own token left out."""
    yield from sorted((form.names | form.files) - {"csrf_token"})
