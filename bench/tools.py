# SPDX-License-Identifier: Apache-2.0
"""pixherd, its peers and its floor: for each, the commands that do a workload.

A peer may have several variants (threads, images in flight, files a process); they are all tried
on the machine and the workload at hand, and the fastest is the one that pixherd is held against.
"""

import os
import subprocess
from dataclasses import dataclass, field

from workloads import FLOOR


@dataclass(frozen=True)
class Variant:
    label: str  # the same for any number of files
    argv: list
    environment: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Tool:
    name: str
    variants: object  # (workload, inputs, output folder) -> [Variant], the usual one first
    version: str
    absent: str = ""  # why it is left out, where it is


def cores():
    return len(os.sched_getaffinity(0))


def pixherd(binary):
    def variants(workload, inputs, output):
        return [Variant("as it comes", [binary, *_words(workload, inputs, output)])]

    return Tool("pixherd", variants, said([binary, "--version"]))


def floor(program):
    """One process and one thread that do nothing but what cannot be left out."""
    def variants(workload, inputs, output):
        return [Variant("processor time / cores", [program, *_words(workload, inputs, output)])]

    absent = "" if os.access(program, os.X_OK) else "bench/codec_floor has not been built"
    return Tool(FLOOR, variants, "", absent)


def _words(workload, inputs, output):
    fit = ["--long-edge", str(workload.edge)] if workload.edge else []
    convert = ["--format", workload.format] if workload.format else []
    return [inputs.folder, "-o", output, *fit, *convert, "--quality", str(workload.quality),
            *workload.own_words]


def write_lines(path, lines):
    """For xargs, a line a command."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{' '.join(map(_quoted, words))}\n" for words in lines)


def _quoted(word):
    """As xargs reads it."""
    return f'"{word}"'


def said(argv, cwd=None):
    """The first line that a command prints; empty where it cannot be run."""
    try:
        ran = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, timeout=60, check=True)
        return ran.stdout.strip().partition("\n")[0]
    except (OSError, subprocess.SubprocessError):
        return ""
