# SPDX-License-Identifier: Apache-2.0
"""What safety costs: pixherd as it comes against itself without what protects files and machine.

Without is: no sync (Debian's eatmydata makes fsync and syncfs do nothing), no confinement of the
workers (--sandbox=off), and outputs that are opened again but not decoded (--verify=header).
`scripts/bench --safety` calls this.
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile

import inputs
import machine
import measure
import workloads

BEGIN, END = "<!-- safety:begin -->", "<!-- safety:end -->"
_EATMYDATA = "/usr/bin/eatmydata"
_WORKLOADS = (("a-jpeg", "the wallpapers that are JPEG"), ("c", "4,000 small JPEGs"))


def _arms(pixherd, words):
    return {
        "as it comes": [pixherd, *words],
        "without": [_EATMYDATA, pixherd, "--sandbox=off", "--verify=header", *words],
    }


def _time(argv, images, work):
    """One run on a fresh copy of the images, after what was written before is on the disk."""
    shutil.rmtree(work, ignore_errors=True)
    os.mkdir(work)
    shutil.copytree(images, os.path.join(work, "in"))
    measure.write_back(work)
    log = os.path.join(work, "log")
    places = {"IN": os.path.join(work, "in"), "OUT": os.path.join(work, "out")}
    words = [places.get(word, word) for word in argv]
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": work}
    return measure.timed(words, environment, log).wall


def _ratios(options, images, words, work):
    arms = _arms(options.pixherd, words)
    walls = {name: [] for name in arms}
    for number in range(options.rounds + 1):
        for name, argv in arms.items():
            wall = _time(argv, images, work)
            if number > 0:  # the first round warms up
                walls[name].append(wall)
    return [with_ / without for with_, without in zip(walls["as it comes"], walls["without"])]


def _measure(options):
    rows = []
    with tempfile.TemporaryDirectory(prefix="pixherd-bench-") as temporary:
        for name, title in _WORKLOADS:
            workload = next(w for w in workloads.WORKLOADS if w.name == name)
            images = os.path.join(temporary, "images")
            corpora = {"wallpapers": options.corpus, "small": options.small_corpus}
            inputs.stage(workload, corpora, images)
            edge = ["--long-edge", str(workload.edge), "--quality", str(workload.quality)]
            for words, way in ((["IN", "-o", "OUT", *edge], f"`-o`, to {workload.edge} px"),
                               (["--in-place", "IN"], "`--in-place`, lossless")):
                ratios = _ratios(options, images, words, os.path.join(temporary, "work"))
                rows.append({"images": title, "way": way, "ratios": ratios})
                print(f"{title}, {way}: {_words(ratios)}", flush=True)
            shutil.rmtree(images)
    return rows


def _words(ratios):
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _markdown(results):
    lines = [f"Commit {results['commit']}, {results['started_on']}; {results['rounds']} rounds.", "",
             "| Images | Run | Wall, to the same run without |", "|---|---|--:|"]
    lines += [f"| {row['images']} | {row['way']} | {_words(row['ratios'])} |"
              for row in results["rows"]]
    return "\n".join(lines)


def write_into(readme, results):
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{readme}: no {BEGIN} and {END}")
    with open(readme, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{_markdown(results)}\n{END}{after}")


def _options():
    parser = argparse.ArgumentParser(prog="scripts/bench --safety", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="timed pairs of runs (5)")
    for name in ("--pixherd", "--corpus", "--small-corpus"):
        parser.add_argument(name, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    options = _options()
    if not os.path.exists(_EATMYDATA):
        raise SystemExit("safety: eatmydata is not installed")
    here = os.path.dirname(os.path.abspath(__file__))
    measure.adopt_orphans()
    results = {"commit": machine.commit(), "started_on": machine.today(), "rounds": options.rounds,
               "rows": _measure(options)}
    with open(os.path.join(here, "results", "safety.json"), "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    write_into(os.path.join(here, "..", "README.md"), results)


if __name__ == "__main__":
    main()
