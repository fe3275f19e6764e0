"""Paper templates: what is printed, filled in with text that is always escaped."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from booking_server.domain.money.euros import say_euros, say_percent
from booking_server.domain.series import WEEKDAY_NAMES
from booking_server.notices.voice import GERMAN, Voice
from calendars import local_time

_PAPER = Environment(
    loader=PackageLoader("booking_server.notices"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAPER.filters.update(
    say_period=local_time.say_period,
    say_moment=local_time.say_moment,
    say_date=local_time.say_date,
    say_euros=say_euros,
    say_percent=say_percent,
)
_PAPER.globals["weekdays"] = WEEKDAY_NAMES


def fill(template: str, *, title: str, say: Voice = GERMAN, **values: object) -> str:
    """Return a page of `notices/templates` as HTML for `pdf.render`. A missing value is an error.

    Templates that are written in more than one language say everything through `_`.
    """
    return _PAPER.get_template(template).render(title=title, lang=say.language.value, _=say, **values)
