# SPDX-License-Identifier: Apache-2.0
"""Measures pixherd against its peers; `scripts/bench` prepares the machine and calls this.

In Python rather than Node: wait4's figures for a process tree and a subreaper are at hand, and the
measuring process shares neither a runtime nor its pages with one of the peers.
"""

import argparse
import datetime
import json
import os
import signal
import sys
import tempfile

import machine
import measure
import report
import tools
import workloads
from command_peers import command_peers
from contest import measure_workload, say
from node_peers import node_peers
from plan_scale import measure_plan

HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(HERE, "..", "README.md")


class Options(argparse.Namespace):
    def program(self, name):
        """One of the programs that are built from this folder."""
        return os.path.join(self.programs, name)


def _parser():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, metavar="N",
                        help="timed runs of each tool (5; 1 with --quick; four times that of one image)")
    parser.add_argument("--only", metavar="A,B",
                        help=f"some of the workloads {','.join(workloads.NAMES)}")
    parser.add_argument("--again", metavar="A,B",
                        help="these anew, the rest from the whole run of the same day")
    parser.add_argument("--quick", action="store_true", help="a part of the files: a smoke test")
    for name in ("--pixherd", "--programs", "--corpus", "--small-corpus", "--skewed-corpus"):
        parser.add_argument(name, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--stand-in", action="store_true", help=argparse.SUPPRESS)
    return parser


def _options():
    parser = _parser()
    options = parser.parse_args(namespace=Options())
    options.rounds = (1 if options.quick else 5) if options.rounds is None else options.rounds
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds} is below 1")
    chosen = options.only or options.again
    options.names = chosen.split(",") if chosen else workloads.NAMES
    for name in set(options.names) - set(workloads.NAMES):
        parser.error(f"{chosen}: no workload is called '{name}', there are "
                     f"{', '.join(workloads.NAMES)}")
    # Workloads of different days do not belong in one table.
    whole = options.again or set(options.names) == set(workloads.NAMES)
    partial = options.quick or options.stand_in or options.only or not whole
    options.results = "partial.json" if partial else "latest.json"
    for name in ("pixherd", "programs", "corpus", "small_corpus", "skewed_corpus"):
        setattr(options, name, os.path.abspath(getattr(options, name)))
    return options


def _describe(options, every_tool, temporary):
    return {
        "schema": 2,
        "started": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": machine.commit(), "quick": options.quick, "stand_in": options.stand_in,
        "machine": machine.describe(temporary),
        "versions": {tool.name: tool.version for tool in every_tool},
        "workloads": [],
    }


def run(options):
    measure.adopt_orphans()
    every_tool = [tools.pixherd(options.pixherd), *node_peers(), *command_peers(),
                  tools.floor(options.program("codec_floor"))]
    for tool in every_tool:
        if tool.absent:
            say(f"LEFT OUT: {tool.name}: {tool.absent}")
    corpora = {"wallpapers": options.corpus, "small": options.small_corpus,
               "skewed": options.skewed_corpus}
    with tempfile.TemporaryDirectory(prefix="pixherd-bench-") as temporary:
        os.chdir(temporary)  # no tool shall find a configuration above where it is started
        results = _describe(options, every_tool, temporary)
        earlier = _earlier(results) if options.again else {}
        print(report.header(results), end="\n\n", flush=True)
        for workload in (*workloads.WORKLOADS, workloads.PLAN_WORKLOAD):
            if workload.name not in options.names:
                if workload.name in earlier:
                    results["workloads"].append(earlier[workload.name])
                continue
            if workload is workloads.PLAN_WORKLOAD:
                done = measure_plan(workload, options, temporary)
            else:
                done = measure_workload(workload, corpora, options, every_tool, temporary)
            done["commit"] = results["commit"]
            results["workloads"].append(done)
            _save(results, "partial.json")  # an hour's work is not lost to what comes after
            print(report.terminal(done), flush=True)
    return results


def _earlier(results):
    """The workloads of the whole run that these belong to, by name."""
    with open(os.path.join(HERE, "results", "latest.json"), encoding="utf-8") as file:
        whole = json.load(file)
    same = all(whole[key] == results[key] for key in ("schema", "versions"))
    same_machine = all(whole["machine"][key] == results["machine"][key]
                       for key in ("cpu", "cores", "kernel", "filesystem"))
    if not (same and same_machine) or whole["started"][:10] != results["started"][:10]:
        sys.exit("bench: --again: the last whole run is of another day, another machine or of "
                 "other tools")
    return {each["name"]: {"commit": whole["commit"], **each} for each in whole["workloads"]}


def _save(results, name):
    folder = os.path.join(HERE, "results")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    say(f"wrote bench/results/{name}")


def _publish(results):
    with open(os.path.join(HERE, "results", "latest.md"), "w", encoding="utf-8") as file:
        file.write(f"# The last whole run of scripts/bench\n\n{report.markdown(results)}\n")
    if not report.write_into(README, results):
        say(f"README.md has no {report.BEGIN}: left as it is")


def main():
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the clean-up runs
    try:
        results = run(options)
    except (measure.RunFailed, OSError) as failure:
        sys.exit(f"bench: {failure}")
    _save(results, options.results)
    if options.results == "latest.json":
        _publish(results)


if __name__ == "__main__":
    main()
