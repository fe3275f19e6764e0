"""A visitor without JavaScript: opens pages, reads them, fills in forms as a browser would."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.test import TestResponse

UNSEEN = {"script", "style", "title", "head"}


@dataclass
class Form:
    """One form of a page: where it goes and what it holds."""

    action: str
    method: str
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects what a test asks about: texts, forms, links, elements by id."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.title = ""
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.by_id: dict[str, dict[str, str]] = {}
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if "id" in given:
            assert given["id"] not in self.by_id, f"two elements have the id {given['id']}"
            self.by_id[given["id"]] = {"tag": tag, **given}
        if tag not in ("meta", "link", "input", "br", "path", "circle"):
            self._open.append(tag)
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        if tag == "a" and "href" in given:
            self.links.append((given["href"], ""))
        if self.forms and tag in ("input", "button") and given.get("name"):
            self._control(tag, given)
        if self.forms and tag == "select":
            self._select = given["name"]
        if self._select and tag == "option":
            values = self.forms[-1].values
            if "selected" in given or self._select not in values:
                values[self._select] = given.get("value", "")

    def _control(self, tag: str, given: dict[str, str]) -> None:
        if tag == "button":
            self.forms[-1].buttons.append((given["name"], given["value"]))
        elif given.get("type") not in ("checkbox", "radio") or "checked" in given:
            self.forms[-1].values.add(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "head" in self._open:
            self.title += data
        if not UNSEEN & set(self._open):
            self.words.append(data)
            if "a" in self._open and self.links:
                href, text = self.links[-1]
                self.links[-1] = (href, text + data)


@dataclass
class Page:
    """What came back, and what a person sees of it."""

    status: int
    address: str
    headers: Headers
    html: str

    def __post_init__(self) -> None:
        self._reader = _Reader()
        self._reader.feed(self.html)
        self.text = " ".join(" ".join(self._reader.words).split())
        self.title = self._reader.title
        self.forms = self._reader.forms
        self.by_id = self._reader.by_id
        self.elements = self._reader.elements

    def link(self, text: str) -> str:
        """Return where the one link with this text leads."""
        found = {href for href, words in self._reader.links if text in " ".join(words.split())}
        assert len(found) == 1, f"{text!r} leads to {found}"
        return found.pop()

    def shows(self, text: str) -> bool:
        """Whether a person can read this on the page, whatever the line breaks."""
        return " ".join(text.split()) in self.text

    def typed(self, name: str) -> str:
        """Return what stands in a field of the page."""
        return next(form.values[name] for form in self.forms if name in form.values)

    def message_at(self, field_id: str) -> bool:
        """Whether a field is marked wrong and names an element that exists and says why."""
        control = self.by_id[field_id]
        told = control.get("aria-describedby", "").split()
        return control.get("aria-invalid") == "true" and bool(told) and all(i in self.by_id for i in told)


class Visitor:
    """Holds one browser's cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, address: str, **more: object) -> Page:
        """Open an address and follow where it leads."""
        return self._page(self.client.get(address, follow_redirects=True, **more), address)

    def send(
        self, page: Page, values: Mapping[str, object] | None = None, *, form: int = -1, button: str = ""
    ) -> Page:
        """Fill in a form of the page, press its button, follow where it leads.

        Without `form` it is the one that has the button, else the last one.
        """
        having = [one for one in page.forms if any(value == button for _, value in one.buttons)]
        chosen = having[0] if button and having else page.forms[form]
        body = MultiDict(chosen.values)
        for name, value in (values or {}).items():
            body.setlist(name, value if isinstance(value, list) else [value])
        for name, value in chosen.buttons:
            if value == button:
                body[name] = value
        target = urljoin(page.address, chosen.action or page.address)
        answer = self.client.post(target, data=body, follow_redirects=True)
        return self._page(answer, target)

    def _page(self, answer: TestResponse, asked: str) -> Page:
        path = answer.request.full_path.rstrip("?") if answer.request else asked
        html = answer.get_data(as_text=True)
        return Page(answer.status_code, path, answer.headers, html)


def address_in(text: str) -> str:
    """Return the first address in a text, without its host."""
    found = re.search(r"https?://[^/\s]+(/\S*)", text)
    assert found, text
    return found[1]
