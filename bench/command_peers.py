# SPDX-License-Identifier: Apache-2.0
"""The peers that are Debian's commands, with as many processes at a time as there are cores."""

import math
import os
import shutil

from tools import Tool, Variant, cores, said, write_lines
from workloads import EFFORT

_MOST_FILES_A_PROCESS = 256  # keeps a line within what xargs takes; its start-up is below 1 % there
_NEVER_SMALLER = 1_000_000  # a square that every picture fits into as it is
_AOM_SPEED = 9 - EFFORT  # as libvips translates it


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

    def words(suffix):
        return ["-o", os.path.join(output, f"%s{suffix}{savers[suffix]}")]

    command = ["vipsthumbnail", "--size", f"{side}x{side}>", "--export-profile", "srgb"]
    return _variants(command, words, workload, inputs, output, "VIPS_CONCURRENCY")


def _mogrify(workload, inputs, output):
    # As the others: a JPEG is decoded small where the decoder can, and nothing is enlarged.
    fit = [f"{workload.edge}x{workload.edge}"] * 2 if workload.edge else []
    fit = fit and ["-define", f"jpeg:size={fit[0]}", "-resize", f"{fit[1]}>"]
    encoders = {
        ".jpg": ["-sampling-factor", "2x2", "-interlace", "none"],
        ".png": ["-dither", "FloydSteinberg", "-colors", "256", "-define", "png:format=png8",
                 "-define", "png:compression-level=6", "-define", "png:compression-filter=0"],
        ".webp": ["-format", "webp", "-define", f"webp:method={EFFORT}"],
        ".avif": ["-format", "avif", "-define", f"heic:speed={_AOM_SPEED}"],
    }

    def words(suffix):
        quality = ["-quality", str(workload.quality)]
        return ["-path", output, "-auto-orient", *fit, "-strip", *quality, *encoders[suffix]]

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
        write_lines(lines, _lines(words, workload, inputs.paths, size))
        for threads in (1, cores()):
            found.append(Variant(
                f"{cores()} processes, each {portion}, threads: {threads}",
                ["xargs", "-a", lines, "-P", str(cores()), "-L", "1", *command],
                {threads_variable: str(threads)},
            ))
    return found


def _lines(words, workload, paths, size):
    """One line a process: what holds for one kind of output, and its files."""
    for suffix in workload.suffixes:
        files = [path for path in paths if path.endswith(suffix)]
        kind = f".{workload.format}" if workload.format else suffix
        for start in range(0, len(files), size):
            yield [*words(kind), *files[start:start + size]]
