"""What an e-mail address is."""

import re

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_SIGN = r"[^\s@<>,;:\"()\[\]\\]"
_EMAIL = re.compile(rf"(?!.*=\?){_SIGN}{{1,64}}@{_SIGN}+\.(?:(?!\.){_SIGN}){{2,}}")
"""No encoded word: a mail program would read another address in it, or several."""


def is_email_address(text: str) -> bool:
    """Whether a text is one complete e-mail address and nothing else."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None
