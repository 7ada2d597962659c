# SPDX-License-Identifier: Apache-2.0
"""Holds each tool to its work: one output for each input, in the pixel size that was asked for."""

import os

from image_header import read_header
from inputs import output_name
from measure import RunFailed


def check(inputs, folder, workload):
    """The outputs in numbers, for comparison between tools. Raises where one is not right."""
    found = {name: os.path.join(root, name)
             for root, _, names in os.walk(folder) for name in names}
    sources = {output_name(name, workload.format): header
               for name, header in inputs.headers.items()}
    if found.keys() != sources.keys():
        missing = sorted(sources.keys() - found.keys())
        excess = sorted(found.keys() - sources.keys())
        raise RunFailed(f"outputs: {len(found)} for {len(inputs.headers)} inputs, missing "
                        f"{missing[:3]}, not asked for {excess[:3]}")
    kinds, tables, size = {}, set(), 0
    for name, path in found.items():
        header = read_header(path)
        _check_pixels(name, sources[name], header, workload)
        size += os.path.getsize(path)
        kind = f"{header.format} {header.kind}"
        kinds[kind] = kinds.get(kind, 0) + 1
        if header.luma_table:
            tables.add(header.luma_table)
    return {"files": len(found), "bytes": size, "kinds": dict(sorted(kinds.items())),
            "jpeg_luma_tables": sorted(tables)}


def _check_pixels(name, source, output, workload):
    """Sides are compared in order of length, since a picture may have been turned upright."""
    longest = max(source.width, source.height)
    scale = min(1, (workload.edge or longest) / longest)
    wanted = sorted((source.width * scale, source.height * scale))
    seen = sorted((output.width, output.height))
    wrong_format = output.format != (workload.format or source.format)
    if wrong_format or any(abs(w - s) > 1 for w, s in zip(wanted, seen)):
        raise RunFailed(f"outputs: {name} is {output.width}x{output.height} {output.format}, "
                        f"from {source.width}x{source.height} {source.format} to "
                        f"{workload.edge or 'full size'}")
