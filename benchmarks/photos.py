"""Large photos made on the spot: natural statistics (1/f), edges, skies and noise, so that JPEG sizes are realistic."""

from pathlib import Path

import numpy as np


def make_jpeg(path: Path, megapixels: float, quality: int = 92, seed: int = 3, *, progressive: bool = False) -> Path:
    """Write a 3:2 JPEG (4:2:0) of about `megapixels`; 24 MP come to some 7 MB."""
    import cv2
    import simplejpeg

    height = round((megapixels * 1e6 / 1.5) ** 0.5 / 16) * 16
    width = round(height * 1.5 / 16) * 16
    pixels = scene(height, width, seed)
    if progressive:
        options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
        path.write_bytes(cv2.imencode(".jpg", pixels[..., ::-1], options)[1].tobytes())
    else:
        path.write_bytes(simplejpeg.encode_jpeg(pixels, quality, "RGB", "420"))
    return path


def scene(height: int, width: int, seed: int) -> np.ndarray:
    """The pixels of such a photo, h x w x 3 uint8."""
    import cv2

    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3), np.float32)
    for cells, weight in ((4, 0.5), (12, 0.25), (48, 0.14), (200, 0.08), (800, 0.05)):
        coarse = rng.random((cells, int(cells * 1.5), 3), np.float32) - 0.5
        coarse = coarse.mean(-1, keepdims=True) * 0.8 + coarse * 0.4
        picture += weight * 2 * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    tile = rng.normal(0, 0.012, (512, 512, 1)).astype(np.float32)
    noise = np.tile(tile, (height // 512 + 1, width // 512 + 1, 1))[:height, :width]
    return np.clip((0.42 + picture * 0.7 + noise) * 255, 0, 255).astype(np.uint8)
