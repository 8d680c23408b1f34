#!/usr/bin/env python3
"""Joins practice-level publications of NHS England into a file for `pcn-sim validate --networks`.

    python3 tests/networks/table.py FOLDER --networks 30 > networks.csv

FOLDER holds, as .csv or .csv.gz: lists/practice_pcn_map_*, lists/practice_imd,
practice/annual_practice_access_core, telephony/cbt_practice_monthly and
workforce/gp_workforce_practice_year. docs/networks.md says which columns of them are used and
from which publication they are. With --networks N, the N networks that the rule there chooses; without,
all that are complete. Needs Python 3.9 or later and nothing else.
"""

import argparse
import csv
import glob
import gzip
import itertools
import sys
from collections import defaultdict
from pathlib import Path

COLUMNS = [
    "network", "practice", "list_size", "deprivation_quintile", "gp_wte", "calls_per_1000_month",
    "online_per_1000_month", "appointments_per_1000_month", "missed_share", "same_day_share",
    "over_14_days_share",
]
# A network of one or two practices says little of what differs between networks.
LEAST_PRACTICES = 3


def rows(folder, name):
    """The rows of the one file of that name; a * stands for the month in it."""
    found = [path for end in (".csv", ".csv.gz") for path in glob.glob(str(Path(folder) / (name + end)))]
    if len(found) != 1:
        sys.exit(f"error: expected one file {name}.csv or .csv.gz in {folder}, found {len(found)}")
    opened = gzip.open if found[0].endswith(".gz") else open
    with opened(found[0], "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    """A number, or None where none is stated."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def telephony(folder):
    """By practice: calls, missed calls and patient-months, where every month of the file is there."""
    months, of_practice = set(), defaultdict(dict)
    for row in rows(folder, "telephony/cbt_practice_monthly"):
        months.add(row["month"])
        calls, missed = number(row["inbound"]), number(row["missed"])
        parts = [number(row[name]) for name in ("answered", "ended_ivr", "callback_requested", "missed")]
        # Outcomes that do not make up the calls were counted in another way than others count them.
        if calls and None not in parts and abs(sum(parts) - calls) <= 0.01 * calls:
            of_practice[row["practice"]][row["month"]] = (calls, missed)
    return {
        practice: (sum(calls for calls, _ in found.values()), sum(missed for _, missed in found.values()),
                   len(months))
        for practice, found in of_practice.items() if len(found) == len(months)
    }


def gps(folder):
    """By practice: full-time equivalents of the latest year."""
    table = rows(folder, "workforce/gp_workforce_practice_year")
    latest = max(row["Year"] for row in table)
    found = {row["Practice.Code"]: number(row["TOTAL_GP_EXTGL_FTE"]) for row in table if row["Year"] == latest}
    return {practice: fte for practice, fte in found.items() if fte is not None and fte > 0}


def practices(folder):
    """By network: every practice with what is known of it, or None where something is missing."""
    access = {row["practice_code_standardised"]: row for row in rows(folder, "practice/annual_practice_access_core")}
    deprivation = {row["Practice.Code"]: row for row in rows(folder, "lists/practice_imd")}
    calls, staff = telephony(folder), gps(folder)
    networks = defaultdict(list)
    for row in rows(folder, "lists/practice_pcn_map_*"):
        code = row["practice"]
        # Practices outside all networks share a code that is none.
        if not row["pcn"].startswith("U"):
            continue
        patients = number(row["registered"])
        known = code in access and code in deprivation and code in calls and code in staff and patients
        if not known:
            networks[row["pcn"]].append(None)
            continue
        year, (inbound, missed, months) = access[code], calls[code]
        networks[row["pcn"]].append({
            "network": row["pcn"],
            "practice": code,
            "list_size": int(patients),
            # The file counts from the least deprived, the model from the most.
            "deprivation_quintile": 6 - int(float(deprivation[code]["IMD_quintile"])),
            "gp_wte": staff[code],
            "calls_per_1000_month": inbound / patients * 1000 / months,
            "online_per_1000_month": number(year["ocs_submissions_per_1000_patient_months"]),
            "appointments_per_1000_month": number(year["gpad_appointments_per_1000_patient_months"]),
            "missed_share": missed / inbound,
            "same_day_share": number(year["gpad_same_day_share"]),
            "over_14_days_share": number(year["gpad_over_14_days_share"]),
            "deprivation_score": number(deprivation[code]["IMD"]),
        })
    return networks


def complete(networks):
    """The networks of which every practice states everything."""
    return {
        code: found for code, found in sorted(networks.items())
        if len(found) >= LEAST_PRACTICES
        and all(row is not None and None not in row.values() for row in found)
    }


def mean(found, value, weight):
    weights = [weight(row) for row in found]
    return sum(row[value] * w for row, w in zip(found, weights)) / sum(weights)


def traits(found):
    """What chosen networks are spread over: list size, deprivation, missed calls, same-day share."""
    patients = lambda row: row["list_size"]
    return (
        sum(row["list_size"] for row in found),
        mean(found, "deprivation_score", patients),
        mean(found, "missed_share", lambda row: row["calls_per_1000_month"] * row["list_size"]),
        mean(found, "same_day_share", lambda row: row["appointments_per_1000_month"] * row["list_size"]),
    )


def chosen(networks, wanted):
    """So many networks, as evenly as can be from the sixteen cells above and below the medians."""
    all_traits = {code: traits(found) for code, found in networks.items()}
    medians = [sorted(values)[len(values) // 2] for values in zip(*all_traits.values())]
    cells = defaultdict(list)
    for code in sorted(networks):
        cells[tuple(value >= median for value, median in zip(all_traits[code], medians))].append(code)
    # The fullest cells first, so that it is they that give one more; within a cell by code, which has
    # nothing to do with what is compared.
    order = sorted(cells.values(), key=lambda codes: (-len(codes), codes))
    rounds = itertools.zip_longest(*order)
    return sorted([code for of_round in rounds for code in of_round if code is not None][:wanted])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="the folder with the files")
    parser.add_argument("--networks", type=int, metavar="N", help="choose so many networks")
    options = parser.parse_args()
    networks = complete(practices(options.folder))
    if not networks:
        sys.exit(f"error: no network of {LEAST_PRACTICES} or more practices is complete in {options.folder}")
    codes = chosen(networks, options.networks) if options.networks else sorted(networks)
    print(f"{len(networks)} complete networks, {len(codes)} written", file=sys.stderr)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for code in codes:
        for row in networks[code]:
            out.writerow([f"{row[name]:.4f}" if isinstance(row[name], float) else row[name] for name in COLUMNS])


if __name__ == "__main__":
    main()
