"""The system's libheif, bound by ctypes: no freely licensed wheel carries a HEIC decoder."""

import ctypes
from functools import lru_cache
from typing import Any

_LIBRARIES = (
    "libheif.so.1",
    "libheif.1.dylib",
    "/opt/homebrew/lib/libheif.1.dylib",
    "/usr/local/lib/libheif.1.dylib",
    "heif.dll",
    "libheif.dll",
)

# Of libheif's heif.h.
RGB_SPACE = 1
INTERLEAVED_CHANNEL = 10
LAYOUTS = {(8, 3): 10, (8, 4): 11, (16, 3): 14, (16, 4): 15}
"""Interleaved little-endian layouts by bits and channels."""


class Answer(ctypes.Structure):
    """struct heif_error: code 0 is success."""

    _fields_ = (("code", ctypes.c_int), ("subcode", ctypes.c_int), ("message", ctypes.c_char_p))


_POINTER, _NUMBER, _SIZE = ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "heif_context_alloc": (_POINTER,),
    "heif_context_free": (None, _POINTER),
    "heif_context_read_from_memory_without_copy": (Answer, _POINTER, ctypes.c_char_p, _SIZE, _POINTER),
    "heif_context_get_primary_image_handle": (Answer, _POINTER, _POINTER),
    "heif_image_handle_release": (None, _POINTER),
    "heif_image_release": (None, _POINTER),
    "heif_image_handle_get_width": (_NUMBER, _POINTER),
    "heif_image_handle_get_height": (_NUMBER, _POINTER),
    "heif_image_handle_has_alpha_channel": (_NUMBER, _POINTER),
    "heif_image_handle_get_luma_bits_per_pixel": (_NUMBER, _POINTER),
    "heif_image_handle_get_raw_color_profile_size": (_SIZE, _POINTER),
    "heif_image_handle_get_raw_color_profile": (Answer, _POINTER, ctypes.c_char_p),
    "heif_image_handle_get_list_of_metadata_block_IDs": (_NUMBER, _POINTER, ctypes.c_char_p, _POINTER, _NUMBER),
    "heif_image_handle_get_metadata_size": (_SIZE, _POINTER, ctypes.c_uint32),
    "heif_image_handle_get_metadata": (Answer, _POINTER, ctypes.c_uint32, ctypes.c_char_p),
    "heif_decode_image": (Answer, _POINTER, _POINTER, _NUMBER, _NUMBER, _POINTER),
    "heif_image_get_width": (_NUMBER, _POINTER, _NUMBER),
    "heif_image_get_height": (_NUMBER, _POINTER, _NUMBER),
    "heif_image_get_plane_readonly": (_POINTER, _POINTER, _NUMBER, _POINTER),
}


@lru_cache(maxsize=1)
def library() -> Any | None:
    """libheif with its signatures; None where the system has none, or one that lacks a function used here."""
    for name in _LIBRARIES:
        try:
            loaded = ctypes.CDLL(name)
            for function, (result, *arguments) in _SIGNATURES.items():
                entry = getattr(loaded, function)
                entry.restype, entry.argtypes = result, arguments
        except (OSError, AttributeError):
            continue
        return loaded
    return None
