"""Amounts of money in whole kroner, as Danish municipalities write and read them: `65 mio. kr.`, `1,2 mia.`,
`450.000 kr`, `450000`; in English `DKK 65 million`, `DKK 450,000`.

The word beside the figures says how their separators are meant: `1,25 mio.` is Danish, `1.25 million` English. Figures
that cannot be read that way are read the other way; where no larger unit is named, three figures behind a separator
are thousands in both.
"""

from __future__ import annotations

import re
from decimal import Decimal

MOST = 10**15
"""Nothing that is counted here comes near this; whatever does is a slip."""
LONGEST = 60  # characters
_THOUSAND, _MILLION, _MILLIARD = 10**3, 10**6, 10**9
_DANISH = {
    "t.kr": _THOUSAND, "tkr": _THOUSAND, "tusind": _THOUSAND, "mio": _MILLION, "mill": _MILLION, "mkr": _MILLION,
    "millioner": _MILLION, "mia": _MILLIARD, "milliard": _MILLIARD, "milliarder": _MILLIARD,
}  # fmt: skip
_ENGLISH = {
    "thousand": _THOUSAND, "k": _THOUSAND, "m": _MILLION, "million": _MILLION, "bn": _MILLIARD, "billion": _MILLIARD,
}  # fmt: skip
_UNITS = _DANISH | _ENGLISH
_CURRENCY = r"kr\.?|kroner|dkk"
_AMOUNT = re.compile(
    rf"({_CURRENCY})?(\d[\d.,]*)(?:({'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})\.?)?"
    rf"-?({_CURRENCY})?"
)
_SMALL = 1000  # below this, figures alone may well be meant in millions


class NoAmount(ValueError):
    """The words are no amount of money."""


class NoUnit(NoAmount):
    """A small number with no word beside it: 65 kroner, or 65 million of them?"""


class TooMuch(NoAmount):
    """An amount that cannot be meant."""


def read(text: str) -> int:
    """Whole kroner, 0 and up. Raises NoAmount, NoUnit or TooMuch; an amount with øre in it is no whole one."""
    found = _AMOUNT.fullmatch("".join(text.split()).lower()) if len(text) <= LONGEST else None
    if found is None:
        raise NoAmount(text)
    before, figures, unit, after = found.groups()
    danish = unit in _DANISH or (unit is None and "dkk" not in (before, after))
    amount = _number(figures.rstrip(".,"), danish, decimals=9 if unit else 2) * (_UNITS[unit] if unit else 1)
    if amount != int(amount):
        raise NoAmount(text)
    if amount >= MOST:
        raise TooMuch(text)
    if 0 < amount < _SMALL and not (before or unit or after):
        raise NoUnit(text)
    return int(amount)


def _number(figures: str, danish: bool, *, decimals: int) -> Decimal:
    for thousands, point in ((".", ","), (",", ".")) if danish else ((",", "."), (".", ",")):
        shape = rf"(\d{{1,3}}(?:\{thousands}\d{{3}})+|\d+)(?:\{point}(\d{{1,{decimals}}}))?"
        if found := re.fullmatch(shape, figures):
            return Decimal(f"{found[1].replace(thousands, '')}.{found[2] or 0}")
    raise NoAmount(figures)


def write(amount: int, language: str) -> str:
    """65 mio. kr., 1,25 mio. kr., 450.000 kr.; in the largest unit that takes no more than two decimals, so that
    nothing is rounded and the words read back as the same amount."""
    danish = language == "da"
    for unit, dansk, english in ((_MILLIARD, "mia.", "billion"), (_MILLION, "mio.", "million")):
        if amount >= unit and amount % (unit // 100) == 0:
            figures = _figures(Decimal(amount) / unit, danish)
            return f"{figures} {dansk} kr." if danish else f"DKK {figures} {english}"
    figures = _figures(Decimal(amount), danish)
    return f"{figures} kr." if danish else f"DKK {figures}"


def _figures(value: Decimal, danish: bool) -> str:
    whole, _, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0")
    said = f"{whole}.{rest}" if rest else whole
    return said.translate(str.maketrans(",.", ".,")) if danish else said
