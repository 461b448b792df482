"""HEIC and HEIF, where the system has libheif."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.decode import libheif
from engine.decode.boxes import brands, space_of_items
from engine.decode.geometry import full_range
from engine.decode.limits import check_size
from engine.decode.raster import Raster, to_image
from engine.decode.source import Source
from engine.errors import PhotoUnknown, PhotoUnreadable
from engine.image import Image, Metadata

_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PEAK_COPIES = 3  # planes, interleaved, ours
_MOST_METADATA = 20_000_000
_XMP_TYPE, _EXIF_TYPE = b"mime", b"Exif"


def recognises(source: Source) -> bool:
    """Whether a file says it is a HEIF picture or sequence."""
    return bool(brands(source.head) & _BRANDS)


def read(source: Source, at_least: int | None) -> Image:
    """Decode the main picture of a HEIC file. The library turns it upright.

    Raises:
        PhotoUnknown: this computer has no libheif.
        PhotoUnreadable: damaged, or coded in a way that the library lacks.
        PhotoTooLarge: says it is larger than fits.
    """
    library = libheif.library()
    if library is None:
        text = f"{source.name} is a HEIC photo, which this computer cannot read until libheif is installed."
        raise PhotoUnknown(text, subject=source.path)
    data = source.read()
    with _main_picture(source, library, data) as handle:
        raster = _decode(source, library, handle)
    return to_image(replace(raster, space=space_of_items(data)), at_least)


@contextmanager
def _main_picture(source: Source, library: Any, data: bytes) -> Iterator[ctypes.c_void_p]:
    """Handle of the main picture; `data` must outlive it, as the library does not copy it."""
    context = library.heif_context_alloc()
    handle = ctypes.c_void_p()
    try:
        _need(source, library.heif_context_read_from_memory_without_copy(context, data, len(data), None))
        _need(source, library.heif_context_get_primary_image_handle(context, ctypes.byref(handle)))
        yield handle
    finally:
        library.heif_image_handle_release(handle)
        library.heif_context_free(context)


def _decode(source: Source, library: Any, handle: ctypes.c_void_p) -> Raster:
    depth = max(8, library.heif_image_handle_get_luma_bits_per_pixel(handle))
    channels = 4 if library.heif_image_handle_has_alpha_channel(handle) else 3
    bits = 8 if depth == 8 else 16
    width, height = library.heif_image_handle_get_width(handle), library.heif_image_handle_get_height(handle)
    check_size(source, width, height, channels * bits // 8 * _PEAK_COPIES)
    picture = ctypes.c_void_p()
    layout = libheif.LAYOUTS[bits, channels]
    try:
        answer = library.heif_decode_image(handle, ctypes.byref(picture), libheif.RGB_SPACE, layout, None)
        _need(source, answer)
        pixels = _copied(library, picture, bits, channels)
    finally:
        library.heif_image_release(picture)
    if bits == 16:  # 10 or 12 bits over the range of uint16
        pixels = full_range(pixels, 2**depth - 1)
    exif, xmp = _metadata(library, handle, _EXIF_TYPE), _metadata(library, handle, _XMP_TYPE)
    start = 4 + int.from_bytes(exif[:4], "big")
    metadata = Metadata(exif[start:].removeprefix(b"Exif\0\0"), xmp, format="HEIC", bit_depth=depth)
    return Raster(pixels, icc=_profile(library, handle), metadata=metadata)


def _copied(library: Any, picture: ctypes.c_void_p, bits: int, channels: int) -> NDArray[Any]:
    """The interleaved plane as an array of our own, without the padding of its rows."""
    channel = libheif.INTERLEAVED_CHANNEL
    width, height = library.heif_image_get_width(picture, channel), library.heif_image_get_height(picture, channel)
    stride = ctypes.c_int()
    plane = library.heif_image_get_plane_readonly(picture, channel, ctypes.byref(stride))
    rows = np.ctypeslib.as_array(ctypes.cast(plane, ctypes.POINTER(ctypes.c_uint8)), (height, stride.value))
    used = rows[:, : width * channels * bits // 8].copy()  # the library frees the plane
    return used.view(np.dtype(f"<u{bits // 8}")).reshape(height, width, channels)


def _profile(library: Any, handle: ctypes.c_void_p) -> bytes:
    size = library.heif_image_handle_get_raw_color_profile_size(handle)
    if not 0 < size <= _MOST_METADATA:
        return b""
    buffer = ctypes.create_string_buffer(size)
    answer = library.heif_image_handle_get_raw_color_profile(handle, buffer)
    return b"" if answer.code else buffer.raw


def _metadata(library: Any, handle: ctypes.c_void_p, kind: bytes) -> bytes:
    """The first metadata block of a type."""
    number = (ctypes.c_uint32 * 1)()
    if library.heif_image_handle_get_list_of_metadata_block_IDs(handle, kind, number, 1) < 1:
        return b""
    size = library.heif_image_handle_get_metadata_size(handle, number[0])
    if not 0 < size <= _MOST_METADATA:
        return b""
    buffer = ctypes.create_string_buffer(size)
    answer = library.heif_image_handle_get_metadata(handle, number[0], buffer)
    return b"" if answer.code else buffer.raw


def _need(source: Source, answer: libheif.Answer) -> None:
    """Refuse the photo where the library's answer is not success."""
    if answer.code:
        details = (answer.message or b"").decode("utf-8", "replace")
        early = "end of file" in details.lower() or "truncated" in details.lower()
        end = "ends too early" if early else "is damaged or coded in a way this computer lacks"
        text = f"{source.name} {end}, so it cannot be shown."
        raise PhotoUnreadable(text, subject=source.path, details=f"libheif: {details}")
