# SPDX-License-Identifier: Apache-2.0
"""What an image says of itself before its pixels, as far as the benchmark compares it."""

import zlib
from dataclasses import dataclass

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PALETTE = 3
_JPEG_FRAMES = {0xC0, 0xC1, 0xC2}
_JPEG_TABLES = 0xDB
_JPEG_SCAN = 0xDA
_WEBP_SIDES = 0x3FFF
_AVIF_META_BYTES = 4096  # no encoder here puts an item's size further behind


class NotAnImage(Exception):
    pass


@dataclass(frozen=True)
class Header:
    format: str
    width: int
    height: int
    kind: str  # how it was encoded, e.g. "4:2:0 progressive" or "palette"
    luma_table: int = 0  # a checksum of the first quantisation table: equal numbers, equal Q


def read_header(path):
    with open(path, "rb") as file:
        start = file.read(30)
        if start.startswith(_PNG_SIGNATURE) and start[12:16] == b"IHDR":
            return _png(start)
        if start.startswith(b"\xff\xd8"):
            file.seek(2)
            return _jpeg(file, path)
        if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
            return _webp(start, path)
        if start[4:12] == b"ftypavif":
            return _avif(start + file.read(_AVIF_META_BYTES), path)
    raise NotAnImage(f"{path}: neither JPEG nor PNG, WebP or AVIF")


def _png(start):
    kind = "palette" if start[25] == _PNG_PALETTE else "true colour"
    return Header("png", _number(start[16:20]), _number(start[20:24]), kind)


def _webp(start, path):
    kind = start[12:16]
    if kind == b"VP8 ":
        width, height = (_little(start[at:at + 2]) & _WEBP_SIDES for at in (26, 28))
        return Header("webp", width, height, "lossy")
    if kind == b"VP8L":
        bits = _little(start[21:25])
        return Header("webp", (bits & _WEBP_SIDES) + 1, (bits >> 14 & _WEBP_SIDES) + 1, "lossless")
    if kind == b"VP8X":
        width, height = (_little(start[at:at + 3]) + 1 for at in (24, 27))
        return Header("webp", width, height, "extended")
    raise NotAnImage(f"{path}: a WebP without a picture")


def _avif(start, path):
    """The picture's size is the largest that an item has."""
    sizes, at = [], start.find(b"ispe")
    while at >= 0:
        sizes.append((_number(start[at + 8:at + 12]), _number(start[at + 12:at + 16])))
        at = start.find(b"ispe", at + 4)
    if not sizes:
        raise NotAnImage(f"{path}: an AVIF without a size")
    width, height = max(sizes)
    return Header("avif", width, height, "AV1")


def _jpeg(file, path):
    luma_table = 0
    while True:
        mark = file.read(4)
        if len(mark) < 4 or mark[0] != 0xFF or mark[1] == _JPEG_SCAN:
            raise NotAnImage(f"{path}: a JPEG without a frame header")
        body = file.read(_number(mark[2:4]) - 2)
        if mark[1] == _JPEG_TABLES and luma_table == 0:
            luma_table = zlib.crc32(body[:65])
        if mark[1] in _JPEG_FRAMES:
            kind = f"{_sampling(body)} {'progressive' if mark[1] == 0xC2 else 'baseline'}"
            return Header("jpeg", _number(body[3:5]), _number(body[1:3]), kind, luma_table)


def _sampling(frame):
    if frame[5] != 3:
        return f"{frame[5]} channel{'' if frame[5] == 1 else 's'}"
    factors = {(0x22, 0x11): "4:2:0", (0x21, 0x11): "4:2:2", (0x11, 0x11): "4:4:4"}
    return factors.get((frame[7], frame[10]), "other sampling")


def _number(data):
    return int.from_bytes(data, "big")


def _little(data):
    return int.from_bytes(data, "little")
