"""Large photos made on the spot: natural statistics (1/f), edges, skies and noise, so that JPEG sizes are realistic."""

from pathlib import Path

import numpy as np


def make_jpeg(path: Path, megapixels: float, quality: int = 92, seed: int = 3, *, progressive: bool = False) -> Path:
    """Write a 3:2 JPEG (4:2:0) of about `megapixels`; 24 MP come to some 7 MB."""
    return _write(path, scene(*_size(megapixels), seed), quality, progressive)


def make_jpegs(
    folder: Path, name: str, count: int, megapixels: float, seed: int = 3, *, progressive: bool = False
) -> list[Path]:
    """Write photos of one scene in different light.

    Each is another photo to every cache that goes by content: what a style makes of it has to be found out anew.
    """
    pixels = scene(*_size(megapixels), seed)
    lights = np.linspace(0.8, 1.0, count)[:, None] * np.arange(256)
    return [
        _write(folder / f"{name}-{number}.jpg", light.astype(np.uint8)[pixels], 92, progressive)
        for number, light in enumerate(lights)
    ]


def _size(megapixels: float) -> tuple[int, int]:
    height = round((megapixels * 1e6 / 1.5) ** 0.5 / 16) * 16
    return height, round(height * 1.5 / 16) * 16


def _write(path: Path, pixels: np.ndarray, quality: int, progressive: bool) -> Path:
    import cv2
    import simplejpeg

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
