"""What can make a Python expression slow: loops that match in many ways, and texts that bring it out."""

from __future__ import annotations

import re
import re._compiler as compiler
import re._constants as sre
import re._parser as parser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

Node = tuple[Any, Any]
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
SINGLE = (sre.ANY, sre.LITERAL, sre.NOT_LITERAL, sre.IN)  # what matches one character
LETTERS = "".join(map(chr, (*range(32, 127), *range(160, 256)))) + "–—‘’“”•…›→►あ가─"
USUAL = "aA0 .,'-|\"•›»&@()[]{}<>:;!?/_©=#*+éあ"
FEW = 5  # a loop of at most so many turns is written out
ENDS = ("\x00", '"x')  # what many an expression cannot end with
WAYS = 8  # how many alternatives of a loop are tried


KNOWN: dict[tuple[str, str], str] = {}


def takes(node: Node, alphabet: str) -> str:
    """Return the characters of `alphabet` that a node for one character takes, in whatever case."""
    if node[0] is sre.LITERAL:
        return chr(node[1]).lower()
    if (key := (repr(node), alphabet)) not in KNOWN:
        pattern = compiler.compile(parser.SubPattern(parser.State(), [node]), re.IGNORECASE)
        KNOWN[key] = "".join(filter(pattern.fullmatch, alphabet))
    return KNOWN[key]


def parts(node: Node) -> list[Iterable[Node]]:
    """Return the expressions inside a node."""
    op, value = node
    if op is sre.BRANCH:
        return list(value[1])
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    return [value[2]] if op in REPEATS else []


def example(expression: Iterable[Node], turns: int = 0) -> str:
    """Return a text that the expression matches, as far as it does not look around; loops take `turns` or more."""
    text = ""
    for op, value in expression:
        if op in SINGLE:
            text += (takes((op, value), LETTERS) or "a")[0]
        elif inner := parts((op, value)):
            times = max(value[0], min(turns, value[1])) if op in REPEATS else 1
            text += example(inner[0], turns) * times
    return text


def loops(expression: Iterable[Node], before: str = "") -> Iterator[tuple[str, Iterable[Node]]]:
    """Yield the body of each loop of many turns, and a text that leads to it."""
    for node in expression:
        for part in parts(node):
            if node[0] in REPEATS and node[1][1] > FEW:
                yield before, part
            yield from loops(part, before)
        before += example([node])


def gives_nothing_back(expression: str) -> bool:
    """Tell whether a possessive loop goes over more than one character a turn."""
    return any(_closed(node) for node in parser.parse(expression))


def _closed(node: Node) -> bool:
    inner = [list(part) for part in parts(node)]
    single = all(len(part) == 1 and part[0][0] in SINGLE for part in inner)
    closed = node[0] is sre.POSSESSIVE_REPEAT and not single
    return closed or any(_closed(each) for part in inner for each in part)


def hostile(expression: str, length: int) -> Iterator[str]:
    """Yield texts of some `length` that begin as the expression wants, go on in its loops, and cannot end."""
    tree = parser.parse(expression, re.IGNORECASE)
    seeds = {("", example([*tree][:upto], turns)) for upto in range(1, len(tree) + 1) for turns in (0, 1)}
    for before, body in loops(tree):
        one = list(body)
        turn = (
            takes(one[0], USUAL)
            if len(one) == 1 and one[0][0] in SINGLE
            else [example(one, 1), *islice(branches(one), WAYS)]
        )
        seeds |= {(start, text) for text in turn for start in (before, "")}
    for before, text in sorted(seeds):
        if text:
            yield from ((before + text * (length // len(text) + 1))[: length - len(end)] + end for end in ENDS)


def branches(expression: Iterable[Node]) -> Iterator[str]:
    """Yield an example for each alternative in an expression."""
    before = ""
    for node in expression:
        for part in parts(node):
            yield from (before + text for text in (example(part, 1), *branches(part)))
        before += example([node])


@dataclass
class Automaton:
    """The places of an expression that take one character, and which may follow which (Glushkov's construction)."""

    places: list[Node] = field(default_factory=list)
    follow: list[set[int]] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)  # places after which another follows for two reasons

    def add(self, expression: Iterable[Node]) -> tuple[bool, set[int], set[int]]:
        """Add an expression; say whether it may be empty, and which are its first and last places."""
        empty, first, last = True, set[int](), set[int]()
        for node in expression:
            for missing, starts, ends in self._turns(node):
                self.join(last, starts)
                first |= starts if empty else set()
                last = last | ends if missing else ends
                empty = empty and missing
        return empty, first, last

    def join(self, last: Iterable[int], first: set[int]) -> None:
        for place in last:
            self.twice += [place] if self.follow[place] & first else []
            self.follow[place] |= first

    def _turns(self, node: Node) -> Iterator[tuple[bool, set[int], set[int]]]:
        op, value = node
        if op in SINGLE:
            self.places.append(node)
            self.follow.append(set())
            place = {len(self.places) - 1}
            yield False, place, place
        elif op in REPEATS and value[1] <= FEW:
            for turn in range(value[1]):
                empty, first, last = self.add(value[2])
                yield empty or turn >= value[0], first, last
        elif op in REPEATS:
            empty, first, last = self.add(value[2])
            self.join(last, first)
            yield empty or not value[0], first, last
        elif inner := [self.add(part) for part in parts(node)]:
            empties, firsts, lasts = zip(*inner, strict=True)
            yield any(empties), set().union(*firsts), set().union(*lasts)


def doubtful(expression: str) -> list[str]:
    """Return the characters at which a loop may go two ways that meet again: there, every turn doubles the time."""
    tree = parser.parse(expression, re.IGNORECASE)
    return [at for _, body in loops(tree) if (at := _parting(body))]


def _parting(body: Iterable[Node]) -> str | None:
    automaton = Automaton()
    _, first, last = automaton.add(body)
    automaton.join(last, first)
    classes = [frozenset(takes(node, LETTERS).lower()) for node in automaton.places]
    if automaton.twice:
        return min(classes[automaton.twice[0]])
    for place in first:
        apart = next((pair for pair in _around(automaton, classes, place) if pair[0] != pair[1]), None)
        if apart:
            return min(classes[apart[0]] & classes[apart[1]])
    return None


def _around(automaton: Automaton, classes: list[frozenset[str]], place: int) -> set[tuple[int, int]]:
    """Return the pairs of places that one text can reach from `place`, and from which one text leads back to it."""
    came: dict[tuple[int, int], set[tuple[int, int]]] = {}
    todo = [(place, place)]
    while todo:
        pair = todo.pop()
        for one, two in product(automaton.follow[pair[0]], automaton.follow[pair[1]]):
            if not classes[one].isdisjoint(classes[two]):
                todo += [] if (one, two) in came else [(one, two)]
                came.setdefault((one, two), set()).add(pair)
    back: set[tuple[int, int]] = set()
    todo = [(place, place)]
    while todo:
        new = came.get(todo.pop(), set()) - back
        back |= new
        todo += new
    return back
