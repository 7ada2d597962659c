# SPDX-License-Identifier: Apache-2.0
"""The peers that are packages of npm: sharp, the shape that pixherd's plan set out from, and
@napi-rs/image."""

import os
import shutil

from tools import Tool, Variant, cores, said, write_lines

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")
_CHUNK = 10  # images, of the program that the plan set out from
_MIN_THREADS = 4  # what Node starts for file work unless told otherwise
_SHARP_VERSIONS = "const s = require('sharp').versions; `${s.sharp} with libvips ${s.vips}`"
# Loading it too: what npm could not fetch for this machine shows there.
_NAPI_VERSION = "require('@napi-rs/image'); require('@napi-rs/image/package.json').version"


def node_peers():
    node = shutil.which("node")
    sharp_version, sharp_absent = _version(node, "sharp", _SHARP_VERSIONS)
    napi_version, napi_absent = _version(node, "@napi-rs/image", _NAPI_VERSION)
    return [
        Tool("sharp", _sharp(node), sharp_version, sharp_absent),
        Tool("original shape", _original_shape(node), sharp_version, sharp_absent),
        Tool("@napi-rs/image", _napi(node), napi_version, napi_absent),
    ]


def _version(node, package, expression):
    """What is there, and why it cannot be used."""
    if node is None:
        return "", "node is not installed"
    if not os.path.isdir(os.path.join(PEERS, "node_modules", package)):
        return "", f"{package} is not installed in bench/peers"
    version = said([node, "-p", expression], cwd=PEERS)
    if not version:
        return "", f"{package} does not load on this Node"
    return f"{version}, Node {said([node, '-v'])}", ""


def _batch(node, script, workload, inputs, output, *numbers):
    return [node, os.path.join(PEERS, script), inputs.folder, output, *_settings(workload),
            *map(str, numbers)]


def _settings(workload):
    return [str(workload.edge), str(workload.quality), workload.format or "original"]


def _in_flight(inputs):
    """How many images at a time are worth a try."""
    return [times * cores() for times in (1, 2, 4) if times == 1 or len(inputs.paths) > 1]


def _threads(number):
    return {"UV_THREADPOOL_SIZE": str(max(_MIN_THREADS, number))}


def _sharp(node):
    def variants(workload, inputs, output):
        return [
            Variant(f"concurrency {concurrency}, {number} in flight",
                    _batch(node, "sharp_batch.js", workload, inputs, output, number, concurrency),
                    _threads(number))
            for concurrency in (1, 2, 4, 8)  # 1 is sharp's own default with glibc
            for number in _in_flight(inputs)
        ]

    return variants


def _napi(node):
    def variants(workload, inputs, output):
        return [
            Variant(f"{number} in flight",
                    _batch(node, "napi_batch.js", workload, inputs, output, number),
                    _threads(number))
            for number in _in_flight(inputs)
        ]

    return variants


def _original_shape(node):
    def variants(workload, inputs, output):
        names = os.path.join(os.path.dirname(output), "chunks")
        write_lines(names, ([path] for path in inputs.paths))
        return [Variant(f"chunks of {_CHUNK} in sequence, 4 lanes", [
            "xargs", "-a", names, "-n", str(_CHUNK), node, os.path.join(PEERS, "original_shape.js"),
            output, *_settings(workload),
        ])]

    return variants
