# SPDX-License-Identifier: Apache-2.0
"""Draws what bench/herd_sim computed: makespan over the lower bound, and utilisation, over workers.

Usage: plot.py HERD.json > docs/images/herd.svg
"""

import json
import math
import sys

WORKLOAD, TASKS = "recorded", 10_000
POLICIES = (("pixherd", "pixherd", "#0b6e4f"),
            ("equal_counts", "equal counts", "#b3541e"),
            ("original_shape", "4 processes, chunks of 10", "#5b5ea6"))

WIDTH, HEIGHT = 860, 380
PANEL, TOP, BOTTOM = 320, 66, 310  # width of a panel; where both begin and end
LEFT = (64, 500)  # of each panel
INK, FAINT, PAPER = "#1f2933", "#d5dbe1", "#ffffff"


class Panel:
    """A picture of one figure over the number of workers, which doubles from tick to tick."""

    def __init__(self, left, workers, low, high, logarithmic):
        self._left, self._workers = left, workers
        self._logarithmic = logarithmic
        self._low, self._high = self._scaled(low), self._scaled(high)

    def _scaled(self, value):
        return math.log(value) if self._logarithmic else value

    def x(self, workers):
        share = math.log(workers / self._workers[0]) / math.log(self._workers[-1] / self._workers[0])
        return self._left + PANEL * share

    def y(self, value):
        share = (self._scaled(value) - self._low) / (self._high - self._low)
        return BOTTOM - (BOTTOM - TOP) * share

    def frame(self, title, ticks):
        yield _text(self._left, TOP - 18, title, weight="bold")
        for value, label in ticks:
            y = self.y(value)
            yield f'<path d="M{self._left} {y:.1f}h{PANEL}" stroke="{FAINT}"/>'
            yield _text(self._left - 8, y + 4, label, anchor="end")
        for workers in self._workers:
            yield _text(self.x(workers), BOTTOM + 20, workers, anchor="middle")
        yield _text(self._left + PANEL / 2, BOTTOM + 40, "workers", anchor="middle")

    def line(self, values, colour):
        points = [(self.x(workers), self.y(value)) for workers, value in values]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield (f'<polyline points="{path}" fill="none" stroke="{colour}" '
               f'stroke-width="2.5"/>')
        for x, y in points:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def _text(x, y, words, anchor="start", weight="normal", colour=INK):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" '
            f'fill="{colour}">{words}</text>')


def _values(points, policy, figure):
    return [(point["workers"], point[policy][figure]) for point in points]


def _makespan(points):
    workers = [point["workers"] for point in points]
    highest = max(point[name]["over_bound"] for point in points for name, *_ in POLICIES)
    panel = Panel(LEFT[0], workers, 1, highest, logarithmic=True)
    ticks = [(2 ** n, f"{2 ** n}") for n in range(int(math.log2(highest)) + 1)]
    yield from panel.frame("Makespan over the lower bound", ticks)
    for name, _, colour in reversed(POLICIES):
        yield from panel.line(_values(points, name, "over_bound"), colour)


def _utilisation(points):
    panel = Panel(LEFT[1], [point["workers"] for point in points], 0, 1, logarithmic=False)
    ticks = [(share / 4, f"{25 * share} %") for share in range(5)]
    yield from panel.frame("Utilisation of the workers", ticks)
    for name, _, colour in reversed(POLICIES):
        yield from panel.line(_values(points, name, "utilisation"), colour)


def _legend():
    x = LEFT[0]
    for _, words, colour in POLICIES:
        yield f'<path d="M{x} 18h22" stroke="{colour}" stroke-width="2.5"/>'
        yield _text(x + 30, 22, words)
        x += 64 + 7.4 * len(words)


def svg(report):
    workload = next(each for each in report["workloads"] if each["name"] == WORKLOAD)
    points = [point for point in workload["points"] if point["tasks"] == TASKS]
    points = list({point["workers"]: point for point in points}.values())
    note = f"Simulated: {TASKS:,} tasks, {workload['title']}."
    body = [*_legend(), *_makespan(points), *_utilisation(points),
            _text(LEFT[0], HEIGHT - 10, note)]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{PAPER}"/>', *body, "</svg>"])


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        print(svg(json.load(file)))


if __name__ == "__main__":
    main()
