"""Builds pcn-sim for the comparisons: shared by compare.py and week.py."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MISSING = 3  # the exit code if something is not installed


def built(*targets):
    """The executables of `targets`, such as "--bin", "pcn-sim", by name."""
    command = ["cargo", "build", "--release", *targets, "--message-format", "json"]
    try:
        told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    except FileNotFoundError:
        print("cargo is not installed: pcn-sim cannot be built", file=sys.stderr)
        sys.exit(MISSING)
    messages = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    return {m["target"]["name"]: m["executable"] for m in messages if m.get("executable")}
