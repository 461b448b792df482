"""The person's folder of styles, what a file is said to be, and grades from networks that give back photos."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints import added, added_files, native
from engine.checkpoints.inspection import inspect
from engine.checkpoints.opening import open_enhancer
from engine.checkpoints.probe import Measured, measure, probe_photo
from engine.checkpoints.reading import Reading
from engine.enhance import enhancer_of, forget, grade_for
from engine.errors import StyleError
from engine.grade import apply
from engine.networks.csrnet import CsrNet
from engine.networks.dped import DpedGenerator
from engine.styles import BUNDLED_FILE, find, styles_of
from engine.styles import added as added_styles
from engine.version import VERSION
from tests.engine.checkpoints.made import darkened, darkening

PHOTO = np.ascontiguousarray(probe_photo()[::2, ::2])


@pytest.fixture(autouse=True)
def fresh() -> None:
    forget()


@pytest.fixture
def csrnet(tmp_path: Path) -> Path:
    """A published file whose network changes little, as enhancers do."""
    torch.manual_seed(0)
    network = CsrNet()
    state = {name: value * 0.5 for name, value in network.state_dict().items()}
    eye = torch.zeros(64, 3, 1, 1)
    eye[:3, :3, 0, 0] = torch.eye(3)
    square = torch.zeros(64, 64, 1, 1)
    square[:3, :3, 0, 0] = torch.diag(torch.tensor([1.0, 0.9, 0.8]))
    state |= {"conv1.weight": eye, "conv2.weight": square, "conv3.weight": eye[:, :].permute(1, 0, 2, 3).contiguous()}
    state |= {name: torch.zeros_like(value) for name, value in state.items() if "scale" in name or "shift" in name}
    state |= {f"conv{i}.bias": torch.zeros_like(state[f"conv{i}.bias"]) for i in (1, 2, 3)}
    torch.save({"state_dict": state}, tmp_path / "net.pth")
    return tmp_path / "net.pth"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "styles"


def test_a_published_file_becomes_a_style_of_ours(csrnet: Path, folder: Path) -> None:
    before = csrnet.read_bytes()
    file = added.add(folder, csrnet, "Soft Morning", licence="CC0-1.0")
    assert csrnet.read_bytes() == before
    assert file == folder / "soft-morning.safetensors"
    style = find("soft morning", added_styles(folder))
    assert (style.id, style.kind, style.licence) == ("soft-morning", "added", "CC0-1.0")
    csrnet.unlink()
    made = apply(grade_for(style, PHOTO), PHOTO)
    assert made == pytest.approx(PHOTO * np.float32([1, 0.9, 0.8]), abs=0.02)
    assert native.read_description(file).architecture == "csrnet"


def test_a_picture_of_what_it_does_is_inside(csrnet: Path, folder: Path) -> None:
    import simplejpeg

    file = added.add(folder, csrnet, "Soft Morning")
    pixels = simplejpeg.decode_jpeg(native.read_description(file).preview, "RGB").astype(np.float32) / 255
    wanted = open_enhancer(csrnet).run(probe_photo()).clip(0, 1)
    assert np.abs(pixels - wanted).mean() < 0.03 < np.abs(wanted - probe_photo()).mean()
    added.rename(file, "Other")
    assert native.read_description(file).preview
    facts = inspect(file).facts
    assert facts["preview"] is True
    assert facts["written_by"] == VERSION


def test_an_onnx_file_is_kept_whole_with_what_was_found_out(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "dusk.onnx").write_bytes(darkening(-1, 1, "NHWC"))
    style = styles_of(added.add(folder, tmp_path / "dusk.onnx", "Dusk"))[0]
    enhancer = enhancer_of(style)
    assert enhancer is not None
    assert enhancer.reading == Reading("-1..1", "-1..1", "NHWC")
    assert apply(grade_for(style, PHOTO), PHOTO) == pytest.approx(darkened(PHOTO), abs=0.01)
    again = styles_of(added.add(folder, style.file, "Dusk again"))[0]
    assert apply(grade_for(again, PHOTO), PHOTO) == pytest.approx(darkened(PHOTO), abs=0.01)


def test_a_correction_is_remembered(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "dusk.onnx").write_bytes(darkening(0, 1))
    reading = added.corrected(open_enhancer(tmp_path / "dusk.onnx").reading, {"channels": "bgr"})
    style = styles_of(added.add(folder, tmp_path / "dusk.onnx", "Blue dusk", reading=reading))[0]
    wanted = darkened(PHOTO[..., ::-1])[..., ::-1]
    assert apply(grade_for(style, PHOTO), PHOTO) == pytest.approx(wanted, abs=0.01)
    with pytest.raises(StyleError, match=r"channels gbr is not known; there are rgb, bgr\."):
        added.corrected(Reading(), {"channels": "gbr"})
    with pytest.raises(StyleError, match=r"brightness 1 is not known"):
        added.corrected(Reading(), {"brightness": "1"})


def test_the_kind_is_known_or_overridden(tmp_path: Path, folder: Path) -> None:
    torch.save(DpedGenerator().state_dict(), tmp_path / "dped.pth")
    style = styles_of(added.add(folder, tmp_path / "dped.pth", "Camera"))[0]
    camera = enhancer_of(style)
    assert camera is not None
    assert (camera.kind, camera.form) == ("texture", "penchant")
    carried = styles_of(added.add(folder, tmp_path / "dped.pth", "Camera tone", kind="grade"))[0]
    tone = enhancer_of(carried)
    assert tone is not None
    assert tone.kind == "grade"


def test_a_file_of_ours_can_be_added_under_another_name(folder: Path) -> None:
    file = added.add(folder, BUNDLED_FILE, "Club")
    names = [style.name for style in styles_of(file)]
    assert len(names) >= 6
    assert all(name.startswith("Club: ") for name in names)
    assert len({style.id for style in styles_of(file)}) == len(names)


def test_names_are_free_and_mean_something(csrnet: Path, folder: Path) -> None:
    added.add(folder, csrnet, "Mine")
    for name, words in (("mine", "mine is taken"), ("  ", "is no name"), ("../..", "is no name")):
        with pytest.raises(StyleError, match=words):
            added.add(folder, csrnet, name)
    with pytest.raises(StyleError, match="one of grade, texture, not sharp"):
        added.add(folder, csrnet, "Other", kind="sharp")
    assert [path.name for path in added_files.files(folder)] == ["mine.safetensors"]


def test_rename_remove_and_restore(csrnet: Path, folder: Path) -> None:
    file = added.add(folder, csrnet, "Mine")
    added.rename(file, "Better")
    assert [(style.id, style.name) for style in added_styles(folder)] == [("mine", "Better")]
    kept = added.remove(folder, file)
    assert kept.parent == folder / added.TRASH
    assert added_styles(folder) == ()
    added.add(folder, csrnet, "Mine")
    assert added.restore(folder, kept).name == "mine-2.safetensors"
    with pytest.raises(StyleError, match="came with Penchant or lies elsewhere"):
        added.remove(folder, BUNDLED_FILE)


def test_one_damaged_file_does_not_hide_the_others(csrnet: Path, folder: Path) -> None:
    added.add(folder, csrnet, "Mine")
    (folder / "broken.safetensors").write_bytes(b"nothing")
    assert [style.name for style in added_styles(folder)] == ["Mine"]
    assert added_styles(folder / "nowhere") == ()


def test_an_embedded_file_that_is_cut_off_is_refused(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "dusk.onnx").write_bytes(darkening(0, 1))
    file = added.add(folder, tmp_path / "dusk.onnx", "Dusk")
    file.write_bytes(file.read_bytes()[:-40])
    forget()
    with pytest.raises(StyleError, match="was not recognised as an enhancer"):
        open_enhancer(file)


def test_inspection_says_what_is_known(csrnet: Path, tmp_path: Path) -> None:
    found = inspect(csrnet)
    assert found.is_enhancer
    assert found.why == "The names and shapes of its weights are those of CSRNet (He et al., ECCV 2020)."
    assert (found.facts["parameters"], found.facts["kind"], found.facts["measured_kind"]) == (36_489, "grade", "grade")
    assert found.facts["licence"] == "not said in the file"
    bundled = inspect(BUNDLED_FILE)
    assert bundled.is_enhancer
    assert bundled.facts["architecture"] == "bilateral"
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    missing = inspect(tmp_path / "gone.pth")
    assert not missing.is_enhancer
    assert missing.why == "gone.pth is no longer there."
    assert inspect(tmp_path / "photo.png").why == "photo.png was not recognised as an enhancer."


def test_what_a_grade_carries_is_measured(csrnet: Path, tmp_path: Path) -> None:
    assert measure(open_enhancer(csrnet)).kind == "grade"
    assert Measured(40.0, 0.5).kind == Measured(25.0, 0.0).kind == "texture"
