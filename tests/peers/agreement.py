"""Estimates of means, and whether two of them agree: shared by compare.py and week.py."""

import math
from typing import NamedTuple

CONFIDENCE = 0.99  # that all intervals together hold [-]


class Estimate(NamedTuple):
    """A mean over independent replications."""

    mean: float
    error: float  # its standard error
    freedom: int


def estimate(pairs):
    """Sums of all replications divided, with the error of `src/verification/observation.rs`."""
    n, over = len(pairs), sum(x for _, x in pairs)
    ratio = sum(y for y, _ in pairs) / over
    squares = sum((y - ratio * x) ** 2 for y, x in pairs)
    return Estimate(ratio, math.sqrt(squares / (n * (n - 1))) / (over / n), n - 1)


def t_quantile(probability, freedom):
    """Student's t, by bisection of the integral of its density (Simpson's rule)."""
    log_scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    scale = math.exp(log_scale) / math.sqrt(freedom * math.pi)

    def density(x):
        return scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2)

    def below(x, steps=400):
        h = x / steps
        inner = sum((4 if i % 2 else 2) * density(i * h) for i in range(1, steps))
        return 0.5 + h / 3 * (density(0) + inner + density(x))

    low, high = 0.0, 100.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < probability else (low, middle)
    return low


def half_width(ours, theirs, comparisons):
    """Welch's interval of a difference of means, at 1% divided by the number of comparisons."""
    a, b = ours.error**2, theirs.error**2
    freedom = (a + b) ** 2 / (a**2 / ours.freedom + b**2 / theirs.freedom)
    level = (1 - CONFIDENCE) / comparisons
    return t_quantile(1 - level / 2, freedom) * math.sqrt(a + b)
