"""German, English and Leichte Sprache: by the beginning of the address, without a cookie.

`/en/hilfe` is `/hilfe` in English. A page without a translation stays German under every prefix, says so,
and is marked as German; links keep the prefix. How a page gets its translation: README, "Translate a page".
"""

from collections.abc import Callable, Iterable
from typing import Any

import flask_babel
from flask import Flask, g, render_template, request
from flask_babel import Babel, Domain
from werkzeug.exceptions import RequestEntityTooLarge

from booking_server.domain.languages import Language

NAMES = {
    Language.GERMAN: "Deutsch",
    Language.ENGLISH: "English",
    Language.EASY: "Leichte Sprache",
}
TRANSLATED = frozenset(
    {
        "public.start",
        "texts.help_page",
        "texts.imprint",
        "accessibility.statement",
        "accessibility.give",
        "privacy.notice",
    }
)
"""Endpoints whose pages speak all languages: a test looks for German words in them."""

IN_ENGLISH = frozenset(
    {
        "public.hall",
        "booking.form",
        "booking.book",
        "booking.page",
        "booking.ask_cancel",
        "booking.cancel",
        "changing.form",
        "changing.change",
        "helpers.overview",
        "helpers.invite",
        "helpers.end",
        "helpers.own",
        "series.form",
        "series.book",
        "series.page",
        "series.day",
        "series.change_day",
        "series.change",
        "series.change_from",
        "series.offer",
        "series.accept",
        "waiting.place",
        "waiting.answer",
        "waiting.other_times",
        "waiting.take_other_time",
    }
)
"""Endpoints whose pages speak English besides German."""

EASY_AT_FIRST = frozenset({"public.hall", "booking.form"})
"""Endpoints whose German pages begin with a text in Leichte Sprache (templates `ls/…/_….html`)."""

EASY_WORDS = Domain(domain="leicht")
"""The catalog of short words in Leichte Sprache; German needs none."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_ENVIRON = "dorfschluessel.language"


class LanguagePrefix:
    """Takes the language off the address before routes are matched, and puts it before every link made."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        for language in (Language.ENGLISH, Language.EASY):
            if path == language.prefix or path.startswith(f"{language.prefix}/"):
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + language.prefix
                environ["PATH_INFO"] = path.removeprefix(language.prefix) or "/"
                environ[_ENVIRON] = language
        return self._application(environ, start)


def speak_languages(app: Flask) -> None:
    """Let pages be read in every language they have."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign,assignment]
    Babel(app, default_locale="de", locale_selector=lambda: "en" if page_language() == "en" else "de")

    @app.before_request
    def choose() -> None:
        use_language(asked_language() if speaks(request.endpoint) else Language.GERMAN)

    app.jinja_env.globals.update(
        localised=localised,
        languages=Language,
        language_names=NAMES,
        page_language=page_language,
        asked_language=asked_language,
        begins_easily=begins_easily,
        translated=is_there_in_other_languages,
    )


def speaks(endpoint: str | None) -> bool:
    """Whether the page of an endpoint speaks the language the address asks for; every error page does."""
    in_english = asked_language() is Language.ENGLISH and endpoint in IN_ENGLISH
    return endpoint is None or endpoint in TRANSLATED or in_english


def is_there_in_other_languages() -> bool:
    """Whether the address of this page is one in other languages too; links of the switch carry no token."""
    return request.endpoint in TRANSLATED | IN_ENGLISH and not _came_with_a_token()


def _came_with_a_token() -> bool:
    try:
        return "t" in request.values
    except RequestEntityTooLarge:  # the page that says so is asked, too
        return True


def begins_easily() -> bool:
    """Whether a German page begins with a text in Leichte Sprache, and says itself where that ends."""
    return asked_language() is Language.EASY and request.endpoint in EASY_AT_FIRST


def use_language(language: Language) -> None:
    """Answer this request in a language, whatever its page was to be."""
    g.page_language = language
    flask_babel.refresh()
    if language is Language.EASY:
        EASY_WORDS.as_default()


def page_language() -> Language:
    """Return the language of the page that answers this request."""
    found: Language = g.get("page_language", Language.GERMAN)
    return found


def asked_language() -> Language:
    """Return the language the address asks for."""
    return Language(request.environ.get(_ENVIRON, Language.GERMAN))


def localised(path: str) -> str:
    """Return one of our addresses in the language the visitor reads."""
    return f"{asked_language().prefix}{path}"


def render_page(name: str, **values: Any) -> str:
    """Render the template of the page's language, `en/texts/help.html`, or the German one with its words."""
    language = page_language()
    own = f"{language}/{name}"
    found: Any = name if language is Language.GERMAN else [own, name]
    return render_template(found, **values)
