# SPDX-License-Identifier: Apache-2.0
"""Records what images cost, for bench/herd_sim: their format, their bytes and the least seconds of
some runs, since whatever else a machine does only adds. Written is a table, a line an image.

Usage: record_costs.py PIXHERD FOLDER [RUNS] > bench/data/wallpapers.tsv
"""

import json
import os
import subprocess
import sys
import tempfile

SETTINGS = ["--long-edge", "1600", "--quality", "80"]


def _records(pixherd, folder):
    with tempfile.TemporaryDirectory(prefix="pixherd-record-") as out:
        command = [pixherd, folder, "-o", out, *SETTINGS, "--json"]
        text = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    records = map(json.loads, text.splitlines())
    return [record for record in records if record["type"] == "file" and record["success"]]


def least_costs(pixherd, folder, runs):
    """{path: (format, bytes, seconds)}"""
    costs = {}
    for _ in range(runs):
        for record in _records(pixherd, folder):
            path, seconds = record["original_path"], record["ms"] / 1000
            if path in costs:
                seconds = min(seconds, costs[path][2])
            costs[path] = (record["outputs"][0]["format"], record["original_size"], seconds)
    return costs


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    runs = int(sys.argv[3]) if len(sys.argv) == 4 else 3
    costs = least_costs(os.path.abspath(sys.argv[1]), sys.argv[2], runs)
    print("format\tbytes\tseconds")
    for _, (image_format, size, seconds) in sorted(costs.items()):
        print(f"{image_format}\t{size}\t{seconds:.4f}")


if __name__ == "__main__":
    main()
