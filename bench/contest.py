# SPDX-License-Identifier: Apache-2.0
"""One workload, every tool: choice of the variants, timed rounds in turn, memory runs."""

import dataclasses
import os
import sys

import aside
import inputs
import measure
from session import Session
from workloads import FLOOR

HERE = os.path.dirname(os.path.abspath(__file__))
_TRIALS = 2  # of each variant, or one where it takes long
_LONG_TRIAL_S = 1
_ONCE_CPU_S = 60  # whoever takes more is timed in the first round alone, and not for its memory
_LEFT_OUT_OF_QUICK = {"original shape": "--quick"}


def say(line):
    print(line, file=sys.stderr, flush=True)


def measure_workload(workload, corpora, options, every_tool, temporary):
    folder = os.path.join(temporary, "in")
    staged = inputs.stage(workload, corpora, folder, workload.quick_files if options.quick else 0)
    session = Session(workload, staged, temporary)
    rounds = 1 if options.quick else options.rounds * workload.rounds_factor
    say(f"({workload.name}) {workload.title}: {len(staged.paths)} files")

    left_out = {**workload.without, **(_LEFT_OUT_OF_QUICK if options.quick else {})}
    tools = [tool for tool in every_tool if tool.name not in left_out]
    records = {tool.name: {"name": tool.name, "absent": tool.absent} for tool in tools}
    present = [tool for tool in tools if not tool.absent]
    chosen = _choose_variants(workload, present, session, corpora, options, records, temporary)
    for number in range(1, rounds + 1):
        _time_in_turn(session, chosen, records, f"round {number}/{rounds}")
    _measure_memory(session, chosen, records, 0 if options.quick else workload.memory_runs)

    aside.put(folder, temporary)
    return {
        "name": workload.name, "title": workload.title, "edge": workload.edge, "rounds": rounds,
        "inputs": staged.summary(), "cold_by": session.cold_by,
        "trial_files": 0 if options.quick else workload.trial_files,
        "load_after": os.getloadavg()[0],
        "targets": [{**dataclasses.asdict(t), "text": t.text()} for t in workload.targets],
        "left_out": left_out, "tools": list(records.values()),
    }


def _choose_variants(workload, tools, session, corpora, options, records, temporary):
    """[(tool, variant)]: the fastest of each; the usual one where nothing is tried out."""
    winners = {}
    if not (options.quick or workload.cold):
        folder = os.path.join(temporary, "trial")
        sample = inputs.stage(workload, corpora, folder, workload.trial_files)
        trial = Session(workload, sample, temporary)
        for tool in tools:
            winners[tool.name] = _fastest(tool, trial, records[tool.name])
        aside.put(folder, temporary)
    chosen = []
    for tool in tools:
        candidates = session.variants(tool)
        label = winners.get(tool.name, candidates[0].label)
        best = next((each for each in candidates if each.label == label), None)
        if best:
            records[tool.name].update(variant=label, command=_anonymous(best, temporary), runs=[],
                                      peak_memory=[])
            chosen.append((tool, best))
    return chosen


def _fastest(tool, trial, record):
    """The label of the fastest variant; None: the tool fails. Nothing to choose costs nothing."""
    candidates = trial.variants(tool)
    if len(candidates) == 1:
        return candidates[0].label
    trials = []
    try:
        for variant in candidates:
            walls = []
            while len(walls) < _TRIALS and sum(walls) < _LONG_TRIAL_S:
                walls.append(trial.time(tool, variant)[0].wall)
            trials.append({"variant": variant.label, "walls": walls})
            say(f"  trial    {tool.name}, {variant.label}: {min(walls):.3f} s")
    except measure.RunFailed as failure:
        _leave_out(tool, record, failure)
        return None
    record["trials"] = trials
    return min(trials, key=lambda each: min(each["walls"]))["variant"]


def _time_in_turn(session, chosen, records, title):
    for tool, variant in chosen:
        record = records[tool.name]
        if record["absent"] or _is_slow(record):
            continue
        try:
            timing, record["output"] = session.time(tool, variant)
        except measure.RunFailed as failure:
            _leave_out(tool, record, failure)
            continue
        record["runs"].append(dataclasses.asdict(timing))
        say(f"  {title}  {tool.name:<15} {timing.wall:8.3f} s wall  {timing.cpu:8.3f} s CPU")


def _measure_memory(session, chosen, records, passes):
    for _ in range(passes):
        for tool, variant in chosen:
            record = records[tool.name]
            if record["absent"] or tool.name == FLOOR or _is_slow(record):
                continue
            period_s = 0.010 if record["runs"][0]["wall"] > 1 else 0.002
            peak = session.peak_memory(variant, period_s)
            record["peak_memory"].append(peak)
            seen = "not seen" if peak is None else f"{peak / 1e6:.1f} MB"
            say(f"  memory   {tool.name:<15} {seen}")


def _is_slow(record):
    return any(run["user"] + run["sys"] > _ONCE_CPU_S for run in record["runs"])


def _leave_out(tool, record, failure):
    if tool.name == "pixherd":
        raise failure
    say(f"LEFT OUT: {tool.name}: {failure}")
    record["absent"] = f"it failed on this workload: {str(failure).splitlines()[0]}"


def _anonymous(variant, temporary):
    """The command without this machine's folders."""
    words = [word.replace(temporary, "TMP").replace(HERE, "bench") for word in variant.argv]
    words[0] = os.path.basename(words[0])
    words = [os.path.basename(word) if word.endswith("/node") else word for word in words]
    return [f"{key}={value}" for key, value in variant.environment.items()] + words
