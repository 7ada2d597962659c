# SPDX-License-Identifier: Apache-2.0
"""One workload, every tool: choice of the variants, timed rounds in turn, memory runs."""

import contextlib
import dataclasses
import os
import shutil
import sys

import measure
import outputs
import workloads

HERE = os.path.dirname(os.path.abspath(__file__))
_TRIALS = 3  # of each variant, or fewer where they take long
_LONG_TRIAL_S = 4
_QUICK_VARIANTS = 2
_LONG_RUN_S = 30
_MEMORY_RUNS = 3  # or one, where a run is long


def say(line):
    print(line, file=sys.stderr, flush=True)


def measure_workload(workload, corpus, options, every_tool, temporary):
    folder = os.path.join(temporary, "in")
    inputs = workloads.stage(workload, corpus, folder, options.quick)
    session = Session(workload, inputs, temporary)
    rounds = options.rounds * workload.rounds_factor
    say(f"({workload.name}) {workload.title}: {len(inputs.paths)} files")

    records, chosen = {}, {}
    for tool in every_tool:
        records[tool.name] = {"name": tool.name, "absent": tool.absent}
        if not tool.absent:
            chosen[tool.name] = _choose(tool, session, options, records[tool.name], temporary)
    chosen = {name: variant for name, variant in chosen.items() if variant}

    for number in range(1, rounds + 1):
        for name, variant in chosen.items():
            timing, records[name]["output"] = session.time(variant)
            records[name]["runs"].append(dataclasses.asdict(timing))
            say(f"  round {number}/{rounds}  {name:<15} {_words(timing)}")
    _measure_memory(session, chosen, records, 1 if options.quick else _MEMORY_RUNS)

    shutil.rmtree(folder)
    return {
        "name": workload.name, "title": workload.title, "edge": workload.edge, "rounds": rounds,
        "inputs": inputs.summary(), "load_after": os.getloadavg()[0],
        "targets": [{**dataclasses.asdict(t), "text": t.text()} for t in workload.targets],
        "tools": list(records.values()),
    }


class Session:
    """One workload's runs: every tool on the same inputs, into the same, each time new, folder."""

    def __init__(self, workload, inputs, temporary):
        self._workload = workload
        self._inputs = inputs
        self._output = os.path.join(temporary, "out")
        self._log = os.path.join(temporary, "log")
        self._home = os.path.join(temporary, "home")

    def variants(self, tool):
        return tool.variants(self._workload, self._inputs, self._output)

    def time(self, variant):
        """The timing and what the outputs amount to."""
        with self._clean_folders():
            timing = measure.timed(variant.argv, self._environment(variant), self._log)
            return timing, outputs.check(self._inputs, self._output, self._workload.edge)

    def peak_memory(self, variant, period_s):
        with self._clean_folders():
            return measure.peak_memory(
                variant.argv, self._environment(variant), self._log, period_s)

    def _environment(self, variant):
        """Nothing from the caller that could tune or configure one of the tools."""
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": self._home,
                **variant.environment}

    @contextlib.contextmanager
    def _clean_folders(self):
        folders = (self._output, self._home)
        try:
            for folder in folders:
                os.mkdir(folder)
            measure.write_back(self._output)
            yield
        finally:
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)


def _choose(tool, session, options, record, temporary):
    """The fastest variant, after as many trials as warm the machine up. None: the tool fails."""
    trials = []
    candidates = session.variants(tool)
    trials_each = 1 if options.quick else _TRIALS
    if options.quick:
        candidates = candidates[:_QUICK_VARIANTS]
    try:
        for variant in candidates:
            walls = []
            while len(walls) < trials_each and sum(walls) < _LONG_TRIAL_S:
                timing, _ = session.time(variant)
                walls.append(timing.wall)
            trials.append((min(walls), walls, variant))
            say(f"  warm-up  {tool.name}, {variant.label}: {min(walls):.3f} s")
    except measure.RunFailed as failure:
        if tool.name == "pixherd":
            raise
        say(f"LEFT OUT: {tool.name}: {failure}")
        record["absent"] = f"it failed on this workload: {str(failure).splitlines()[0]}"
        return None
    best = min(trials, key=lambda trial: trial[0])[2]
    record.update(
        variant=best.label, command=_anonymous(best, temporary), runs=[], peak_memory=[],
        trials=[{"variant": v.label, "walls": walls} for _, walls, v in trials])
    return best


def _measure_memory(session, chosen, records, passes):
    walls = {name: records[name]["runs"][0]["wall"] for name in chosen}
    for number in range(passes):
        for name, variant in chosen.items():
            if number > 0 and walls[name] > _LONG_RUN_S:
                continue
            period_s = 0.010 if walls[name] > 1 else 0.002
            peak = session.peak_memory(variant, period_s)
            records[name]["peak_memory"].append(peak)
            say(f"  memory   {name:<15} {'not seen' if peak is None else f'{peak / 1e6:.1f} MB'}")


def _anonymous(variant, temporary):
    """The command without this machine's folders."""
    words = [word.replace(temporary, "TMP").replace(HERE, "bench") for word in variant.argv]
    words[0] = os.path.basename(words[0])
    words = [os.path.basename(word) if word.endswith("/node") else word for word in words]
    return [f"{key}={value}" for key, value in variant.environment.items()] + words


def _words(timing):
    return f"{timing.wall:8.3f} s wall  {timing.cpu:8.3f} s CPU"
