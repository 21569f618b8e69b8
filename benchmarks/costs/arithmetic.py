"""Medians of rounds, how far they spread, and what follows from them."""

from statistics import median

NOISY = 0.3
"""The relative spread beyond which a row is marked: its rounds do not agree."""
KNEE = 0.9
"""The part of the best throughput from which more connections count as no gain."""


def figure(values: list[float]) -> dict:
    """The median of the rounds, and the lowest and the highest of them, to four digits."""
    low, middle, high = min(values), median(values), max(values)
    return {name: digits(v) for name, v in (("median", middle), ("min", low), ("max", high))}


def digits(value: float) -> float:
    """``value`` to four significant digits: the rest is noise, and makes a diff of every run."""
    return float(f"{value:.4g}")


def spread(values: list[float]) -> float:
    """How far the rounds are apart, as a part of their median."""
    middle = median(values)
    return (max(values) - min(values)) / middle if middle else 0.0


def is_noisy(values: list[float]) -> bool:
    return spread(values) > NOISY


def ratios(values: list[float], baseline: list[float]) -> list[float]:
    """Each round's value in times of the baseline's in the same round.

    What slows the machine for a while slows both, and leaves the ratio as it is.
    """
    return [value / base for value, base in zip(values, baseline, strict=True)]


def of_rows(
    rounds: dict[str, list[dict]], baseline: str, compared: str, *, noisy_alone: bool = False
) -> dict[str, dict]:
    """A row for each name: a figure for each measured quantity, and one for the ratio.

    ``compared`` is the quantity whose ratio to ``baseline`` the row has. A row is noisy if its
    ratios spread too far; the baseline, and every row where ``noisy_alone``, if its own values do:
    what is much shorter than what it is compared with makes each ratio noisy.
    """
    base = [each[compared] for each in rounds[baseline]]
    rows = {}
    for name, measured in rounds.items():
        values = [each[compared] for each in measured]
        ratio = ratios(values, base)
        rows[name] = {
            **{quantity: figure([each[quantity] for each in measured]) for quantity in measured[0]},
            "ratio": figure(ratio),
            "noisy": is_noisy(values if noisy_alone or name == baseline else ratio),
        }
    return rows


def knee(throughput: dict[int, float]) -> int:
    """The smallest size that serves nearly as much as the best one."""
    best = max(throughput.values())
    return min(size for size, served in throughput.items() if served >= KNEE * best)


def connections_by_littles_law(throughput: dict[int, float]) -> float:
    """Requests a second, times how long each keeps a connection, at the best throughput.

    A pool of one serves one after another: a request keeps the connection for 1 / its throughput.
    """
    return digits(max(throughput.values()) / throughput[1])
