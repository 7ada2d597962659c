# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks beside `run.py` share: their options, and where their results are published."""

import argparse
import json
import os


def parser(option, description, kinds):
    """`option` is that of `scripts/bench`; of `kinds` one may be asked for alone."""
    made = argparse.ArgumentParser(prog=f"scripts/bench --{option}",
                                   description=description.splitlines()[0])
    made.add_argument("--only", choices=kinds, help="one of them: not published")
    for name in ("--pixherd", "--corpus", "--small-corpus"):
        made.add_argument(name, required=True, help=argparse.SUPPRESS)
    return made


def publish(name, results, markdown):
    """As `results/NAME.json` and `results/NAME.md`."""
    base = os.path.join(os.path.dirname(os.path.abspath(__file__)), "results", name)
    with open(f"{base}.json", "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    with open(f"{base}.md", "w", encoding="utf-8") as file:
        file.write(markdown)
