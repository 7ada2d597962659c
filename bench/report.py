# SPDX-License-Identifier: Apache-2.0
"""Tables from raw runs: for the terminal, whole; for the README, between its two markers, in short.

Usage: report.py RESULTS.json [README.md]    without a README the whole tables are printed
"""

import json
import statistics
import sys

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_HEAD = ("Tool", "Wall, s", "CPU, s", "Peak memory, MB", "Output, MB", "pixherd's wall to its",
         "pixherd's memory to its")
_MEGA = 1e6


def header(results):
    versions = results["versions"]
    tools = "; ".join(f"{name}: {version}" for name, version in versions.items() if version)
    quick = " QUICK, on a part of the files: not for comparison." if results["quick"] else ""
    quick += " STAND-IN for the program or the images." if results["stand_in"] else ""
    return (f"{_origin(results)} {tools}. Medians (smallest to largest), runs taken in turn; "
            f"ratios are taken in each round, below 1 is in pixherd's favour.{quick}")


def _origin(results):
    machine = results["machine"]
    return (f"{machine['cpu']}, {machine['cores']} cores, {machine['kernel']}, "
            f"{machine['filesystem']}; {results['started'][:10]}, commit {results['commit']}.")


def terminal(workload):
    table = _columns([_HEAD, *_rows(workload)])
    return "\n".join([_title(workload), table, *_remarks(workload), ""])


def markdown(results):
    blocks = [header(results)]
    for workload in results["workloads"]:
        table = [_HEAD, ("---", *["---:"] * (len(_HEAD) - 1)), *_rows(workload)]
        blocks.append(f"**{_title(workload)}**")
        blocks.append("\n".join(f"| {' | '.join(row)} |" for row in table))
        blocks.append("\n".join(f"- {remark}" for remark in _remarks(workload)))
    return "\n\n".join(block for block in blocks if block)


def summary(results):
    """A row a workload: pixherd's time, and medians of its ratios to the others."""
    workloads = results["workloads"]
    peers = [tool["name"] for tool in workloads[0]["tools"] if tool["name"] != "pixherd"]
    head = ("", "pixherd, s", *(f"to {peer}" for peer in peers), f"memory to {peers[0]}")
    table = [head, ("---", *["---:"] * (len(head) - 1))]
    for workload in workloads:
        walls = [_ratio(workload, peer, "wall") for peer in peers]
        seconds = _figure(statistics.median(_series(_tool(workload, "pixherd"), "wall")))
        table.append((f"({workload['name']}) {workload['title']}", seconds, *walls, _ratio(workload, peers[0], "memory")))
    lines = [f"| {' | '.join(row)} |" for row in table]
    verdicts = [f"- ({workload['name']}) {_verdict(workload, target)}"
                for workload in workloads for target in workload["targets"]]
    return "\n".join([*lines, "", *verdicts, "", _origin(results)])


def _ratio(workload, peer, measure):
    tool = _tool(workload, peer)
    found = [] if tool is None or tool["absent"] else ratios(workload, peer, measure)
    return f"{statistics.median(found):.2f}" if found else "-"


def write_into(readme, results):
    """False where the README has no markers: then it is left alone."""
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return False
    with open(readme, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{summary(results)}\n{END}{after}")
    return True


def ratios(workload, name, measure):
    """pixherd / tool, a value for each round, since runs of a round met the same machine."""
    ours, theirs = (_series(_tool(workload, tool), measure) for tool in ("pixherd", name))
    return [our / their for our, their in zip(ours, theirs) if our and their]


def _series(tool, measure):
    if measure == "memory":
        return tool["peak_memory"]
    return [_cpu(run) if measure == "cpu" else run["wall"] for run in tool["runs"]]


def _cpu(run):
    return run["user"] + run["sys"]


def _tool(workload, name):
    return next((tool for tool in workload["tools"] if tool["name"] == name), None)


def _rows(workload):
    for tool in workload["tools"]:
        if tool["absent"]:
            continue
        ours = tool["name"] == "pixherd"
        yield (
            tool["name"],
            _spread(_series(tool, "wall"), 1),
            _spread(_series(tool, "cpu"), 1),
            _spread(_series(tool, "memory"), _MEGA),
            _figure(tool["output"]["bytes"] / _MEGA),
            "1" if ours else _spread(ratios(workload, tool["name"], "wall"), 1),
            "1" if ours else _spread(ratios(workload, tool["name"], "memory"), 1),
        )


def _remarks(workload):
    for tool in workload["tools"]:
        if tool["absent"]:
            yield f"{tool['name']} is left out: {tool['absent']}"
        else:
            kinds = ", ".join(f"{n} {kind}" for kind, n in tool["output"]["kinds"].items())
            yield f"{tool['name']} ({tool['variant']}) wrote {kinds}{_same_tables(workload, tool)}"
    for target in workload["targets"]:
        yield _verdict(workload, target)


def _same_tables(workload, tool):
    ours = _tool(workload, "pixherd")["output"]["jpeg_luma_tables"]
    theirs = tool["output"]["jpeg_luma_tables"]
    if not theirs or tool["name"] == "pixherd":
        return ""
    # pixherd's may be more: it copies a JPEG that it cannot make smaller, tables and all.
    return f"; JPEG quantised {'as' if set(theirs) <= set(ours) else 'otherwise than'} by pixherd"


def _verdict(workload, target):
    promise = f"target: {target['text']}, against {target['tool']}"
    tool = _tool(workload, target["tool"])
    found = [] if tool is None or tool["absent"] else ratios(workload, target["tool"],
                                                             target["measure"])
    if not found:
        return f"{promise}: not measured"
    ratio = statistics.median(found)
    if target["times_as_fast"]:
        met, seen = 1 / ratio >= target["times_as_fast"], f"{1 / ratio:.2f} times"
    else:
        met, seen = ratio <= target["at_most"], f"{ratio:.3f}"
    return f"{promise}: {'met' if met else 'MISSED'}, with {seen}"


def _title(workload):
    inputs = workload["inputs"]
    return (f"({workload['name']}) {workload['title']} (files: {inputs['files']:,}, "
            f"MB: {_figure(inputs['bytes'] / _MEGA)}, rounds: {workload['rounds']})")


def _spread(values, unit):
    values = [value / unit for value in values if value]
    if not values:
        return "not seen"
    median = _figure(statistics.median(values))
    if len(values) == 1:
        return median
    return f"{median} ({_figure(min(values))} to {_figure(max(values))})"


def _figure(value):
    """Three digits that count, never in powers of ten."""
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{decimals}f}"


def _columns(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(
        "  ".join(cell.ljust(width) if index == 0 else cell.rjust(width)
                  for index, (cell, width) in enumerate(zip(row, widths)))
        for row in rows)


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        results = json.load(file)
    if len(sys.argv) == 2:
        print(markdown(results))
    elif not write_into(sys.argv[2], results):
        print(f"{sys.argv[2]}: no {BEGIN} and {END}, left as it is", file=sys.stderr)


if __name__ == "__main__":
    main()
