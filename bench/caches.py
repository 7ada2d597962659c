# SPDX-License-Identifier: Apache-2.0
"""A cold start: what a command needs is read from the disk again.

Where the kernel lets us (root) the whole page cache goes, with folders and inodes; else file by
file: the images, the programs with their libraries, and the peers' packages. Pages that another
process has mapped stay in either case.
"""

import ctypes
import os
import shutil
import subprocess

from node_peers import PEERS

_DROP = "/proc/sys/vm/drop_caches"
_ALL = "3"


def drop(folder, argv):
    """For a command and its images; returns in words how it was done."""
    ctypes.CDLL(None).sync()  # only clean pages can go
    try:
        with open(_DROP, "w", encoding="ascii") as file:
            file.write(_ALL)
        return f"{_ALL} written to {_DROP}"
    except OSError:
        for path in {*_below(folder), *_below(PEERS), *_loaded_by(argv)}:
            _forget(path)
        return "POSIX_FADV_DONTNEED for images, programs, libraries and packages"


def _below(folder):
    return [os.path.join(root, name) for root, _, names in os.walk(folder) for name in names]


def _loaded_by(argv):
    """The programs that a command names, and the libraries that the loader finds for them."""
    for program in filter(None, map(shutil.which, argv)):
        yield program
        ran = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
        yield from (word for word in ran.stdout.split() if word.startswith("/"))


def _forget(path):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
