# SPDX-License-Identifier: Apache-2.0
"""What follows from the raw runs of a workload: ratios, the best peer, targets met or missed."""

import statistics

from workloads import BEST_PEER, FLOOR, MIB

_NO_PEERS = ("pixherd", FLOOR, "original shape")


def tool(workload, name):
    """The record of a tool that has been measured; None where there is none."""
    if name == BEST_PEER:
        name = best_peer(workload)
    found = next((each for each in workload["tools"] if each["name"] == name), None)
    return found if found and not found["absent"] and found["runs"] else None


def peers(workload):
    return [each["name"] for each in workload["tools"]
            if each["name"] not in _NO_PEERS and tool(workload, each["name"])]


def best_peer(workload):
    """The name of the fastest by its median; None where no peer has been measured."""
    return min(peers(workload), default=None,
               key=lambda name: statistics.median(series(tool(workload, name), "wall")))


def series(record, measure):
    if measure == "memory":
        return [value for value in record["peak_memory"] if value]
    if measure == "cpu":
        return [run["user"] + run["sys"] for run in record["runs"]]
    return [run["wall"] for run in record["runs"]]


def ratios(workload, name, measure):
    """pixherd / tool, a value for each round that both were in, since runs of a round met the same
    machine."""
    records = [tool(workload, each) for each in ("pixherd", name)]
    if None in records:
        return []
    return [ours / theirs for ours, theirs in zip(*(series(each, measure) for each in records))]


def verdict(workload, target):
    """(met, in words); met is None where it could not be measured."""
    promise = f"target: {target['text']}"
    if not target["against"]:
        record = tool(workload, "pixherd")
        found = series(record, target["measure"]) if record else []
    else:
        found = ratios(workload, target["against"], target["measure"])
    if not found:
        return None, f"{promise}: not measured"
    seen = statistics.median(found)
    if not target["against"]:
        met, words = seen <= target["at_most"], f"{seen / MIB:.0f} MiB"
    elif target["times_as_fast"]:
        met, words = 1 / seen >= target["times_as_fast"], f"{1 / seen:.1f} times"
    else:
        met, words = seen <= target["at_most"], f"{seen:.3f}"
    peer = f" ({best_peer(workload)})" if target["against"] == BEST_PEER else ""
    return met, f"{promise}{peer}: {'met' if met else 'MISSED'}, with {words}"
