"""Draws the two icons of the app in Teams: `python -m scripts.icons`.

The house's mark, a ring of twelve seats, one of them amber: in colour on fjord, 192 × 192, inside the middle 120
that Teams never cuts; and as an outline, 32 × 32, white on nothing, where the one seat is known by its size alone.

The same bytes come out on every machine: shades are counted in whole points, and nothing is compressed, since
libraries differ in how they do that.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from math import cos, hypot, pi, sin
from pathlib import Path

ICONS = Path(__file__).resolve().parent.parent / "bot" / "teams" / "icons"
FJORD, AMBER, WHITE = (0x0C, 0x54, 0x65), (0xE0, 0xA0, 0x30), (0xFF, 0xFF, 0xFF)  # design: --accent, --amber
SEATS, RING, SEAT, ONE = 12, 11.5, 2.0, 3.0  # the mark's measures, as bot/web/templates/mark.html has them
FINE = 8  # points a pixel is looked at in, each way
SHADES = 7  # between nothing and all of a colour; two colours and their ground make sixteen, four bits a pixel

Rgb = tuple[int, int, int]


def main() -> None:
    """Write both icons."""
    ICONS.mkdir(parents=True, exist_ok=True)
    for name, content in icons().items():
        (ICONS / name).write_bytes(content)


def icons() -> dict[str, bytes]:
    """Both icons by name, as PNG."""
    coloured = [(*mixed(FJORD, colour, part), 255) for colour in (WHITE, AMBER) for part in range(1, SHADES + 1)]
    outlined = [(*WHITE, 255 * part // SHADES) for _ in range(2) for part in range(1, SHADES + 1)]
    return {
        "color.png": png(mark(192, 4.0), [(*FJORD, 255), *coloured]),
        "outline.png": png(mark(32, 1.0), [(*WHITE, 0), *outlined]),
    }


def mark(size: int, scale: float) -> list[list[int]]:
    """The mark in a square: for each pixel 0 for the ground, 1 to SHADES for how much of it a seat covers, and as
    many more for the one."""
    return [[shade(x, y, size / 2, scale) for x in range(size)] for y in range(size)]


def shade(x: int, y: int, middle: float, scale: float) -> int:
    """The number of one pixel's shade."""
    turns = [2 * pi * seat / SEATS for seat in range(SEATS)]
    for seat, turn in enumerate(turns):
        radius = (SEAT if seat else ONE) * scale
        across, down = middle + RING * scale * cos(turn), middle + RING * scale * sin(turn)
        if hypot(x + 0.5 - across, y + 0.5 - down) < radius + 1:
            part = round(covered(x - across, y - down, radius) * SHADES / FINE**2)
            return part + (0 if seat or not part else SHADES)
    return 0


def covered(across: float, down: float, radius: float) -> int:
    """How many of a pixel's points lie within a circle around 0, 0."""
    points = [(point + 0.5) / FINE for point in range(FINE)]
    return sum(hypot(across + right, down + below) <= radius for right in points for below in points)


def mixed(ground: Rgb, colour: Rgb, part: int) -> Rgb:
    """A colour in `part` of SHADES on its ground."""
    red, green, blue = (below + (above - below) * part // SHADES for below, above in zip(ground, colour, strict=True))
    return red, green, blue


def png(pixels: list[list[int]], palette: list[tuple[int, int, int, int]]) -> bytes:
    """A picture of at most sixteen colours, uncompressed (PNG 1.2, RFC 1950, RFC 1951)."""
    rows = b"".join(b"\0" + bytes(a << 4 | b for a, b in zip(row[::2], row[1::2], strict=True)) for row in pixels)
    if len(rows) > 0xFFFF:
        raise ValueError("more than fits one uncompressed block")
    block = b"\1" + struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF) + rows
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunks(
            (b"IHDR", struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 4, 3, 0, 0, 0)),
            (b"PLTE", b"".join(bytes(each[:3]) for each in palette)),
            (b"tRNS", bytes(each[3] for each in palette)),
            (b"IDAT", b"\x78\1" + block + struct.pack(">I", zlib.adler32(rows))),
            (b"IEND", b""),
        )
    )


def chunks(*parts: tuple[bytes, bytes]) -> Iterable[bytes]:
    """A PNG's chunks."""
    for kind, content in parts:
        yield struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    main()
