"""Drawing articles to read by eye, and what the marks so far prove: exact binomial bounds."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest
from math import exp, lgamma, log, log1p

CONFIDENCE = 0.95
READINGS = (59, 149, 299, 598)
"""With no defect seen at 95 %, so many readings support at most 5, 2, 1 and 0.5 %."""

_STEPS = 60


def draw(keys: Iterable[str], size: int, seed: str) -> list[int]:
    """Return the places of `size` keys drawn at random, ascending.

    A key is drawn if the SHA-256 of seed, newline and key is among the smallest: anybody can draw the same sample
    again, with any tool, whatever the order of the keys.
    """
    lot = (
        (sha256(f"{seed}\n{key}".encode("utf-8", "surrogatepass")).digest(), index) for index, key in enumerate(keys)
    )
    return sorted(index for _, index in nsmallest(size, lot))


def upper(drawn: int, hits: int, alpha: float = 1 - CONFIDENCE) -> float:
    """Return the largest share of hits in the whole that seeing `hits` in `drawn` does not rule out (one-sided).

    Clopper and Pearson's bound, which no finite corpus makes wrong: drawing without replacement only tells more.
    """
    if drawn == 0 or hits >= drawn:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if binomial_cdf(hits, drawn, middle) > alpha else (low, middle)
    return high


def interval(drawn: int, hits: int, alpha: float = 1 - CONFIDENCE) -> tuple[float, float]:
    """Return the two-sided Clopper–Pearson interval for the share of hits."""
    low = 0.0 if hits == 0 else 1 - upper(drawn, drawn - hits, alpha=alpha / 2)
    return low, upper(drawn, hits, alpha=alpha / 2)


def binomial_cdf(hits: int, drawn: int, share: float) -> float:
    """Return the probability of at most `hits` in `drawn` when each is one with probability `share`."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if hits >= drawn else 0.0
    return sum(
        exp(_log_choose(drawn, k) + k * log(share) + (drawn - k) * log1p(-share)) for k in range(min(hits, drawn) + 1)
    )


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
