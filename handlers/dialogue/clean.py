"""Text from people, cleaned once, where a Request is made.

NUL, lone surrogates and control characters cannot be stored by both databases or shown by every face; they
are dropped, and the text is normalised (NFC), so that å typed in two ways is one letter. Newlines and tabs
stay. Nothing is cut here: what is too long is refused by the field that it was written in.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100_000  # characters of one value; a face refuses a larger body before it comes here

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without what cannot be stored or shown, in one normal form, without white space around it."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text[:LONGEST].replace("\r\n", "\n"))).strip()
