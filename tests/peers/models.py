"""The three models that are simulated twice, and what is measured of the stations.

All times are in minutes, all rates per minute unless the name says otherwise.
"""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple, Optional


@dataclass(frozen=True)
class Station:
    """Identical servers with one queue, to which customers come at random.

    Classes are served in the order of `rates`, first come first served within a class; service is
    never broken off. A customer who finds all servers busy may lose patience and leave.
    """

    case_id: str
    model: str  # in the notation of `pcn-sim verify`
    servers: int
    rates: tuple  # arrivals of each class [1/min], first class first
    services: tuple  # mean service of each class, lognormal [min]
    cv2: float  # squared coefficient of variation of service [-]
    patience: Optional[float]  # mean patience, exponential [min]; None: without end
    metrics: tuple
    warm_up: float  # from empty until measurement begins [min]
    measured: float  # [min]
    cool_down: float  # until whoever came in the measured time has left [min]

    def parameters(self):
        """The same as a case of `pcn-sim verify`."""
        stated = {"c": self.servers, "lam": list(self.rates), "mean": list(self.services)}
        stated |= {"dist": "lognormal", "cv2": self.cv2}
        return stated | ({} if self.patience is None else {"patience": self.patience})

    def slower(self, factor):
        """The same station with services `factor` times as long."""
        return replace(self, services=tuple(mean * factor for mean in self.services))


# Two classes with services of their own: for this no formula is known.
PRIORITY = Station(
    case_id="priority",
    model="M/G/c non-preemptive priority",
    servers=3,
    rates=(0.1, 0.1),
    services=(8.0, 13.0),
    cv2=0.5,
    patience=None,
    metrics=("P_wait", "Wq_class1", "Wq_class2", "P(Wq>10)", "utilisation", "throughput"),
    warm_up=4_000.0,
    measured=60_000.0,
    cool_down=2_000.0,
)

# More is asked for than four servers can do: a fifth of the customers give up. Nor for this.
RENEGING = Station(
    case_id="reneging",
    model="M/G/c+M",
    servers=4,
    rates=(0.45,),
    services=(10.0,),
    cv2=0.5,
    patience=15.0,
    metrics=("P_wait", "P_abandon", "Wq_served", "Wq_all", "utilisation", "throughput"),
    warm_up=500.0,
    measured=20_000.0,
    cool_down=1_000.0,
)


@dataclass(frozen=True)
class SmallClinic:
    """The clinic of `examples/small_clinic.rs`, whose words describe it; here are its numbers."""

    days: int = 40
    day: float = 600.0  # [min]
    arrivals_per_hour: tuple = (18, 30, 36, 32, 24, 18, 22, 30, 26, 14)
    triage_nurses: int = 2
    triage: float = 3.0  # mean, exponential [min]
    to_gp: float = 0.6  # probability [-]
    gps: int = 5
    others: int = 4
    patience: float = 90.0  # mean, exponential [min]
    rooms: int = 7
    gp_consultation: float = 10.0  # mean, lognormal [min]
    other_consultation: float = 20.0  # mean, lognormal [min]
    sigma: float = 0.5  # standard deviation of the logarithm of a consultation [-]
    supervised: float = 0.2  # probability that a consultation of OTHER needs a GP [-]
    supervision: float = 3.0  # [min]

    def slower(self, factor):
        """The same clinic with consultations `factor` times as long."""
        gp, other = self.gp_consultation * factor, self.other_consultation * factor
        return replace(self, gp_consultation=gp, other_consultation=other)


CLINIC = SmallClinic()


def logarithms(mean, cv2):
    """Mean and standard deviation of the logarithm of a lognormal length with `mean`."""
    variance = math.log1p(cv2)
    return math.log(mean) - variance / 2, math.sqrt(variance)


class Customer(NamedTuple):
    """What became of one customer."""

    place: int  # the class, from 0
    arrived: float  # [min]
    began: Optional[float]  # [min]; None: gave up
    left: float  # [min]


def observed(station, customers):
    """What one replication says: metric to (sum, over), as in `src/verification/station.rs`.

    Waits and shares are over the customers who came in the measured time, whatever became of them
    later; utilisation and throughput are over that time.
    """
    begin, end = station.warm_up, station.warm_up + station.measured
    came = [c for c in customers if begin <= c.arrived < end]
    served = [c for c in customers if c.began is not None]
    waits = [(c.began if c.began is not None else c.left) - c.arrived for c in came]
    begun = [(c.place, c.began - c.arrived) for c in came if c.began is not None]
    busy = sum(max(0.0, min(c.left, end) - max(c.began, begin)) for c in served)
    lost = len(came) - len(begun)
    values = {
        "P_wait": (lost + sum(wait > 0 for _, wait in begun), len(came)),
        "P_abandon": (lost, len(came)),
        "Wq_all": (sum(waits), len(came)),
        "Wq_served": (sum(wait for _, wait in begun), len(begun)),
        "P(Wq>10)": (sum(wait > 10 for _, wait in begun), len(begun)),
        "utilisation": (busy, station.servers * station.measured),
        "throughput": (sum(begin <= c.left < end for c in served), station.measured),
    }
    for place in range(len(station.rates)):
        of_class = [wait for other, wait in begun if other == place]
        values[f"Wq_class{place + 1}"] = (sum(of_class), len(of_class))
    return {metric: values[metric] for metric in station.metrics}
