# SPDX-License-Identifier: MIT
"""The small changes of the source, one per mutant, found in clang's syntax tree.

    delete      a statement is left out (among them: a notification, a wake-up, an unlock)
    swap        two statements that follow each other change places
    negate      a condition is turned round             true, false   it is made constant
    boundary    < becomes <=, >= becomes >, ...
    arithmetic  + becomes -, += becomes -=, ++ becomes --, & becomes |, ...
    off_by_one  a number is one larger; a 1 in a subtraction or an array index, too
    constant    an enumerator becomes the next one, true becomes false
    torn        a read-modify-write comes apart: a load, then a store

A mutant's name is its header, its function, its operator and a hash of what was there: it survives changes elsewhere.
What clang does not accept is left out, and told (see compiles.py).
"""
from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Iterator, Optional

from edits import BadEdit, Edit, one_line
from named import Mutant, line_of

sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts it, whichever python3 comes first
try:
    from clang.cindex import Config, Cursor, CursorKind as Kind, Index, TranslationUnitLoadError
except ImportError:
    raise BadEdit("the source mutants need clang's Python: on Debian, apt-get install python3-clang-19") from None

LIBRARY = "libclang-19.so.1"
FUNCTIONS = (Kind.CXX_METHOD, Kind.CONSTRUCTOR, Kind.DESTRUCTOR, Kind.FUNCTION_DECL, Kind.FUNCTION_TEMPLATE)
LOOPS = (Kind.FOR_STMT, Kind.WHILE_STMT, Kind.DO_STMT, Kind.CXX_FOR_RANGE_STMT)
JUMPS = (Kind.RETURN_STMT, Kind.CONTINUE_STMT, Kind.BREAK_STMT)
LABELS = (Kind.CASE_STMT, Kind.DEFAULT_STMT)
LARGER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
OTHER = {"+": "-", "-": "+", "&": "|", "|": "&", "%": "/", "/": "*", "*": "/", "+=": "-=", "-=": "+="}
TORN = re.compile(r"([\w.]+(?:\([^()]*(?:\([^()]*\))?[^()]*\))?)\.(fetch_\w+|exchange|compare_exchange_(?:weak|strong))\(", re.S)
SWITCH = "(::refchan::mutants::on({n})"


class Source:
    """One header: finds its mutants."""

    def __init__(self, name: str, path: Path, text: str, root: Cursor) -> None:
        self.name, self.path, self.text, self.root = name, str(path), text, root
        self.function = ""
        self.seen: Counter[str] = Counter()
        self.mutants: list[Mutant] = []

    # -- what a cursor stands for

    def span(self, cursor: Cursor) -> tuple[int, int]:
        return cursor.extent.start.offset, cursor.extent.end.offset

    def piece(self, cursor: Cursor) -> str:
        begin, end = self.span(cursor)
        return self.text[begin:end]

    def statement(self, cursor: Cursor) -> tuple[int, int]:
        """With its semicolon."""
        begin, end = self.span(cursor)
        rest = re.compile(r"\s*;").match(self.text, end)
        return begin, rest.end() if rest and self.text[end - 1] != "}" else end

    def here(self, cursor: Cursor) -> bool:
        file = cursor.location.file
        return file is not None and file.name == self.path

    # -- a mutant

    def add(self, operator: str, what: str, cursor: Cursor, *edits: Edit) -> None:
        was = one_line(self.piece(cursor))
        stem = Path(self.name).stem
        key = f"{self.name} {self.function} {operator} {what} {was}"
        self.seen[key] += 1
        digest = hashlib.sha256(f"{key} {self.seen[key]}".encode()).hexdigest()[:6]
        self.mutants.append(Mutant(f"{stem}.{self.function}.{operator}.{digest}", "source", self.name,
                                   line_of(self.text, edits[0].begin), what, tuple((self.name, edit) for edit in edits),
                                   was=was, function=f"{stem}::{self.function}", operator=operator))  # fmt: skip

    def expression(self, operator: str, what: str, cursor: Cursor, switch: str) -> None:
        self.add(operator, what, cursor, Edit(*self.span(cursor), "expression", switch))

    def instead(self, operator: str, cursor: Cursor, other: str) -> None:
        """That expression, in the place of this one."""
        self.expression(operator, f"{one_line(other)}", cursor, f"{SWITCH} ? ({one_line(other)}) : ({{x}}))")

    # -- statements

    def find(self) -> list[Mutant]:
        self.declarations(self.root)
        return self.mutants

    def declarations(self, cursor: Cursor) -> None:
        for child in cursor.get_children():
            if child.location.file is not None and not self.here(child):
                continue
            if child.kind in FUNCTIONS:
                self.body_of(child)
            else:
                if child.kind == Kind.FIELD_DECL:
                    self.function = child.spelling
                    self.expressions(child)
                self.declarations(child)

    def body_of(self, function: Cursor) -> None:
        self.function = re.sub(r"<.*", "", function.spelling)
        for child in function.get_children():
            if child.kind == Kind.COMPOUND_STMT:
                self.block(child, function.result_type.spelling not in ("void", ""))
            elif child.kind not in (Kind.PARM_DECL, Kind.TYPE_REF, Kind.NAMESPACE_REF, Kind.TEMPLATE_REF):
                self.expressions(child)  # what initialises a member

    def block(self, compound: Cursor, returns: bool) -> None:
        inside = list(compound.get_children())
        for this, following in zip(inside, [*inside[1:], None]):
            self.one_statement(this, returns and following is None)
            if following is not None and self.movable(this) and self.movable(following):
                moved, text = self.statement(following), one_line(self.text[slice(*self.statement(following))])
                self.add("swap", f"after: {text}", this, Edit(*self.statement(this), "before", text),
                         Edit(*moved, "guard"))  # fmt: skip

    def movable(self, cursor: Cursor) -> bool:
        return cursor.kind not in (Kind.DECL_STMT, *JUMPS, *LABELS) and not self.checks(cursor)

    def checks(self, cursor: Cursor) -> bool:
        """Only what a debug build, or the compiler, looks at."""
        return self.piece(cursor).startswith(("assert", "static_assert"))

    def one_statement(self, cursor: Cursor, must_return: bool) -> None:
        text = self.piece(cursor)
        if self.checks(cursor):
            return
        nothing = cursor.kind in (Kind.DECL_STMT, Kind.IF_STMT, Kind.NULL_STMT, Kind.COMPOUND_STMT, *LABELS)
        ends = cursor.kind == Kind.RETURN_STMT and text != "return"
        if not nothing and not ends and not (must_return and cursor.kind in (*LOOPS, Kind.SWITCH_STMT)):
            self.add("delete", "", cursor, Edit(*self.statement(cursor), "guard"))
        self.inside(cursor)

    def inside(self, cursor: Cursor) -> None:
        """The conditions and the expressions in a statement, and the statements in it."""
        children = list(cursor.get_children())
        if cursor.kind in (Kind.IF_STMT, Kind.WHILE_STMT) and children:
            constant = re.match(r"(if|while)\s+constexpr", self.piece(cursor)) is not None
            condition = children[0]
            if not constant and condition.kind not in (Kind.VAR_DECL, Kind.DECL_STMT):
                self.condition(condition, endless=cursor.kind == Kind.WHILE_STMT)
        if cursor.kind == Kind.DECL_STMT:
            for variable in children:
                if variable.kind == Kind.VAR_DECL:
                    self.initialiser(variable)
            return
        for child in children:
            if child.kind == Kind.COMPOUND_STMT:
                self.block(child, False)
            elif child.kind in (Kind.IF_STMT, Kind.RETURN_STMT, *LABELS, *LOOPS):
                self.inside(child)
            elif cursor.kind != Kind.CASE_STMT or child != children[0]:
                self.expressions(child, whole=cursor.kind not in (Kind.IF_STMT, Kind.WHILE_STMT))
        if not children or cursor.kind not in (Kind.IF_STMT, Kind.RETURN_STMT, *LOOPS, *LABELS):
            self.own(cursor)

    def initialiser(self, variable: Cursor) -> None:
        values = [each for each in variable.get_children() if each.kind.is_expression()]
        if "constexpr" in self.piece(variable):
            return
        if values and re.match(r"bool\b|(const )?bool\b", variable.type.spelling):
            self.condition(values[-1], endless=True)
        for value in values:
            self.expressions(value)

    # -- expressions

    def condition(self, cursor: Cursor, endless: bool = False) -> None:
        """endless: a loop would not end if it were always true; or a variable, for which one constant will do."""
        if cursor.kind == Kind.CXX_BOOL_LITERAL_EXPR:
            return
        self.expression("negate", "not", cursor, f"{SWITCH} != bool({{x}}))")
        self.expression("false", "never", cursor, f"(!::refchan::mutants::on({{n}}) && bool({{x}}))")
        if not endless:
            self.expression("true", "always", cursor, f"{SWITCH} || bool({{x}}))")

    def expressions(self, cursor: Cursor, whole: bool = True) -> None:
        """All expressions in this one; lambdas have statements of their own. whole: and this one itself."""
        if cursor.location.file is not None and not self.here(cursor):
            return
        if cursor.kind == Kind.LAMBDA_EXPR:
            for child in cursor.get_children():
                if child.kind == Kind.COMPOUND_STMT:
                    self.block(child, True)
            return
        self.own(cursor)
        for child in cursor.get_children():
            self.expressions(child)

    def own(self, cursor: Cursor) -> None:
        kind, text = cursor.kind, self.piece(cursor)
        if kind == Kind.BINARY_OPERATOR or kind == Kind.COMPOUND_ASSIGNMENT_OPERATOR:
            self.binary(cursor)
        elif kind == Kind.CONDITIONAL_OPERATOR:
            self.condition(next(cursor.get_children()), endless=True)
        elif kind == Kind.UNARY_OPERATOR and text[:2] in ("++", "--"):
            self.instead("arithmetic", cursor, {"++": "--", "--": "++"}[text[:2]] + text[2:])
        elif kind == Kind.INTEGER_LITERAL and text.rstrip("uUlL").isdigit():
            self.instead("off_by_one", cursor, f"{int(text.rstrip('uUlL')) + 1}{text[len(text.rstrip('uUlL')):]}")
        elif kind == Kind.CXX_BOOL_LITERAL_EXPR:
            self.instead("constant", cursor, {"true": "false", "false": "true"}[text])
        elif kind == Kind.DECL_REF_EXPR and cursor.referenced is not None:
            self.enumerator(cursor)
        elif kind == Kind.CALL_EXPR and (torn := TORN.match(text)) and not text.startswith("std::"):
            method = "compare_exchange" if torn[2].startswith("compare") else torn[2]
            self.instead("torn", cursor, f"::refchan::mutants::torn_{method}({torn[1]}, {text[torn.end():]}")

    def enumerator(self, cursor: Cursor) -> None:
        value = cursor.referenced
        if value.kind != Kind.ENUM_CONSTANT_DECL or value.location.file is None or "refchan" not in value.location.file.name:
            return
        names = [each.spelling for each in value.semantic_parent.get_children() if each.kind == Kind.ENUM_CONSTANT_DECL]
        following = names[(names.index(value.spelling) + 1) % len(names)]
        self.instead("constant", cursor, re.sub(rf"{value.spelling}$", following, self.piece(cursor)))

    def binary(self, cursor: Cursor) -> None:
        left, right = list(cursor.get_children())[:2]
        between = self.text[self.span(left)[1] : self.span(right)[0]]
        sign = one_line(between).strip("() ")
        if sign in ("&&", "||"):
            for operand in (left, right):
                if sign == "&&":
                    self.expression("true", "always", operand, f"{SWITCH} || bool({{x}}))")
                else:
                    self.expression("false", "never", operand, f"(!::refchan::mutants::on({{n}}) && bool({{x}}))")
        other = LARGER.get(sign) or OTHER.get(sign)
        if other is not None and between.strip("() \n") == sign:
            changed = self.piece(cursor)
            at = self.span(left)[1] - self.span(cursor)[0] + between.index(sign)
            operator = "boundary" if sign in LARGER else "arithmetic"
            self.instead(operator, cursor, changed[:at] + other + changed[at + len(sign) :])


def parsed(include: Path, name: str) -> Cursor:
    if not Config.loaded:
        Config.set_library_file(LIBRARY)
    arguments = ["-xc++", "-std=c++23", f"-I{include}", "-resource-dir", "/usr/lib/llvm-19/lib/clang/19"]
    try:
        unit = Index.create().parse(str(include / "refchan" / name), arguments)
    except TranslationUnitLoadError as error:
        raise BadEdit(f"{name}: {error}") from None
    for problem in unit.diagnostics:
        if problem.severity >= problem.Error:
            raise BadEdit(f"{name}: {problem}")
    return unit.cursor


def source_mutants(include: Path, headers: dict[str, str]) -> Iterator[Mutant]:
    for name in sorted(headers):
        path = include / "refchan" / name
        text = path.read_text(encoding="utf-8")
        if headers[name] == text:  # but for the orders, which have mutants of their own
            yield from Source(name, path, text, parsed(include, name)).find()
