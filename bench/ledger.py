# SPDX-License-Identifier: Apache-2.0
"""What a run costs that has nothing to do: pixherd with a ledger, over files that an earlier run has
done, in turn with a `find -printf` over what it has to look at.

In place that is the tree; with `-o` it is the outputs besides, which must stand as they were left.
The files are tiny PNGs, no two alike, on the disk that TMPDIR names; all is in the page cache.
`scripts/bench --ledger` calls this.
"""

import argparse
import os
import statistics
import subprocess
import tempfile

import machine
import measure
import side_bench

FILES = 100_000
_MOST_OF_FIND = 2.0
_MOST_MEMORY = 300 << 20
_WAYS = (("`--in-place`", ["--in-place", "IN"], ["IN"]),
         ("`-o`", ["IN", "-o", "OUT"], ["IN", "OUT"]))


def _measure(options, way, words, looked_at, folder):
    places = {"IN": os.path.join(folder, "in"), "OUT": os.path.join(folder, "out")}
    state = os.path.join(folder, "state")
    os.mkdir(places["IN"])
    subprocess.run([options.tiny_pngs, places["IN"], str(options.files)], check=True)
    again = [options.pixherd, *(places.get(word, word) for word in words), "--state", state, "-q"]
    find = ["find", *(places[name] for name in looked_at), "-printf", "%p %s %T@\\n"]
    subprocess.run(again, check=True)
    measure.write_back(folder)
    log = os.path.join(folder, "log")
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": folder}
    rounds = [(measure.timed(again, environment, log), measure.timed(find, environment, log))
              for _ in range(options.rounds + 1)][1:]  # the first round warms up
    return {"way": way, "files": options.files,
            "pixherd": [own.wall for own, _ in rounds], "find": [its.wall for _, its in rounds],
            "peak_rss": max(own.peak_rss for own, _ in rounds)}


def _ratio(row):
    return statistics.median(own / its for own, its in zip(row["pixherd"], row["find"]))


def _markdown(results):
    lines = ["# A run with nothing to do", "",
             f"Commit {results['commit']}, {results['started_on']}; {results['rounds']} rounds, "
             "medians; written by `scripts/bench --ledger`.", "",
             "| Files | Run | Wall, s | `find -printf` over what it looks at, s | Ratio | "
             "Peak memory, MB | Targets |", "|--:|---|--:|--:|--:|--:|---|"]
    for row in results["rows"]:
        ratio = _ratio(row)
        met = ratio <= _MOST_OF_FIND and row["peak_rss"] < _MOST_MEMORY
        lines.append(
            f"| {row['files']:,} | {row['way']} | {statistics.median(row['pixherd']):.3f} | "
            f"{statistics.median(row['find']):.3f} | {ratio:.2f} | {row['peak_rss'] / 1e6:.0f} | "
            f"at most {_MOST_OF_FIND} and 300 MiB: {'met' if met else 'MISSED'} |")
    return "\n".join(lines) + "\n"


def _options():
    parser = argparse.ArgumentParser(prog="scripts/bench --ledger",
                                     description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="timed pairs of runs (7)")
    parser.add_argument("--files", type=int, default=FILES, metavar="N", help=f"not published ({FILES})")
    for name in ("--pixherd", "--tiny-pngs"):
        parser.add_argument(name, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    options = _options()
    measure.adopt_orphans()
    rows = []
    for way, words, looked_at in _WAYS:
        with tempfile.TemporaryDirectory(prefix="pixherd-bench-") as folder:
            rows.append(_measure(options, way, words, looked_at, folder))
        print(f"{way}: {_ratio(rows[-1]):.2f} of find", flush=True)
    results = {"commit": machine.commit(), "started_on": machine.today(), "rounds": options.rounds,
               "rows": rows}
    if options.files == FILES:
        side_bench.publish("ledger", results, _markdown(results))
    else:
        print(_markdown(results))


if __name__ == "__main__":
    main()
