# SPDX-License-Identifier: Apache-2.0
"""One run of a command: its wall and CPU time, or, in a run apart, its peak memory.

The whole process tree is meant. Whoever leaves a process behind has it adopted by us (Linux'
child subreaper), so that its CPU time counts and the next run starts on a quiet machine.
"""

import ctypes
import os
import resource
import select
import signal
import time
from dataclasses import dataclass

RUN_LIMIT_S = 1800
LEFTOVER_LIMIT_S = 2
_PR_SET_CHILD_SUBREAPER = 36


class RunFailed(Exception):
    """The command did not do its work: nothing can be said about its speed."""


@dataclass(frozen=True)
class Timing:
    wall: float
    user: float
    sys: float
    peak_rss: int = 0  # bytes, of the first process alone; never below what ours had at its start

    @property
    def cpu(self):
        return self.user + self.sys


def adopt_orphans():
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot become the subreaper")


def write_back(folder):
    """Brings what earlier runs wrote to disk: no tool shall pay for the one before it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        ctypes.CDLL(None).syncfs(descriptor)
    finally:
        os.close(descriptor)


def timed(argv, environment, log):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with _Process(argv, environment, log) as process:
        ended = process.wait(RUN_LIMIT_S)
        wall = time.perf_counter() - start
        if not ended:
            raise RunFailed(f"{argv[0]}: still running after {RUN_LIMIT_S} s")
        process.finish()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Timing(wall, after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime,
                  process.usage.ru_maxrss * 1024)


def peak_memory(argv, environment, log, period_s):
    """The largest sum of PSS over the tree that was seen, in bytes; None where the kernel does
    not tell."""
    peak = 0
    with _Process(argv, environment, log) as process:
        while not process.wait(period_s):
            peak = max(peak, sum(_pss(pid) for pid in tree(process.pid)))
        process.finish()
    return peak or None


def tree(root):
    """The process and all its descendants, from one walk over /proc."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            parent = _parent(name)
            if parent is not None:
                children.setdefault(parent, []).append(int(name))
    found = [root]
    for pid in found:  # grows as it goes
        found.extend(children.get(pid, ()))
    return found


def _parent(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError):
        return None  # gone by now


def _pss(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass  # gone by now
    return 0


class _Process:
    """A started command. Leaving the scope early ends it and what it started."""

    def __init__(self, argv, environment, log):
        self._argv = argv
        self._log = log
        self._exit = None
        self.usage = None  # the kernel's account of it, once it has ended
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ]
        self.pid = os.posix_spawnp(argv[0], argv, environment, file_actions=actions)
        self._watch = os.pidfd_open(self.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._watch)
        _end_all_children()

    def wait(self, limit_s):
        """False if it is still running after so many seconds."""
        if not select.select([self._watch], [], [], limit_s)[0]:
            return False
        _, status, self.usage = os.wait4(self.pid, 0)
        self._exit = os.waitstatus_to_exitcode(status)
        return True

    def finish(self):
        _reap_leftovers()
        if self._exit != 0:
            with open(self._log, encoding="utf-8", errors="replace") as file:
                tail = file.read()[-2000:]
            raise RunFailed(f"{self._argv[0]}: exit status {self._exit}\n{tail}")


def _reap_leftovers():
    deadline = time.monotonic() + LEFTOVER_LIMIT_S
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.002)
        except ChildProcessError:
            return
    raise RunFailed(f"processes are left {LEFTOVER_LIMIT_S} s after the command ended")


def _end_all_children():
    """Only our own descendants, by their ids; nothing to do after an orderly run."""
    for pid in tree(os.getpid())[1:]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
