"""Marked lines that people write, and what a room or their writer then reads. Emil leads the group, and it is Friday 20
November 2026."""

from __future__ import annotations

LINE = "Frist: fredag den 11. december kl. 12 – budskabspapir – @Anna"

NOTED = [
    (
        LINE,
        "✅ Frist noteret: Budskabspapir, fredag den 11. december kl. 12 (uge 50), Anna Lindholt.\n{Ret} · {Fortryd}",
    ),
    (
        "frist: Input til AAU's analyse, 18/12",
        "✅ Frist noteret: Input til AAU's analyse, fredag den 18. december (uge 51).\n{Ret} · {Fortryd}",
    ),
    (
        "- **Deadline:** uge 50: udkast til høringssvar",
        "✅ Frist noteret: Udkast til høringssvar, uge 50.\n{Ret} · {Planlæg baglæns} · {Fortryd}",
    ),
    (
        "Beslutning: Vi går videre med model B – direktionen – 2. december",
        "✅ Beslutning noteret: Vi går videre med model B (direktionen, onsdag den 2. december)\n{Fortryd}",
    ),
    (
        "Leverance: Notat om netkapacitet – https://brn.example/n",
        "✅ Leveret: Notat om netkapacitet, Emil Brandtoft.\n[Åbn]\n{Fortryd}",
    ),
    (
        "Status: gul – venter på tal fra netselskabet",
        "✅ Status noteret: gul – venter på tal fra netselskabet\n{Fortryd}",
    ),
]
"""A line, and its receipt."""

ASKED = [
    ("Status: vi er lidt bagud", "Hvilken farve?\nvi er lidt bagud\n[Grøn] [Gul] [Rød]", "Gul"),
    (
        "Frist: snarest – one-pager",
        "Hvornår skal one-pager være klar?\nDer står ingen dato, som kan læses, i linjen.\n[Uden dato] [Sæt dato]",
        "Uden dato",
    ),
    (
        "Frist: 11. eller 14. december – notat",
        "To datoer: hvilken gælder for notat?\n[Fredag den 11.] [Mandag den 14.]",
        "Mandag den 14.",
    ),
    (
        "Frist: fredag den 12. december – notat",
        "Den 12. december 2026 er en lørdag, ikke en fredag.\n[Fredag den 11.] [Lørdag den 12.]",
        "Fredag den 11.",
    ),
    (
        "Frist: 24. december – notat",
        "Torsdag den 24. december er juleaftensdag.\nSkal fristen ligge der alligevel?\n"
        "[Ja, gem den] [Vælg en anden dag]",
        "Ja, gem den",
    ),
    (
        "Frist: 2. november 2026 – notat",
        "Mandag den 2. november er passeret.\nSkal fristen ligge der alligevel?\n[Ja, gem den] [Vælg en anden dag]",
        "Ja, gem den",
    ),
]
"""A line, what its writer is asked, and what they press."""

LEFT_ALONE = ["Hvornår er fristen: fredag?", "> Frist: 1. december – gammelt", "Hej alle"]
