# SPDX-License-Identifier: Apache-2.0
"""Workload (g): pixherd --plan on very many tiny files in a file system that costs nothing, in turn
with a program that only walks, opens and reads.

No worker is forked for a plan, so that the first process is all of it, and the kernel's own account
of its peak is exact.
"""

import contextlib
import dataclasses
import os
import shutil
import subprocess
import tempfile

import measure
from contest import say
from workloads import FLOOR

_BYTES_A_FILE = 6_000  # of memory: a page, an inode, a name
_SPARE_INODES = 10_000
_SHARED_MEMORY = "/dev/shm"


def measure_plan(workload, options, temporary):
    count = workload.quick_files if options.quick else workload.files
    rounds = options.rounds
    say(f"({workload.name}) {workload.title}: {count} files")
    result = {
        "name": workload.name, "title": workload.title, "rounds": rounds,
        "inputs": {"files": count, "bytes": 0}, "left_out": {},
        "targets": [{**dataclasses.asdict(t), "text": t.text()} for t in workload.targets],
        "tools": [],
    }
    absent = _hindrance(count, options)
    if absent:
        say(f"LEFT OUT: ({workload.name}): {absent}")
        result["tools"] = [{"name": name, "absent": absent} for name in ("pixherd", FLOOR)]
        return result
    with _memory_folder(count, temporary) as folder:
        subprocess.run([options.program("tiny_pngs"), folder, str(count)], check=True)
        commands = {"pixherd": [options.pixherd, folder, "--plan"],
                    FLOOR: [options.program("walk_floor"), folder]}
        result["tools"] = _take_turns(commands, rounds, folder, os.path.join(temporary, "log"))
    result["load_after"] = os.getloadavg()[0]
    return result


def _take_turns(commands, rounds, folder, log):
    runs = {name: [] for name in commands}
    for number in range(1, rounds + 1):
        for name, argv in commands.items():
            timing = measure.timed(argv, {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}, log)
            runs[name].append(dataclasses.asdict(timing))
            say(f"  round {number}/{rounds}  {name:<15} {timing.wall:8.3f} s wall  "
                f"{timing.peak_rss / 1e6:.1f} MB")
    return [{
        "name": name, "absent": "", "runs": runs[name],
        "variant": " ".join([os.path.basename(argv[0]), *argv[1:]]).replace(folder, "FOLDER"),
        "peak_memory": [run["peak_rss"] for run in runs[name]],
    } for name, argv in commands.items()]


def _hindrance(count, options):
    """Why this machine cannot do it; empty where it can."""
    for program in ("tiny_pngs", "walk_floor"):
        if not os.access(options.program(program), os.X_OK):
            return f"bench/{program} has not been built"
    with open("/proc/meminfo", encoding="ascii") as file:
        facts = dict(line.split(":") for line in file)
    available = int(facts["MemAvailable"].split()[0]) * 1024
    if available < 2 * count * _BYTES_A_FILE:
        return f"{count * _BYTES_A_FILE / 1e9:.0f} GB of files are too much for this memory"
    return ""


@contextlib.contextmanager
def _memory_folder(count, temporary):
    """A tmpfs of its own where that may be mounted, else a folder in the system's."""
    folder = os.path.join(temporary, "tmpfs")
    os.mkdir(folder)
    limits = f"size={count * _BYTES_A_FILE},nr_inodes={count + _SPARE_INODES}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", limits, "pixherd-bench", folder],
                             capture_output=True, check=False).returncode == 0
    if mounted:
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)
        return
    shared = tempfile.mkdtemp(prefix="pixherd-bench-", dir=_SHARED_MEMORY)
    try:
        yield shared
    finally:
        shutil.rmtree(shared)
