"""Text as it may stand in XML."""

import re
from xml.sax.saxutils import escape, quoteattr

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(value: str) -> str:
    """Return a text for between tags; what XML 1.0 cannot hold is left out."""
    return escape(NOT_IN_XML.sub("", value))


def xml_attribute(value: str) -> str:
    """Return a text as the quoted value of an attribute."""
    return quoteattr(NOT_IN_XML.sub("", value))
