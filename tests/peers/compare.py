"""Simulates three small models in pcn-sim and in other engines, and compares the means.

Run as `python tests/peers/compare.py`; see README.md beside it. Exits with 0 if all means agree,
1 if some do not, 3 if something that it needs is missing.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from program import MISSING, ROOT, built

try:
    import with_ciw
    import with_simpy
except ImportError as error:
    print(
        f"{error}: the other engines are not installed; tests/peers/README.md says how",
        file=sys.stderr,
    )
    sys.exit(MISSING)

from agreement import Estimate, estimate, half_width, t_quantile
from models import CLINIC, PRIORITY, RENEGING

OURS_OF_STATIONS = 40  # replications
OURS_OF_CLINIC = 200  # replications

# Model, name in the tables, and whoever simulates it besides us.
PEERS = [
    (PRIORITY, "priority", {"SimPy": with_simpy.station, "Ciw": with_ciw.station}),
    (RENEGING, "reneging", {"SimPy": with_simpy.station, "Ciw": with_ciw.station}),
    (CLINIC, "small clinic", {"SimPy": with_simpy.clinic}),
]


class Row(NamedTuple):
    """One mean, ours and that of another engine."""

    model: str
    metric: str
    engine: str
    ours: float
    theirs: float
    half_width: float  # of the interval of the difference

    @property
    def difference(self):
        return self.ours - self.theirs

    @property
    def agrees(self):
        return abs(self.difference) <= self.half_width


def theirs(replications, seed, slower):
    """(model, engine) to metric to estimate; replications are spread over the processors."""
    found = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        waiting = {
            (name, engine): [
                pool.submit(simulate, model.slower(slower), seed * 1_000_003 + replication)
                for replication in range(replications)
            ]
            for model, name, engines in PEERS
            for engine, simulate in engines.items()
        }
        for key, futures in waiting.items():
            outcomes = [future.result() for future in futures]
            found[key] = {m: estimate([o[m] for o in outcomes]) for m in outcomes[0]}
    return found


def our_stations(program, seed, stations):
    """Model to metric to estimate, by `pcn-sim verify`: its findings, not its verdict."""
    with tempfile.TemporaryDirectory() as folder:
        cases, output = Path(folder, "cases.csv"), Path(folder, "output")
        with open(cases, "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            names = ["case_id", "model", "parameters_json", "metric", "value", "reference"]
            rows.writerow(names)
            for model in stations:
                case = [model.case_id, model.model, json.dumps(model.parameters())]
                # A case states a known value. There is none: nought stands in its place.
                rows.writerows([*case, metric, 0, "not known"] for metric in model.metrics)
        command = [program, "verify", cases, "--quiet", "--seed", str(seed), "--output", output]
        command += ["--replications", str(OURS_OF_STATIONS)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        # It exits with 1, for nothing is nought; what it leaves out is another matter.
        if told.returncode > 1 or "left out:" in told.stderr:
            raise RuntimeError(f"pcn-sim verify: {told.stderr}")
        with open(output / "verification.csv", newline="", encoding="utf-8") as file:
            findings = list(csv.DictReader(file))
    freedom = OURS_OF_STATIONS - 1
    t = t_quantile(0.995, freedom)
    found = {}
    for row in findings:
        error = (float(row["ci99_high"]) - float(row["ci99_low"])) / 2 / t
        metrics = found.setdefault(row["case_id"], {})
        metrics[row["metric"]] = Estimate(float(row["found"]), error, freedom)
    return found


def our_clinic(program, seed):
    """Metric to estimate, by `examples/small_clinic.rs`: one replication a call."""
    pairs = {}
    for replication in range(OURS_OF_CLINIC):
        chance = seed * OURS_OF_CLINIC + replication
        told = subprocess.check_output([program, str(CLINIC.days), str(chance)], text=True)
        said = {name: float(value) for name, value in (w.split("=") for w in told.split())}
        for metric, pair in {
            "arrivals_per_day": (said["arrivals"], CLINIC.days),
            "throughput_per_day": (said["served"], CLINIC.days),
            "supervised_per_day": (said["supervised"], CLINIC.days),
            "reneged_share": (said["reneged"], said["triaged"]),
            "mean_wait": (said["mean_wait"], 1),
        }.items():
            pairs.setdefault(metric, []).append(pair)
    return {metric: estimate(observed) for metric, observed in pairs.items()}


def compare(ours, peers):
    """A row for every mean that both sides have."""
    comparisons = sum(len(metrics) for metrics in peers.values())
    rows = []
    for (model, engine), metrics in peers.items():
        for metric, other in metrics.items():
            own = ours[model][metric]
            half = half_width(own, other, comparisons)
            rows.append(Row(model, metric, engine, own.mean, other.mean, half))
    return rows


def show(rows):
    """The table and the verdict."""
    head = ["model", "metric", "engine", "ours", "theirs", "difference", "joint 99%", "of mean"]
    print("{:<13}{:<20}{:<7}{:>10}{:>10}{:>12}{:>12}{:>9}".format(*head))
    for row in rows:
        share = row.half_width / row.theirs
        numbers = f"{row.ours:>10.4f}{row.theirs:>10.4f}{row.difference:>+12.4f}"
        numbers += f"{'± ' + format(row.half_width, '.4f'):>12}{share:>9.1%}"
        verdict = "agrees" if row.agrees else "DIFFERS"
        print(f"{row.model:<13}{row.metric:<20}{row.engine:<7}{numbers}  {verdict}")
    differing = sum(not row.agrees for row in rows)
    widest = max(row.half_width / row.theirs for row in rows)
    median = statistics.median(row.half_width / row.theirs for row in rows)
    print(
        "\nTwo means agree if their difference lies within its interval: Student's t with Welch's "
        f"degrees\nof freedom, at 1% divided by {len(rows)} comparisons (Bonferroni), so that all "
        "intervals together hold\nwith a confidence of 99%. Half-widths over the mean: median "
        f"{median:.1%}, widest {widest:.1%}.\n"
    )
    verdict = "DIFFER" if differing else "AGREE"
    print(f"{verdict}: {len(rows)} means compared, {differing} outside their joint 99% interval.")
    return differing


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--replications", type=int, default=60, help="of each model in each other engine")
    add("--seed", type=int, default=1, help="of both sides; the same seed gives the same table")
    add(
        "--slower",
        type=float,
        default=1.0,
        metavar="FACTOR",
        help="a deliberate mistake: services of the other engines are so many times as long",
    )
    return parser.parse_args()


def main():
    chosen = options()
    programs = built("--bin", "pcn-sim", "--example", "small_clinic")
    ours = our_stations(programs["pcn-sim"], chosen.seed, [PRIORITY, RENEGING])
    ours["small clinic"] = our_clinic(programs["small_clinic"], chosen.seed)
    peers = theirs(max(chosen.replications, 2), chosen.seed, chosen.slower)
    return 1 if show(compare(ours, peers)) else 0


if __name__ == "__main__":
    sys.exit(main())
