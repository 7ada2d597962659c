# SPDX-License-Identifier: Apache-2.0
"""The peers that are Debian's commands, with as many processes at a time as there are cores."""

import itertools
import math
import os
import shutil

from tools import Tool, Variant, cores, said, write_lines
from workloads import EFFORT

_MOST_FILES_A_PROCESS = 256  # keeps a line within what xargs takes; its start-up is below 1 % there
_NEVER_SMALLER = 1_000_000  # a square that every picture fits into as it is


def command_peers():
    return [
        Tool("vipsthumbnail", _vipsthumbnail, said(["vipsthumbnail", "--version"]),
             _absent("vipsthumbnail")),
        Tool("mogrify", _mogrify, said(["mogrify", "--version"]).removeprefix("Version: "),
             _absent("mogrify")),
    ]


def _absent(command):
    return "" if shutil.which(command) else f"{command} is not installed"


def _vipsthumbnail(workload, inputs, output):
    savers = {
        ".jpg": f"[Q={workload.quality},optimize_coding,strip]",
        ".png": f"[palette,Q={workload.quality},strip]",
        ".webp": f"[Q={workload.quality},effort={EFFORT},strip]",
        ".avif": f"[Q={workload.quality},effort={EFFORT},compression=av1,strip]",
    }
    side = workload.edge or _NEVER_SMALLER

    def words(suffix, _):
        return ["-o", os.path.join(output, f"%s{suffix}{savers[suffix]}")]

    command = ["vipsthumbnail", "--size", f"{side}x{side}>", "--export-profile", "srgb"]
    return _variants(command, words, workload, inputs, output, "VIPS_CONCURRENCY")


def _mogrify(workload, inputs, output):
    box = f"{workload.edge}x{workload.edge}"
    encoders = {
        ".jpg": ["-sampling-factor", "2x2", "-interlace", "none"],
        ".png": ["-dither", "FloydSteinberg", "-colors", "256", "-define", "png:format=png8",
                 "-define", "png:compression-level=6", "-define", "png:compression-filter=0"],
        ".webp": ["-format", "webp", "-define", f"webp:method={EFFORT}"],
    }

    def words(suffix, gets_smaller):
        # A JPEG is decoded small, as by the others; one that is small would be enlarged by that.
        fit = ["-define", f"jpeg:size={box}", "-resize", f"{box}>"] if gets_smaller else []
        return ["-path", output, "-auto-orient", *fit, "-strip",
                "-quality", str(workload.quality), *encoders[suffix]]

    return _variants(["mogrify"], words, workload, inputs, output, "OMP_NUM_THREADS")


def _variants(command, words, workload, inputs, output, threads_variable):
    """One process a core, with many files, a fourth, a 32nd of them; one thread in each, or as many
    as cores."""
    share = min(math.ceil(len(inputs.paths) / cores()), _MOST_FILES_A_PROCESS)
    found, sizes = [], set()
    for part, portion in ((1, "its share of the files"), (4, "a fourth of it"), (32, "a 32nd")):
        size = math.ceil(share / part)
        if size in sizes:
            continue
        sizes.add(size)
        lines = os.path.join(os.path.dirname(output), f"{command[0]}-{part}")
        write_lines(lines, _lines(words, workload, inputs, size))
        for threads in (1, cores()):
            found.append(Variant(
                f"{cores()} processes, each {portion}, threads: {threads}",
                ["xargs", "-a", lines, "-P", str(cores()), "-L", "1", *command],
                {threads_variable: str(threads)},
            ))
    return found


def _lines(words, workload, inputs, size):
    """One line a process: what holds for one kind of files, and some of those."""
    for suffix, gets_smaller in itertools.product(workload.suffixes, (True, False)):
        files = [path for path in inputs.paths if path.endswith(suffix)
                 and inputs.exceeds(path, workload.edge) == gets_smaller]
        kind = f".{workload.format}" if workload.format else suffix
        for start in range(0, len(files), size):
            yield [*words(kind, gets_smaller), *files[start:start + size]]
