"""The certificate's QR code as drawing operators."""

from __future__ import annotations

from functools import lru_cache

from foundation.qr import qr_bars


def qr_operators(address: str) -> bytes:
    """`address` as drawing operators within one unit square, y growing downwards.

    One path: bars drawn apart would show hairlines between rows where a viewer smooths edges.
    """
    side, bars = qr_bars(address)
    places, lengths = _words(side)
    drawn = "".join([places[begin] + lengths[end - begin] for begin, end in bars])
    return f"0 g {1 / side:.8f} 0 0 {1 / side:.8f} 0 0 cm\n{drawn}f".encode()


@lru_cache(maxsize=16)
def _words(side: int) -> tuple[list[str], list[str]]:
    """What is written for a bar's beginning, and for its length."""
    places = [f"{place % (side + 1)} {place // (side + 1)} " for place in range(side * (side + 1))]
    return places, [f"{length} 1 re\n" for length in range(side + 1)]
