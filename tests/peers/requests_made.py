"""What the modules of `practice.py` share: a request, and random lengths and numbers."""

import math

DAY = 1440.0


def lognormal(chance, mean, variation):
    """A length with this mean and coefficient of variation."""
    spread = math.log(1 + variation**2)
    return chance.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread))


def poisson(chance, mean):
    """A number of events, by exponential gaps."""
    number, at = 0, chance.expovariate(1)
    while at < mean:
        number, at = number + 1, at + chance.expovariate(1)
    return number


class Request:
    """A request about a new need, or an item of planned care."""

    __slots__ = (
        "arose", "urgency", "right", "in_person", "advice_settles", "for_the_door", "same_day",
        "takes_others", "online_able", "days_left", "attempts", "attempt_day", "planned", "recall", "profession",
        "misrouted", "triaged", "seen", "consultations", "step", "wanted", "tries", "invitations", "asked", "measured",
        "offered", "routing",
    )  # fmt: skip

    def __init__(self):
        self.planned = self.recall = self.misrouted = self.triaged = False
        self.offered = False
        self.seen = 0
        self.consultations = 0
        self.attempts = 0
        self.attempt_day = -1
        self.routing = None
        self.step = "request"
        self.tries = self.invitations = 0
