# SPDX-License-Identifier: Apache-2.0
"""pixherd and its peers: for each, the commands that do a workload.

A peer may have several variants (threads, images in flight, files a process); they are all tried
on the machine and the workload at hand, and the fastest is the one that pixherd is held against.
"""

import math
import os
import shutil
import subprocess
from dataclasses import dataclass, field

from workloads import QUALITY

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")
CHUNK = 10  # images, of the program that the plan set out from
_MIN_NODE_THREADS = 4  # what Node starts for file work unless told otherwise
_MOST_FILES_A_PROCESS = 256  # keeps a line within what xargs takes; its start-up is below 1 % there


@dataclass(frozen=True)
class Variant:
    label: str
    argv: list
    environment: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Tool:
    name: str
    variants: object  # (workload, inputs, output folder) -> [Variant]
    version: str
    absent: str = ""  # why it is left out, where it is


def all_tools(pixherd):
    return [
        Tool("pixherd", _pixherd(pixherd), _said([pixherd, "--version"])),
        *_node_tools(),
        _vipsthumbnail(),
    ]


def cores():
    return len(os.sched_getaffinity(0))


def _pixherd(binary):
    def variants(workload, inputs, output):
        return [Variant("as it comes", [
            binary, inputs.folder, "-o", output,
            "--long-edge", str(workload.edge), "--quality", str(QUALITY),
        ])]

    return variants


def _node_tools():
    node = shutil.which("node")
    if node is None:
        absent, version = "node is not installed", ""
    elif not os.path.isdir(os.path.join(PEERS, "node_modules", "sharp")):
        absent, version = "sharp is not installed in bench/peers", ""
    else:
        versions = "const s = require('sharp').versions; `${s.sharp} with libvips ${s.vips}`"
        version = f"{_said([node, '-p', versions], cwd=PEERS)}, Node {_said([node, '-v'])}"
        absent = "" if "libvips" in version else "sharp does not load on this Node"

    def sharp(workload, inputs, output):
        found = []
        for concurrency in (1, 2, 4):  # 1 is sharp's own default with glibc
            for in_flight in (cores(), 2 * cores(), 4 * cores()):
                if len(inputs.paths) == 1 and in_flight > cores():
                    continue
                found.append(Variant(
                    f"concurrency {concurrency}, {in_flight} in flight",
                    [node, os.path.join(PEERS, "sharp_batch.js"), inputs.folder, output,
                     str(workload.edge), str(QUALITY), str(concurrency), str(in_flight)],
                    {"UV_THREADPOOL_SIZE": str(max(_MIN_NODE_THREADS, in_flight))},
                ))
        return found

    def original_shape(workload, inputs, output):
        names = os.path.join(os.path.dirname(output), "chunks")
        _write_lines(names, map(_quoted, inputs.paths))
        return [Variant(f"chunks of {CHUNK} in sequence, 4 lanes", [
            "xargs", "-a", names, "-n", str(CHUNK), node, os.path.join(PEERS, "original_shape.js"),
            output, str(workload.edge), str(QUALITY),
        ])]

    return [Tool("sharp", sharp, version, absent),
            Tool("original shape", original_shape, version, absent)]


def _vipsthumbnail():
    absent = "" if shutil.which("vipsthumbnail") else "vipsthumbnail is not installed"

    def variants(workload, inputs, output):
        share = min(math.ceil(len(inputs.paths) / cores()), _MOST_FILES_A_PROCESS)
        found = []
        for size in sorted({share, math.ceil(share / 4), math.ceil(share / 32)}, reverse=True):
            lines = os.path.join(os.path.dirname(output), f"batches-of-{size}")
            _write_lines(lines, _thumbnail_batches(inputs.paths, output, size))
            for threads in (1, cores()):
                found.append(Variant(
                    f"{cores()} processes, files for each: {size}, threads: {threads}",
                    ["xargs", "-a", lines, "-P", str(cores()), "-L", "1",
                     "vipsthumbnail", "--size", f"{workload.edge}x{workload.edge}>",
                     "--export-profile", "srgb"],
                    {"VIPS_CONCURRENCY": str(threads)},
                ))
        return found

    return Tool("vipsthumbnail", variants, _said(["vipsthumbnail", "--version"]), absent)


def _thumbnail_batches(paths, output, size):
    """One line a process: an output pattern, which holds for one format, and its files."""
    savers = {
        ".jpg": f"[Q={QUALITY},optimize_coding,strip]",
        ".png": f"[palette,Q={QUALITY},strip]",
    }
    for suffix, saver in savers.items():
        files = [path for path in paths if path.endswith(suffix)]
        for start in range(0, len(files), size):
            pattern = os.path.join(output, f"%s{suffix}{saver}")
            yield " ".join(map(_quoted, ["-o", pattern, *files[start:start + size]]))


def _quoted(word):
    """As xargs reads it."""
    return f'"{word}"'


def _write_lines(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _said(argv, cwd=None):
    """The first line that a command prints; empty where it cannot be run."""
    try:
        ran = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, timeout=60, check=True)
        return ran.stdout.strip().partition("\n")[0]
    except (OSError, subprocess.SubprocessError):
        return ""
