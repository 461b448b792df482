"""A photo's metadata as cameras and programs write it, made with libraries that the export does not use for it."""

import struct

import numpy as np
import pytest
from PIL import Image, ImageCms, TiffImagePlugin

from engine.image import Metadata

XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:odd="http://example.org/odd/" tiff:Orientation="6"
 exif:PixelXDimension="4000" exif:GPSLatitude="48,51.5N" odd:kept="yes" photoshop:City="Paris">
<exif:PixelYDimension>3000</exif:PixelYDimension><exif:GPSLongitude>2,17.6E</exif:GPSLongitude>
<odd:list xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Bag><rdf:li>one</rdf:li></rdf:Bag></odd:list>
<dc:rights xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li xml:lang="x-default">Jane \xc3\x84hre</rdf:li>
</rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def iptc_record(number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value


IPTC = iptc_record(5, b"Title") + iptc_record(90, b"Paris") + iptc_record(80, b"Jane") + iptc_record(116, b"J 2026")


@pytest.fixture
def exif_block() -> bytes:
    """Exif with what an export must treat: orientation, sizes, maker note, place, thumbnail."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B], exif[0x8298] = "Maker", "Model X", "Jane", "Jane 2026"
    exif[0x0112], exif[0x0100], exif[0x0101] = 6, 4000, 3000
    photo = exif.get_ifd(0x8769)
    photo[0x9003], photo[0xA002], photo[0xA003], photo[0xA001] = "2026:05:14 18:42:00", 4000, 3000, 65535
    photo[0x8827], photo[0x829A] = 160, TiffImagePlugin.IFDRational(1, 250)
    photo[0x927C] = b"MAKER" + bytes(range(200))
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (48.0, 51.0, 30.0)
    place[3], place[4] = "E", (2.0, 17.0, 40.0)
    return with_thumbnail(exif.tobytes().removeprefix(b"Exif\0\0"))


def with_thumbnail(block: bytes) -> bytes:
    """The block with a second directory that holds a thumbnail, put behind everything else."""
    order = "<" if block[:2] == b"II" else ">"
    (first,) = struct.unpack_from(order + "I", block, 4)
    (count,) = struct.unpack_from(order + "H", block, first)
    thumbnail = b"\xff\xd8THUMBNAIL\xff\xd9"
    place = len(block)
    data = place + 2 + 12 * 2 + 4
    directory = struct.pack(order + "HHHIIHHIII", 2, 0x0201, 4, 1, data, 0x0202, 4, 1, len(thumbnail), 0)
    out = bytearray(block + directory + thumbnail)
    struct.pack_into(order + "I", out, first + 2 + 12 * count, place)
    return bytes(out)


@pytest.fixture
def metadata(exif_block: bytes) -> Metadata:
    """Everything a photo can carry."""
    return Metadata(exif=exif_block, xmp=XMP, iptc=IPTC, format="JPEG")


def profile_name(icc: bytes) -> str:
    """Description of a profile as LittleCMS reads it."""
    import io

    return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(icc))).strip()


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Peak signal to noise ratio in dB of pictures of one integer type."""
    top = np.iinfo(one.dtype).max
    error = np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2)
    return float(10 * np.log10(top**2 / error)) if error else float("inf")
