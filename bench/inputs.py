# SPDX-License-Identifier: Apache-2.0
"""The images of a workload, as a flat folder that any tool can take."""

import os
import shutil
from dataclasses import dataclass, field

from image_header import read_header

_SUFFIXES = {"webp": ".webp", "avif": ".avif"}


@dataclass(frozen=True)
class Inputs:
    """A flat folder of images, named so that any tool can take them, and their headers."""

    folder: str
    paths: list
    bytes: int
    headers: dict = field(repr=False)  # file name -> Header

    def exceeds(self, path, edge):
        """True where the picture gets smaller by being fitted into this square."""
        return _exceeds(self.headers[os.path.basename(path)], edge)

    def summary(self):
        formats = [header.format for header in self.headers.values()]
        return {
            "files": len(self.paths), "bytes": self.bytes,
            "jpeg": formats.count("jpeg"), "png": formats.count("png"),
        }


def stage(workload, corpora, folder, most=0):
    """Copies the workload's images to `folder` and so into the page cache; of more than `most`
    (0: no limit) some that are evenly spread over all."""
    sources = _images(corpora[workload.corpus], workload.suffixes)
    if workload.middling:
        by_size = sorted(_shrunk(sources, workload.edge), key=os.path.getsize)
        sources = by_size[len(by_size) // 2:][:1]
    elif workload.photographs:
        sources = _shrunk(sources, workload.edge)[:workload.photographs]
    if most and most < len(sources):
        sources = [sources[index * len(sources) // most] for index in range(most)]
    if not sources:
        raise FileNotFoundError(f"{corpora[workload.corpus]}: no images for ({workload.name})")
    os.makedirs(folder)
    paths = []
    for source in sources:
        path = os.path.join(folder, _flat_name(os.path.relpath(source, corpora[workload.corpus])))
        shutil.copyfile(source, path)
        paths.append(path)
    headers = {os.path.basename(path): read_header(path) for path in paths}
    return Inputs(folder, paths, sum(map(os.path.getsize, paths)), headers)


def output_name(name, output_format):
    """What every tool calls the output of this input."""
    if not output_format:
        return name
    return os.path.splitext(name)[0] + _SUFFIXES[output_format]


def _shrunk(sources, edge):
    return [path for path in sources if _exceeds(read_header(path), edge)]


def _exceeds(header, edge):
    return 0 < edge < max(header.width, header.height)


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
