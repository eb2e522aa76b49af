"""Texts as they may be pasted: plans, dates, and what only looks like them; made up for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = (
    "uge mandag den ons. d. i inden senest fra til og eller ca. pr. slutningen af midt maj januar may foråret 1. 3 29."
    " 31 53 2014 2013/14 kl. 16-18 16.00 at pm kvartal halvår Q2 6/1 27.05.2014 2014-02-30 snarest (dato ikke fastlagt)"
    " jul hvis udvalget siger ja skal Byråd Hovedudvalg: møde drøfter punkt - – / , : ; | * ** _ ( ) . • ² ٣ ı"
)
PIECES = [
    *_WORDS.split(),
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "  ",
    "\n  - ",
    "\n1. ",
    "\n| ",
    "\0",
    "\u0308",
    "\ud800",
    "\u2028",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda between: between.join(pieces))
)
