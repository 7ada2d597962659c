# SPDX-License-Identifier: Apache-2.0
"""Tables from raw runs: for the terminal, whole; for the README, between its two markers, in short.

Usage: report.py RESULTS.json [README.md]    without a README the whole tables are printed
"""

import json
import statistics
import sys

from verdicts import best_peer, peers, ratios, series, tool, verdict
from workloads import BEST_PEER, FLOOR

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_HEAD = ("Tool", "Wall, s", "CPU, s", "Peak memory, MB", "Output, MB", "pixherd's wall to its",
         "pixherd's memory to its")
_SHORT_HEAD = ("", "pixherd, s", "best peer", "to it", "to sharp", "to the floor",
               "memory to sharp")
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
            f"{machine['filesystem']}; {results['started'][:10]}, commit {results['commit']}"
            f"{_of_other_commits(results)}.")


def _of_other_commits(results):
    """Those that `--again` has left as they were."""
    others = {}
    for workload in results["workloads"]:
        commit = workload.get("commit", results["commit"])
        if commit != results["commit"]:
            others.setdefault(commit, []).append(f"({workload['name']})")
    return "".join(f"; {' '.join(names)} at {commit}" for commit, names in others.items())


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
    """A row a workload: pixherd's time, and medians of its ratios to the others; the targets."""
    table = [_SHORT_HEAD, ("---", "---:", "---", *["---:"] * (len(_SHORT_HEAD) - 3))]
    table += [_short_row(workload) for workload in results["workloads"]]
    lines = [f"| {' | '.join(row)} |" for row in table]
    judged = [(workload, *verdict(workload, target))
              for workload in results["workloads"] for target in workload["targets"]]
    verdicts = [f"- ({workload['name']}) {words}" for workload, _, words in judged]
    met = f"{sum(bool(met) for _, met, _ in judged)} of {len(judged)} targets are met."
    return "\n".join([*lines, "", met, "", *verdicts, "", _origin(results)])


def _short_row(workload):
    ours = tool(workload, "pixherd")
    seconds = _figure(statistics.median(series(ours, "wall"))) if ours else "-"
    walls = (_median_ratio(workload, name, "wall") for name in (BEST_PEER, "sharp", FLOOR))
    alone = " alone" if len(peers(workload)) == 1 else ""
    return (f"({workload['name']}) {workload['title']}", seconds,
            f"{best_peer(workload) or '-'}{alone}", *walls,
            _median_ratio(workload, "sharp", "memory"))


def _median_ratio(workload, name, measure):
    found = ratios(workload, name, measure)
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


def _rows(workload):
    for record in workload["tools"]:
        if not tool(workload, record["name"]):
            continue
        ours = record["name"] == "pixherd"
        output = record.get("output")
        yield (
            record["name"],
            _spread(series(record, "wall"), 1),
            _spread(series(record, "cpu"), 1),
            _spread(series(record, "memory"), _MEGA),
            _figure(output["bytes"] / _MEGA) if output else "-",
            "1" if ours else _spread(ratios(workload, record["name"], "wall"), 1),
            "1" if ours else _spread(ratios(workload, record["name"], "memory"), 1),
        )


def _remarks(workload):
    for record in workload["tools"]:
        if record["absent"]:
            yield f"{record['name']} is left out: {record['absent']}"
        else:
            yield f"{record['name']} ({record['variant']}){_doings(workload, record)}"
    for name, why in workload["left_out"].items():
        yield f"{name} is not measured here: {why}"
    if workload.get("trial_files"):
        yield f"variants were chosen on {workload['trial_files']} of the files"
    if workload.get("cold_by"):
        yield f"cold by: {workload['cold_by']}"
    for target in workload["targets"]:
        yield verdict(workload, target)[1]


def _doings(workload, record):
    """What a tool wrote, or what its floor consists of."""
    output = record.get("output")
    if not output:
        return ""
    if record["name"] == FLOOR:
        return (f": {100 * output['cpu_in_planes'] / output['cpu']:.0f} % of it in planes; the "
                f"longest image, {output['longest']}, takes {_figure(output['longest_cpu'])} s")
    kinds = ", ".join(f"{n} {kind}" for kind, n in output["kinds"].items())
    once = "; timed once" if len(record["runs"]) < workload["rounds"] else ""
    return f" wrote {kinds}{_same_tables(workload, record)}{once}"


def _same_tables(workload, record):
    ours = tool(workload, "pixherd")["output"]["jpeg_luma_tables"]
    theirs = record["output"]["jpeg_luma_tables"]
    if not theirs or record["name"] == "pixherd":
        return ""
    # pixherd's may be more: it copies a JPEG that it cannot make smaller, tables and all.
    return f"; JPEG quantised {'as' if set(theirs) <= set(ours) else 'otherwise than'} by pixherd"


def _title(workload):
    inputs = workload["inputs"]
    size = f", MB: {_figure(inputs['bytes'] / _MEGA)}" if inputs["bytes"] else ""
    return (f"({workload['name']}) {workload['title']} (files: {inputs['files']:,}{size}, "
            f"rounds: {workload['rounds']})")


def _spread(values, unit):
    values = [value / unit for value in values]
    if not values:
        return "-"
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
