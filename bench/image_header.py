# SPDX-License-Identifier: Apache-2.0
"""What a JPEG or PNG says of itself before its pixels, as far as the benchmark compares it."""

import zlib
from dataclasses import dataclass

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PALETTE = 3
_JPEG_FRAMES = {0xC0, 0xC1, 0xC2}
_JPEG_TABLES = 0xDB
_JPEG_SCAN = 0xDA


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
        start = file.read(29)
        if start.startswith(_PNG_SIGNATURE) and start[12:16] == b"IHDR":
            return _png(start)
        if start.startswith(b"\xff\xd8"):
            file.seek(2)
            return _jpeg(file, path)
    raise NotAnImage(f"{path}: neither a JPEG nor a PNG")


def _png(start):
    kind = "palette" if start[25] == _PNG_PALETTE else "true colour"
    return Header("png", _number(start[16:20]), _number(start[20:24]), kind)


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
