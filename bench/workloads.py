# SPDX-License-Identifier: Apache-2.0
"""The inputs, what is asked of every tool, and what pixherd has promised to reach."""

import os
import shutil
from dataclasses import dataclass, field

from image_header import read_header

QUALITY = 80
_EXTENSIONS = (".jpg", ".png")


@dataclass(frozen=True)
class Target:
    """A bound on a ratio to another tool, worded as it was promised."""

    tool: str
    measure: str  # "wall" or "memory"
    at_most: float = 0.0  # pixherd / tool
    times_as_fast: float = 0.0  # tool / pixherd

    def text(self):
        if self.times_as_fast:
            return f"at least {self.times_as_fast:g} times as fast"
        return f"{self.measure} at most {self.at_most:.2f}"


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    edge: int
    targets: tuple = ()
    rounds_factor: int = 1  # short runs need more of them
    suffixes: tuple = _EXTENSIONS
    quick_files: int = 0  # how many of the files --quick takes
    pick: str = ""  # one image alone: the "middling" or the "largest" of those that get smaller
    small: bool = False  # the small JPEGs, not the photographs


WORKLOADS = (
    Workload(
        "a", "72 wallpapers, JPEG and PNG, to 1600 px", edge=1600, quick_files=12,
        targets=(
            Target("sharp", "wall", at_most=0.92),
            Target("sharp", "memory", at_most=0.8),
            Target("original shape", "wall", times_as_fast=1.8),
        ),
    ),
    Workload(
        "a-jpeg", "the JPEGs of (a) alone", edge=1600, quick_files=12, suffixes=(".jpg",),
    ),
    Workload(
        "b", "4,000 small JPEGs to 128 px", edge=128, quick_files=200, small=True,
        targets=(
            Target("sharp", "wall", at_most=0.8),
            Target("original shape", "wall", times_as_fast=7),
        ),
    ),
    Workload(
        "c", "one middling JPEG to 1600 px", edge=1600, rounds_factor=4, suffixes=(".jpg",),
        pick="middling", targets=(Target("sharp", "wall", at_most=0.4),),
    ),
    Workload(
        "c-large", "the largest JPEG to 1600 px", edge=1600, rounds_factor=4, suffixes=(".jpg",),
        pick="largest",
    ),
)


@dataclass(frozen=True)
class Inputs:
    """A flat folder of images, named so that any tool can take them, and their headers."""

    folder: str
    paths: list
    bytes: int
    headers: dict = field(repr=False)  # file name -> Header

    def summary(self):
        formats = [header.format for header in self.headers.values()]
        return {
            "files": len(self.paths), "bytes": self.bytes,
            "jpeg": formats.count("jpeg"), "png": formats.count("png"),
        }


def stage(workload, corpus, folder, quick):
    """Copies the workload's images to `folder` and so into the page cache."""
    sources = _images(corpus, workload.suffixes)
    if workload.pick:
        sources = [_picked(workload, sources)]
    if quick and workload.quick_files:
        step = max(1, len(sources) // workload.quick_files)
        sources = sources[::step][: workload.quick_files]
    if not sources:
        raise FileNotFoundError(f"{corpus}: no images for workload {workload.name}")
    os.makedirs(folder)
    paths = []
    for source in sources:
        path = os.path.join(folder, _flat_name(os.path.relpath(source, corpus)))
        shutil.copyfile(source, path)
        paths.append(path)
    headers = {os.path.basename(path): read_header(path) for path in paths}
    return Inputs(folder, paths, sum(map(os.path.getsize, paths)), headers)


def _picked(workload, sources):
    def longest_side(path):
        header = read_header(path)
        return max(header.width, header.height)

    shrunk = [path for path in sources if longest_side(path) > workload.edge]
    by_size = sorted(shrunk, key=os.path.getsize)
    return by_size[-1] if workload.pick == "largest" else by_size[len(by_size) // 2]


def _images(corpus, suffixes):
    found = []
    for folder, _, names in os.walk(corpus):
        paths = (os.path.join(folder, name) for name in names if name.endswith(suffixes))
        found.extend(path for path in paths if not os.path.islink(path))
    return sorted(found)


def _flat_name(relative):
    """One name for a path. The format goes into the stem too: some tools name outputs by it."""
    stem, suffix = os.path.splitext(relative)
    safe = "".join(c if c.isalnum() and c.isascii() else "_" for c in stem)
    return f"{safe}_{suffix[1:]}{suffix}"
