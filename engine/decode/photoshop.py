"""Photoshop image resources (8BIM blocks), in which JPEG and TIFF keep their IPTC records."""

_IPTC = 0x0404


def iptc_of(resources: bytes) -> bytes:
    """The IPTC-IIM records among 8BIM resources; empty if there are none or the blocks make no sense."""
    at = 0
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        kind = int.from_bytes(resources[at + 4 : at + 6], "big")
        name = 1 + resources[at + 6]
        at += 6 + name + name % 2
        size = int.from_bytes(resources[at : at + 4], "big")
        if kind == _IPTC:
            return resources[at + 4 : at + 4 + size]
        at += 4 + size + size % 2
    return b""
