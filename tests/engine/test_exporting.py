"""One photo from file to file: size, space, depth, metadata and recipe are those that were asked for."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from PIL import Image as Pillow

from engine.color import ADOBE_RGB, DISPLAY_P3
from engine.decode import open_photo
from engine.edit import Crop, Edit
from engine.export.options import ExportOptions
from engine.export.recipe import NAMESPACE
from engine.exporting import Job, chroma_for, export_photo, recipe_of
from engine.icc import profile_bytes
from engine.render import render
from engine.styles import find
from tests.conftest import make_photo


def photo(path: Path, sampling: str = "420", height: int = 300, width: int = 420) -> Path:
    path.write_bytes(simplejpeg.encode_jpeg(make_photo(height, width), 95, "RGB", sampling))
    return path


def test_the_export_is_the_rendered_picture(tmp_path: Path) -> None:
    style = find("vivid")
    source = photo(tmp_path / "a.jpg")
    edit = Edit(style="vivid", strength=0.7, shadows=30, crop=Crop(0.1, 0.0, 0.8, 0.9))
    written = export_photo(Job(source, tmp_path / "b.png", edit, style), ExportOptions(format="png"), threads=2)
    assert written.path is not None
    expected = render(open_photo(source), edit, style)
    assert np.array_equal(np.asarray(Pillow.open(written.path)), expected.pixels)


@pytest.mark.parametrize(("long_edge", "size"), [(0, (420, 300)), (210, (210, 150)), (5000, (420, 300))])
def test_never_larger_than_the_photo(tmp_path: Path, long_edge: int, size: tuple[int, int]) -> None:
    job = Job(photo(tmp_path / "a.jpg"), tmp_path / "b.jpg")
    written = export_photo(job, ExportOptions(long_edge=long_edge))
    assert (written.width, written.height) == size
    height, width, _, _ = simplejpeg.decode_jpeg_header((tmp_path / "b.jpg").read_bytes())
    assert (width, height) == size


def test_a_wide_photo_stays_wide(tmp_path: Path) -> None:
    pixels = make_photo(80, 120)
    pixels[:20] = (0, 255, 0)
    Pillow.fromarray(pixels).save(tmp_path / "a.png", icc_profile=profile_bytes(ADOBE_RGB))
    export_photo(Job(tmp_path / "a.png", tmp_path / "b.png"), ExportOptions(format="png", space="adobergb"))
    assert np.abs(np.asarray(Pillow.open(tmp_path / "b.png")).astype(int) - pixels).max() <= 1
    export_photo(Job(tmp_path / "a.png", tmp_path / "c.png"), ExportOptions(format="png", space="p3"))
    with Pillow.open(tmp_path / "c.png") as picture:
        assert picture.info["icc_profile"] == profile_bytes(DISPLAY_P3)


def test_sixteen_bits_stay_sixteen(tmp_path: Path) -> None:
    import imagecodecs

    deep = (np.arange(300 * 200 * 3).reshape(300, 200, 3) % 65536).astype(np.uint16)
    (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(deep))
    export_photo(Job(tmp_path / "a.png", tmp_path / "b.png"), ExportOptions(format="png", bit_depth=16))
    assert np.array_equal(imagecodecs.png_decode((tmp_path / "b.png").read_bytes()), deep)


def test_metadata_and_recipe_travel(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0110], exif[0x0112] = "Model", 6
    Pillow.fromarray(make_photo(90, 60)).save(tmp_path / "a.jpg", exif=exif)
    style = find("natural")
    job = Job(tmp_path / "a.jpg", tmp_path / "b.jpg", Edit(style="natural", strength=0.5), style)
    export_photo(job, ExportOptions())
    with Pillow.open(tmp_path / "b.jpg") as picture:
        assert picture.size == (90, 60)
        assert dict(picture.getexif())[0x0110] == "Model"
        assert picture.getexif()[0x0112] == 1
        assert NAMESPACE in picture.info["xmp"].decode()
    recipe = recipe_of(job)
    assert recipe.weights == hashlib.sha256(style.file.read_bytes()).hexdigest()[:16]
    assert Edit.from_json(recipe.edit) == job.edit


@pytest.mark.parametrize(
    ("source", "edit", "options", "written"),
    [
        ("420", Edit(exposure=1), ExportOptions(), "420"),
        ("422", Edit(), ExportOptions(quality=95), "422"),
        ("444", Edit(), ExportOptions(), "444"),
        ("420", Edit(quarter_turns=1), ExportOptions(), "444"),
        ("420", Edit(crop=Crop(0, 0, 0.5, 1)), ExportOptions(), "444"),
        ("420", Edit(), ExportOptions(long_edge=200), "444"),
        ("420", Edit(), ExportOptions(chroma="444"), "444"),
        ("422", Edit(), ExportOptions(quality=80), "422"),
        ("444", Edit(), ExportOptions(quality=80), "420"),
    ],
)
def test_colour_resolution(tmp_path: Path, source: str, edit: Edit, options: ExportOptions, written: str) -> None:
    export_photo(Job(photo(tmp_path / "a.jpg", source), tmp_path / "b.jpg", edit), options)
    assert simplejpeg.decode_jpeg_header((tmp_path / "b.jpg").read_bytes())[3] == written


def test_colour_resolution_of_other_photos_goes_by_quality(tmp_path: Path) -> None:
    Pillow.fromarray(make_photo(40, 60)).save(tmp_path / "a.png")
    image = open_photo(tmp_path / "a.png")
    assert chroma_for(image, Job(tmp_path / "a.png", tmp_path / "b.jpg"), ExportOptions(), (60, 40)) == "auto"


def test_a_photo_that_turns_out_to_be_broken_leaves_nothing(tmp_path: Path) -> None:
    source = photo(tmp_path / "a.jpg")
    source.write_bytes(source.read_bytes()[:5000])
    with pytest.raises(Exception, match=r"a\.jpg ends too early"):
        export_photo(Job(source, tmp_path / "out" / "b.jpg"), ExportOptions())
    assert not (tmp_path / "out").exists()
    assert io.BytesIO(source.read_bytes()).read(2) == b"\xff\xd8"
