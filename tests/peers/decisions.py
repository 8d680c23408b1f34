"""How often other packages choose correctly, and with how many replications.

PyMOSO's R-SPLINE on a noisy square, sim-tools' KN and OCBA where the choice is hardest. The test
`methods_need_no_more_replications_than_those_of_other_packages` in tests/decisions.rs has the same problems
and holds the figures that this script printed.
"""

import math
import warnings

import numpy
from pymoso.chnbase import Oracle
from pymoso.chnutils import solve
from pymoso.solvers.rspline import RSPLINE
from sim_tools.ovs.fixed_budget import OCBA
from sim_tools.ovs.indifference_zone import KN

STUDIES = 1_000  # The table in benches/README.md has 4,000 to 6,000 of some.
SEARCHES = 40

warnings.filterwarnings("ignore")


class Square(Oracle):
    """x² + N(0, variance 3) on -100...100, with noise of its own at each point."""

    calls = 0

    def __init__(self, rng):
        self.num_obj = 1
        self.dim = 1
        super().__init__(rng)

    def g(self, x, rng):
        Square.calls += 1
        is_allowed = -100 <= x[0] <= 100
        value = x[0] ** 2 + rng.normalvariate(0, math.sqrt(3)) if is_allowed else None
        return is_allowed, (value,)


class Options:
    """Normal options with these means and the same standard deviation."""

    def __init__(self, means, deviation, seed):
        self.means, self.deviation = means, deviation
        self.random = numpy.random.default_rng(seed)
        self.observers, self.made = [], 0

    def register_observer(self, observer):
        self.observers.append(observer)

    def simulate(self, option):
        self.made += 1
        value = self.means[option] + self.deviation * self.random.standard_normal()
        for observer in self.observers:
            observer.feedback(self, option, value)


def r_spline(start, budget):
    """The share of searches that end at 0, and their mean number of replications."""
    correct, Square.calls = 0, 0
    for search in range(SEARCHES):
        seed = (12345 + 7 * search, 12345, 12345, 12345, 12345 + search, 12345)
        found, _ = solve(Square, RSPLINE, ((-1) ** search * start,), budget=budget, seed=seed)
        correct += found == {(0,)}
    return correct / SEARCHES, Square.calls / SEARCHES


def kn(best):
    """One of five options is better by the indifference."""
    correct, made = 0, 0
    for study in range(STUDIES):
        options = Options([float(option == best) for option in range(5)], 3.0, study)
        left = KN(options, 5, 1.0, alpha=0.05, n_0=10, obj="max").solve()
        correct += list(left) == [best]
        made += options.made
    return correct / STUDIES, made / STUDIES


def ocba(means, deviation, best, budget):
    """Means are raised by 100, because OCBA's running variance is wrong where values may be negative."""
    correct = 0
    for study in range(STUDIES):
        options = Options([100 + mean for mean in means], deviation, study)
        chosen = OCBA(options, len(means), budget, 10, n_0=10, obj="max").solve()
        correct += chosen == best
    return correct / STUDIES


print("what                          correct  replications")
for best in (3, 0):
    print("sim-tools KN, option {} best    {:.3f}  {:.0f}".format(best, *kn(best)))
for budget in (500, 1_000):
    print("sim-tools OCBA, slippage       {:.3f}  {}".format(ocba([0, 0, 0, 1, 0], 3.0, 3, budget), budget))
for budget in (400, 800):
    means = [-float(i) for i in range(10)]
    print("sim-tools OCBA, ten designs    {:.3f}  {}".format(ocba(means, 6.0, 0, budget), budget))
for start, budget in ((10, 200), (10, 400), (10, 800), (10, 1_600), (100, 6_400)):
    correct, made = r_spline(start, budget)
    print("PyMOSO R-SPLINE, from ±{:<3}     {:.3f}  {:.0f}".format(start, correct, made))
