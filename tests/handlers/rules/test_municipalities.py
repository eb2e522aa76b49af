"""Municipalities and regions are recognised by any name that people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.rules import municipalities
from handlers.rules.municipalities import Authority, recognise

VESTHIMMERLAND = Authority("Vesthimmerland", "Vesthimmerlands Kommune", "0820")
NORDJYLLAND = Authority("Region Nordjylland", "Region Nordjylland", "1081", is_region=True)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Vesthimmerlands Kommune", VESTHIMMERLAND),
        ("vesthimmerland", VESTHIMMERLAND),
        ("0820", VESTHIMMERLAND),
        ("Hjoerring", Authority("Hjørring", "Hjørring Kommune", "0860")),
        ("Århus", Authority("Aarhus", "Aarhus Kommune", "0751")),
        ("Bornholm", Authority("Bornholm", "Bornholms Regionskommune", "0400")),
        ("Høje Taastrup Kommune", Authority("Høje-Taastrup", "Høje-Taastrup Kommune", "0169")),
        ("Region Nordjylland", NORDJYLLAND),
        ("1081", NORDJYLLAND),
        ("Region Østdanmark", Authority("Region Østdanmark", "Region Østdanmark", None, is_region=True)),
        ("Nordjylland", None),
        ("Green Hub Denmark", None),
        ("", None),
    ],
)
def test_recognises(said, found):
    assert recognise(said) == found


def test_licence_stands_beside_the_data():
    source = Path(municipalities.__file__).parent / "data" / "kommuner.SOURCE.md"
    assert "Copyright 2018 Styrelsen for Dataforsyning og Effektivisering" in source.read_text(encoding="utf-8")
