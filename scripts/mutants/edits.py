# SPDX-License-Identifier: MIT
"""Writes a header in which faults can be switched on, one at a time, when the program runs.

An edit says what becomes of a piece of the text while its fault is on; {x} stands for the piece itself:

    expression    (a == b)      ->   (on(7) != bool(a == b))                     form = a template with {n} and {x}
    statement     f();          ->   { if (on(8)) { g(); } else { f(); } }       replace
                                     { if (!on(9)) { f(); } }                    guard: deleted, or moved away
                                     { if (on(9)) { g(); } f(); }                before: moved here
    addition                         a member that only a fault needs            insert: there whichever fault is on

Edits may lie in each other, and several on one piece; they may not overlap otherwise. Lines stay where they are, so that
what a checker says about the copy is true of the original.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Iterable, Optional

ON = "::refchan::mutants::on"


class BadEdit(Exception):
    pass


@dataclass(frozen=True)
class Edit:
    begin: int
    end: int
    form: str  # expression, replace, guard, before, insert
    text: str = ""
    fault: int = 0


@dataclass
class _Piece:
    begin: int
    end: int
    edits: list[Edit] = field(default_factory=list)
    inner: list["_Piece"] = field(default_factory=list)


def one_line(text: str) -> str:
    """Without comments and line ends, which would move what follows."""
    return " ".join(re.sub(r"//[^\n]*", "", text).split())


def _tree(edits: Iterable[Edit], size: int, where: str, text: str) -> _Piece:
    pieces: dict[tuple[int, int], _Piece] = {}
    for edit in edits:
        pieces.setdefault((edit.begin, edit.end), _Piece(edit.begin, edit.end)).edits.append(edit)
    root = _Piece(0, size)
    path = [root]
    for piece in sorted(pieces.values(), key=lambda one: (one.begin, -one.end)):
        while path[-1] is not root and piece.begin >= path[-1].end:
            path.pop()
        if piece.end > path[-1].end:
            line = text.count("\n", 0, piece.begin) + 1
            raise BadEdit(f"{where}:{line}: two edits overlap, and neither lies in the other")
        path[-1].inner.append(piece)
        path.append(piece)
    return root


def _switched(piece: _Piece, inner: str) -> str:
    def chosen(*forms: str) -> list[Edit]:
        return [edit for edit in piece.edits if edit.form in forms]

    for edit in chosen("expression"):
        inner = edit.text.replace("{n}", str(edit.fault)).replace("{x}", inner)
    for edit in chosen("replace"):
        inner = f"{{ if ({ON}({edit.fault})) {{ {edit.text.replace('{x}', one_line(inner))} }} else {{ {inner} }} }}"
    guards = ", ".join(str(edit.fault) for edit in chosen("guard"))
    if guards:
        inner = f"{{ if (!{ON}({guards})) {{ {inner} }} }}"
    moved = "".join(f"if ({ON}({edit.fault})) {{ {edit.text} }} " for edit in chosen("before"))
    if moved:
        inner = f"{{ {moved}{inner} }}"
    return inner + "".join(edit.text for edit in chosen("insert"))


def _render(piece: _Piece, text: str) -> str:
    parts: list[str] = []
    done = piece.begin
    for inner in piece.inner:
        parts += [text[done : inner.begin], _render(inner, text)]
        done = inner.end
    return _switched(piece, "".join(parts) + text[done : piece.end])


def switchable(text: str, edits: Iterable[Edit], where: str) -> str:
    """The text with these edits in it. where: its name, for a complaint."""
    return _render(_tree(edits, len(text), where, text), text)


def place_of(text: str, wanted: str) -> Optional[tuple[int, int]]:
    """Where a piece stands, whatever its line breaks and comments are; None unless it stands there just once."""
    words = [re.escape(word) for word in wanted.split()]
    found = [match.span() for match in re.finditer(r"(?:\s|//[^\n]*\n)+".join(words), text)]
    return found[0] if len(found) == 1 else None
