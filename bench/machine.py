# SPDX-License-Identifier: Apache-2.0
"""Where the figures come from."""

import datetime
import os
import platform
import subprocess

import tools


def describe(folder):
    return {
        "cpu": _cpu_model(),
        "cores": tools.cores(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": f"{platform.system()} {platform.release()}",
        "filesystem": _filesystem(os.path.realpath(folder)),
        "load_before": os.getloadavg()[0],
    }


def today():
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def commit():
    """The commit that was measured, with a + where the tree differs from it."""
    try:
        name = _git("rev-parse", "--short=12", "HEAD")
        return name + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"  # not a checkout


def _git(*words):
    folder = os.path.dirname(os.path.abspath(__file__))
    ran = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def _cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _filesystem(folder):
    """The type of the mount that `folder` lies in: the longest mount point above it."""
    best = ("", "unknown")
    with open("/proc/self/mounts", encoding="utf-8") as file:
        for line in file:
            _, point, kind = line.split()[:3]
            inside = folder == point or folder.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best[0]):
                best = (point, kind)
    return best[1]
