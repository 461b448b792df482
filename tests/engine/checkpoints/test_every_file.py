"""Every published enhancer in the developers' folder loads and runs, by each of the names that it can be opened by."""

from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints.opening import open_enhancer
from engine.checkpoints.probe import probe_photo

PHOTO = np.ascontiguousarray(probe_photo()[::4, ::4])
OPERATORS = ("L0_smoothing", "Multiscale_tone_manipulation", "Nonlocal_dehazing", "Photographic_style")
BUNDLE = ("model.ckpt.index", "model.ckpt.data-00000-of-00001", "model.ckpt")
PHONES = ("blackberry", "iphone", "sony")
LOSSES = ("color_ssim", "l1_ssim", "mae", "mae_nima", "mse", "mse_nima")
FILES = {
    **{f"can24_cqfio/{name}/{file}": "can" for name in OPERATORS for file in (*BUNDLE, "weights.npz")},
    **{f"dped/{phone}_orig{end}": "dped" for phone in PHONES for end in (".index", ".data-00000-of-00001", ".npz", "")},
    **{f"seedpaper_can32/can32_{loss}_final.pt": "can32" for loss in LOSSES},
    "seedpaper_can32/dcbabf_can32_mse_final.pt": "can32",
    **{f"seedpaper_can32/featcond_can32_{loss}_final.pt": "conditional_can" for loss in ("mae", "mae_ssim")},
    **{f"lut3d/sRGB/{part}{kind}.pth": "lut3d" for part in ("LUTs", "classifier") for kind in ("", "_unpaired")},
    "csrnet/csrnet.pth": "csrnet",
    **{f"zero_dce/{name}_Epoch99.pth": "zero_dce" for name in ("zero_dce", "zero_dcepp")},
}
"""What opens, and as which architecture; a bundle by its index, its data or the name that TensorFlow gives it."""
NO_ENHANCERS = ("SOURCE.txt", "LICENSE", "niqe_pris_params.npz", "5SE.pth")


def test_no_file_of_the_folder_is_left_out(shared_data: Path) -> None:
    folder = shared_data / "checkpoints"
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert {file for file in there if Path(file).name not in NO_ENHANCERS} <= set(FILES)
    assert {file for file in FILES if (folder / file).is_file()} <= there


@pytest.mark.parametrize("file", FILES)
def test_every_published_enhancer_loads_and_runs(shared_data: Path, file: str) -> None:
    enhancer = open_enhancer(shared_data / "checkpoints" / file)
    assert enhancer.name == FILES[file]
    assert enhancer.takes_tags == (enhancer.name == "conditional_can")
    made = enhancer.run(PHOTO)
    assert made.shape == PHOTO.shape
    assert 0.1 < made.mean() < 0.9
    # On photos not developed as theirs were, the skies of CAN32 turn purple, as is known.
    assert np.corrcoef(made.ravel(), PHOTO.ravel())[0, 1] > (0.5 if "can32" in file else 0.6)


@pytest.mark.parametrize(
    ("bundle", "archive"),
    [(f"can24_cqfio/{name}/model.ckpt", f"can24_cqfio/{name}/weights.npz") for name in OPERATORS]
    + [(f"dped/{phone}_orig", f"dped/{phone}_orig.npz") for phone in PHONES],
)
def test_a_bundle_and_its_archive_are_one_network(shared_data: Path, bundle: str, archive: str) -> None:
    first, second = (open_enhancer(shared_data / "checkpoints" / name).module for name in (bundle, archive))
    assert first is not None
    assert second is not None
    for name, values in first.state_dict().items():
        assert values.equal(second.state_dict()[name])
