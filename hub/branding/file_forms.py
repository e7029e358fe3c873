"""Where a picture ends in its file: what stands behind it is something else. `None`: the file is cut off."""

PNG_HEAD, CHUNK_FRAME = 8, 12
SEGMENTLESS = frozenset({0x01, *range(0xD0, 0xD9)})
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9


def png_end(content: bytes) -> int | None:
    """Return where the last chunk of a PNG ends."""
    at = PNG_HEAD
    while at + CHUNK_FRAME <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        at += CHUNK_FRAME + length
        if kind == b"IEND":
            return at if at <= len(content) else None
    return None


def jpeg_end(content: bytes) -> int | None:
    """Return where a JPEG ends; a small picture within its head has an end of its own, which is passed by."""
    at = 2
    while 0 <= at < len(content) - 1:
        if content[at] != 0xFF:  # noqa: PLR2004 - every marker begins with it
            return None
        marker = content[at + 1]
        if marker == END_OF_IMAGE:
            return at + 2
        if marker == 0xFF:  # noqa: PLR2004 - one to fill the space
            at += 1
        elif marker in SEGMENTLESS:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
            at = _behind_scan(content, at) if marker == START_OF_SCAN else at
    return None


def _behind_scan(content: bytes, at: int) -> int:
    """Return where the next marker is behind the points of a scan; -1 where there is none."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:  # noqa: PLR2004 - a point, and restarts
            return at
        at += 2
    return -1


def webp_end(content: bytes) -> int | None:
    """Return where a WebP ends, as its head says."""
    end = 8 + int.from_bytes(content[4:8], "little")
    return end if end <= len(content) else None


def webp_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a WebP, from its first chunk."""
    kind, body = content[12:16], content[20:30]
    if len(body) < 10:  # noqa: PLR2004 - the longest of the three heads
        return None
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L" and body[0] == 0x2F:  # noqa: PLR2004 - its sign
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None
