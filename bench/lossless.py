# SPDX-License-Identifier: Apache-2.0
"""Lossless work against the tools that do one format each: bytes, processor time and wall time.

The wallpapers' PNGs go through `optipng -o5` and their JPEGs through `jpegoptim --all-progressive`
(Debian's packages), both one process, and all of them through `pixherd --lossless --processes 1`.
Every tool keeps what stands beside the pixels. optipng takes minutes for a large picture, so of the
PNGs every fourth that has at most 2.5 megapixels goes in whole, and of all others the middle 800 x
600 pixels (cut by Debian's vips; what is smaller than that goes in whole). Where a tool finds
nothing smaller, the source's own bytes count. `scripts/bench --lossless` calls this.
"""

import os
import shutil
import subprocess
import tempfile

import machine
import measure
import side_bench
import tools
from image_header import read_header

_CROP = (800, 600)
_EVERY = 4
_MOST_PIXELS = 2_500_000

# (tool, measure, at most so much of the tool's own, in words)
_TARGETS = {
    "png": (("bytes", 1.00, "no more bytes"), ("cpu", 0.20, "a fifth of the processor time")),
    "jpeg": (("bytes", 1.00, "no more bytes"),),
}


def _stage_png(source, number, target):
    header = read_header(source)
    width, height = _CROP
    whole = number % _EVERY == 0 and header.width * header.height <= _MOST_PIXELS
    if whole or header.width < width or header.height < height:
        shutil.copyfile(source, target)
        return
    left, top = (header.width - width) // 2, (header.height - height) // 2
    subprocess.run(["vips", "crop", source, target, *map(str, (left, top, width, height))],
                   check=True, capture_output=True)


def _stage(corpus, suffix, folder):
    os.makedirs(folder)
    names = sorted(name for name in os.listdir(corpus) if name.endswith(suffix))
    for number, name in enumerate(names):
        source, target = os.path.join(corpus, name), os.path.join(folder, name)
        if suffix == ".png":
            _stage_png(source, number, target)
        else:
            shutil.copyfile(source, target)
    return names


def _optipng(names, source, output):
    return [["optipng", "-o5", "-quiet", "-out", os.path.join(output, name),
             os.path.join(source, name)] for name in names]


def _jpegoptim(names, source, output):
    return [["jpegoptim", "--all-progressive", "--quiet", "--overwrite", f"--dest={output}",
             *(os.path.join(source, name) for name in names)]]


def _pixherd(program):
    return lambda names, source, output: [[program, source, "--lossless", "--processes", "1",
                                           "--quiet", "-o", output]]


_SETS = (("png", "PNG", ".png", "optipng -o5", _optipng),
         ("jpeg", "JPEG", ".jpg", "jpegoptim --all-progressive", _jpegoptim))


def _run(commands, names, source, output, log):
    """What a tool needs for all files, and how small they get."""
    os.makedirs(output)
    timings = [measure.timed(argv, dict(os.environ), log)
               for argv in commands(names, source, output)]
    return {"cpu": sum(timing.cpu for timing in timings),
            "wall": sum(timing.wall for timing in timings),
            "bytes": {name: _size(name, source, output) for name in names}}


def _size(name, source, output):
    sizes = [os.path.getsize(os.path.join(folder, name)) for folder in (source, output)
             if os.path.exists(os.path.join(folder, name))]
    return min(sizes)


def _measure(options, kind):
    name, title, suffix, peer, commands = kind
    with tempfile.TemporaryDirectory(prefix="pixherd-lossless-") as folder:
        source = os.path.join(folder, "in")
        names = _stage(options.corpus, suffix, source)
        log = os.path.join(folder, "log")
        measure.write_back(folder)
        runs = {tool: _run(each, names, source, os.path.join(folder, str(number)), log)
                for number, (tool, each) in enumerate(
                    ((peer, commands), ("pixherd", _pixherd(options.pixherd))))}
        original = sum(os.path.getsize(os.path.join(source, each)) for each in names)
    return {"name": name, "title": title, "files": len(names), "original": original, "peer": peer,
            "version": tools.said([peer.split()[0], "--version"]), "runs": runs}


def _value(row, tool, key):
    found = row["runs"][tool][key]
    return sum(found.values()) if key == "bytes" else found


def _verdicts(row):
    for key, most, words in _TARGETS[row["name"]]:
        ratio = _value(row, "pixherd", key) / _value(row, row["peer"], key)
        yield f"{words}: {'met' if ratio <= most else 'missed'}, with {ratio:.3f}"


def _markdown(results):
    lines = ["# Lossless work", "",
             f"Commit {results['commit']}, {results['started_on']}; written by "
             "`scripts/bench --lossless`, whose subset of the PNGs `bench/lossless.py` states.", "",
             "| Files | Tool | Bytes | of the source | Processor time | Wall time | Targets |",
             "|---|---|--:|--:|--:|--:|---|"]
    for row in results["rows"]:
        for tool in (row["peer"], "pixherd"):
            ours = tool == "pixherd"
            files = "" if ours else f"{row['files']} {row['title']}"
            size = _value(row, tool, "bytes")
            lines.append(
                f"| {files} | {tool} | {size:,} | {size / row['original']:.3f} "
                f"| {row['runs'][tool]['cpu']:.1f} s | {row['runs'][tool]['wall']:.1f} s "
                f"| {'; '.join(_verdicts(row)) if ours else ''} |")
    return "\n".join(lines) + "\n"


def _options():
    kinds = [kind[0] for kind in _SETS]
    return side_bench.parser("lossless", __doc__, kinds).parse_args()


def main():
    options = _options()
    measure.adopt_orphans()
    rows = [_measure(options, kind) for kind in _SETS if options.only in (None, kind[0])]
    results = {"commit": machine.commit(), "started_on": machine.today(), "rows": rows}
    print(_markdown(results))
    if options.only is None:
        side_bench.publish("lossless", results, _markdown(results))


if __name__ == "__main__":
    main()
