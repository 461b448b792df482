"""Measures of how near two pictures are, and of how good one is. Arithmetic in float64 on 8-bit pictures."""

from training.metrics.color import delta_e_2000, mean_delta_e, mean_delta_e_76
from training.metrics.nima import NimaScore, nima
from training.metrics.niqe import NiqeParameters, load_niqe, niqe
from training.metrics.pixel import psnr
from training.metrics.sharpness import sharpness_kept
from training.metrics.structure import ms_ssim, ssim

__all__ = [
    "NimaScore",
    "NiqeParameters",
    "delta_e_2000",
    "load_niqe",
    "mean_delta_e",
    "mean_delta_e_76",
    "ms_ssim",
    "nima",
    "niqe",
    "psnr",
    "sharpness_kept",
    "ssim",
]
