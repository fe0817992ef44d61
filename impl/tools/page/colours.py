# SPDX-License-Identifier: MIT
"""Colours on screenshots of this project's pages."""
from __future__ import annotations

from typing import Callable

from chromium import Picture

Colour = tuple[int, int, int]


def is_red(red: int, green: int, blue: int) -> bool:
    """The red of the proof, in light and in dark; of nothing else on a page."""
    return red > 190 and green < 90 and blue < 100


def is_coloured(red: int, green: int, blue: int) -> bool:
    return max(red, green, blue) - min(red, green, blue) > 40


def differs_from(background: Colour) -> Callable[[int, int, int], bool]:
    r, g, b = background
    return lambda red, green, blue: abs(red - r) + abs(green - g) + abs(blue - b) > 20


def brightness(picture: Picture) -> int:
    """From 0, black, to 255."""
    rows, columns = range(0, picture.height, 8), range(0, picture.width, 8)
    return sum(sum(picture.pixel(x, y)) for y in rows for x in columns) // (3 * len(rows) * len(columns))
