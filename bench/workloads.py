# SPDX-License-Identifier: Apache-2.0
"""What is measured, and what pixherd has promised to reach."""

from dataclasses import dataclass, field

QUALITY = 80
AVIF_QUALITY = 50  # about as good as the others' 80
EFFORT = 4  # of WebP's and AVIF's encoder, of 6 and 9: the peers' own default
AVIF_EFFORT = "5"  # of 10, as pixherd counts: the same speed of the encoder
BEST_PEER, FLOOR = "best peer", "floor"
MIB = 1024 * 1024


@dataclass(frozen=True)
class Target:
    """A bound on pixherd's median ratio to a tool, or, where there is none, on its own figure."""

    against: str  # a tool's name, BEST_PEER or FLOOR; empty: nobody
    measure: str  # "wall" or "memory"
    at_most: float = 0.0  # pixherd / tool; bytes, where nobody is asked
    times_as_fast: float = 0.0  # tool / pixherd

    def text(self):
        if not self.against:
            return f"{self.measure} at most {self.at_most / MIB:g} MiB"
        if self.times_as_fast:
            return f"at least {self.times_as_fast:g} times as fast as {self.against}"
        return f"{self.measure} at most {self.at_most:g} of {self.against}"


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    edge: int = 0  # of the square that pictures are fitted into; 0: they keep their size
    format: str = ""  # that all are converted to; empty: each keeps its own
    quality: int = QUALITY
    own_words: tuple = ()  # what pixherd and the floor are told besides
    targets: tuple = ()
    corpus: str = "wallpapers"  # wallpapers, small or skewed
    suffixes: tuple = (".jpg", ".png")
    photographs: int = 0  # the first so many that get smaller; 0: whatever is there
    middling: bool = False  # one image alone: of those that get smaller, the middling one by bytes
    cold: bool = False  # the page cache is dropped before each run
    floor_counts_longest: bool = False  # no run can end before its longest image
    without: dict = field(default_factory=dict)  # tools that are not measured, and why
    rounds_factor: int = 1  # short runs need more of them
    memory_runs: int = 1
    trial_files: int = 0  # variants are chosen on so many of the files; 0: on all
    quick_files: int = 0  # how many of them --quick takes; 0: all


_NOT_ORIGINAL = {"original shape": "it is no peer, and measured in (a) and (c)"}
_SLOW_ON_PNG = {name: "it would take too long"
                for name in ("original shape", "vipsthumbnail", "mogrify", "@napi-rs/image")}
_UNTOLD_SPEED = {"mogrify": "this ImageMagick cannot be told the encoder's speed"}
_ONE_IMAGE = (
    Target("sharp", "wall", at_most=0.30),
    Target("vipsthumbnail", "wall", at_most=0.5),
)
_BY_LIBVIPS = (
    Target("sharp", "wall", at_most=0.92),
    Target(FLOOR, "wall", at_most=1.04),
)

WORKLOADS = (
    Workload(
        "a", "72 wallpapers, JPEG and PNG, to 1600 px", edge=1600, trial_files=12, quick_files=4,
        targets=(*_BY_LIBVIPS, Target("original shape", "wall", times_as_fast=1.8)),
    ),
    Workload(
        "a-jpeg", "the JPEGs of (a) alone", edge=1600, suffixes=(".jpg",), memory_runs=3,
        trial_files=13, quick_files=10, without=_NOT_ORIGINAL,
        targets=(
            Target(BEST_PEER, "wall", at_most=0.75),
            Target("sharp", "memory", at_most=0.5),
        ),
    ),
    Workload(
        "a-png", "the PNGs of (a) alone", edge=1600, suffixes=(".png",), memory_runs=0,
        trial_files=6, quick_files=2, without=_SLOW_ON_PNG, targets=_BY_LIBVIPS,
    ),
    Workload(
        "b", "the 72 encoded anew at full size", memory_runs=0, trial_files=3, quick_files=4,
        without=_SLOW_ON_PNG, targets=_BY_LIBVIPS,
    ),
    Workload(
        "b-jpeg", "the JPEGs of (b) alone", suffixes=(".jpg",), trial_files=13, quick_files=6,
        without=_NOT_ORIGINAL, targets=(Target(BEST_PEER, "wall", at_most=0.78),),
    ),
    Workload(
        "c", "4,000 small JPEGs to 128 px", edge=128, corpus="small", trial_files=400,
        quick_files=100, targets=(
            Target(BEST_PEER, "wall", at_most=0.22),
            Target("original shape", "wall", times_as_fast=7),
        ),
    ),
    Workload(
        "d-cold", "one middling JPEG to 1600 px, nothing in the page cache", edge=1600,
        suffixes=(".jpg",), middling=True, cold=True, rounds_factor=4, memory_runs=0,
        floor_counts_longest=True, without=_NOT_ORIGINAL, targets=_ONE_IMAGE,
    ),
    Workload(
        "d-warm", "the same with all in the page cache", edge=1600, suffixes=(".jpg",),
        middling=True, rounds_factor=4, floor_counts_longest=True, without=_NOT_ORIGINAL,
        targets=_ONE_IMAGE,
    ),
    Workload(
        "e-webp", "20 photographs to 1600 px and WebP", edge=1600, format="webp",
        suffixes=(".jpg",), photographs=20, trial_files=8, quick_files=4,
        without=_NOT_ORIGINAL, targets=_BY_LIBVIPS,
    ),
    Workload(
        "e-avif", "20 photographs to 1600 px and AVIF, at one effort", edge=1600, format="avif",
        quality=AVIF_QUALITY, own_words=("--avif-effort", AVIF_EFFORT), suffixes=(".jpg",),
        photographs=20, trial_files=2, quick_files=1,
        without={**_NOT_ORIGINAL, **_UNTOLD_SPEED}, targets=_BY_LIBVIPS,
    ),
    Workload(
        "e-avif-own", "the same, each tool at its own default effort", edge=1600, format="avif",
        quality=AVIF_QUALITY, suffixes=(".jpg",), photographs=20, trial_files=2, quick_files=1,
        without={**_NOT_ORIGINAL, **_UNTOLD_SPEED},
    ),
    Workload(
        "f", "one JPEG of 100 megapixels among 500 small ones, to 1600 px", edge=1600,
        corpus="skewed", floor_counts_longest=True, rounds_factor=2, memory_runs=0,
        trial_files=100,
        without=_NOT_ORIGINAL, targets=(Target(FLOOR, "wall", at_most=1.10),),
    ),
)


@dataclass(frozen=True)
class PlanWorkload:
    """`--plan` alone on very many files; its floor is a program that walks, opens and reads."""

    name: str = "g"
    title: str = "--plan for 1,000,000 tiny distinct PNGs on a tmpfs"
    files: int = 1_000_000
    quick_files: int = 20_000
    targets: tuple = (
        Target(FLOOR, "wall", at_most=1.5),
        Target("", "memory", at_most=300 * MIB),
    )


PLAN_WORKLOAD = PlanWorkload()
NAMES = tuple(workload.name for workload in (*WORKLOADS, PLAN_WORKLOAD))
