"""The judge of hostile texts lets pass what stands there letter by letter or cut, and nothing else."""

import pytest

from tests.booking_server.web.hostile.judge import faults_in
from tests.booking_server.web.hostile.texts import MARK, RESULT, TEXTS

SCRIPT = TEXTS["script"]


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{MARK}&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        f"<p>„{MARK}&lt;script&gt;alert(1…</p>",
        f"<p>({MARK}&lt;script&gt;alert(1…)</p>",
        f"<p>„{MARK}&lt;script&gt;alert(1“ ist keine Zahl.</p>",
        f"<title>{MARK}&lt;script&gt;alert(1 – Dorfschlüssel</title>",
        f'<a href="/?personen={MARK}%3Cscript%3Ealert(1&amp;datum=1#hier">weiter</a>',
    ],
)
def test_what_stands_there_or_was_cut_passes(page: str) -> None:
    assert faults_in(page.encode(), "text/html", SCRIPT) == []


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{SCRIPT}</p>",
        f"<p>{MARK}&amp;lt;script&amp;gt;alert(1)</p>",
        f"<p>{MARK}alert(1)</p>",
        f"<p>{MARK}</p>",
        f"<p>{MARK}&lt;scr</p>",
        f"<p>{MARK}&lt;script&gt;alert(1)&lt;/script&gt; und {MARK}&lt;SCRIPT</p>",
        f'<a href="/?personen={MARK}&lt;script&gt;alert(1)&lt;/script&gt;">weiter</a>',
        f"<p>{MARK}<e@e.example></p>",
        f"<p>{MARK} script alert(1)</p>",
        f"<p>{MARK}%3Cscript%3E</p>",
        f"<p>{MARK} {RESULT}</p>",
        f"<p>{MARK}&lt;\u202escript</p>",
        f'<a href="javascript:alert(1)">{MARK}</a>',
        f'<a href="https://e.example" onclick="{MARK}">weiter</a>',
    ],
)
def test_what_acts_or_came_out_changed_does_not(page: str) -> None:
    assert faults_in(page.encode(), "text/html", SCRIPT) != []
