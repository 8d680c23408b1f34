"""Reads an event log with pm4py and its animated form with vidigi, as a user would.

Usage: event_log.py ACTIVITIES.csv ANIMATION.csv POSITIONS.csv
"""

import sys

import pandas as pd
import pm4py
from vidigi.animation import animate_activity_log


def read_activities(path):
    log = pd.read_csv(path, parse_dates=["start", "end"])
    log = pm4py.format_dataframe(
        log,
        case_id="case_id",
        activity_key="activity",
        timestamp_key="end",
        start_timestamp_key="start",
    )
    assert (log["start"] <= log["end"]).all(), "an activity ends before it starts"
    starts = pm4py.get_start_activities(log)
    ends = pm4py.get_end_activities(log)
    graph, _, _ = pm4py.discover_dfg(log)
    assert ("Telephone queue", "Telephone call") in graph, "the queue leads to the call"
    print(f"pm4py: {log['case:concept:name'].nunique()} cases, {len(log)} activities, "
          f"{len(starts)} first and {len(ends)} last activities, {len(graph)} transitions")


def read_animation(path, positions_path):
    log = pd.read_csv(path)
    positions = pd.read_csv(positions_path)

    class Capacities:
        pass

    for _, row in positions.dropna(subset=["resource"]).iterrows():
        setattr(Capacities, row["resource"], int(row["capacity"]))
    day = 24 * 60
    figure = animate_activity_log(
        event_log=log,
        event_position_df=positions[["event", "x", "y", "label", "resource"]],
        scenario=Capacities(),
        every_x_time_units=30,
        limit_duration=day,
        plotly_height=600,
    )
    frames = len(figure.frames)
    assert frames > 20, f"{frames} frames of a day"
    print(f"vidigi: {log['entity_id'].nunique()} entities, {frames} frames")


if __name__ == "__main__":
    read_activities(sys.argv[1])
    read_animation(sys.argv[2], sys.argv[3])
