"""Networks that enhance nothing, recognised so that a person is told what the file is."""

from typing import Any, NoReturn

from engine.checkpoints.layouts.architecture import Architecture, Shapes, has


def _other(name: str, title: str, kind: str, *signatures: dict[str, tuple[int | None, ...]]) -> Architecture:
    def build(**_arguments: Any) -> NoReturn:
        raise ValueError(f"{title} is no enhancer")

    def recognise(shapes: Shapes) -> dict[str, Any] | None:
        return {} if any(has(shapes, **signature) for signature in signatures) else None

    return Architecture(name=name, title=title, build=build, recognise=recognise, kind=kind)


NOT_ENHANCERS = (
    _other(
        "nima",
        "NIMA, which scores photos (Talebi and Milanfar, TIP 2018)",
        "scorer",
        {"base_model__0__0__0__weight": (32, 3, 3, 3), "head__2__weight": (10, 1280)},
        {"conv_pw_13/conv_pw_13/kernel:0": (1, 1, 1024, 1024), "dense_1/dense_1/kernel:0": (1024, 10)},
    ),
    _other(
        "vgg19",
        "VGG-19, which compares photos (Simonyan and Zisserman, 2015)",
        "features",
        {"features__0__weight": (64, 3, 3, 3), "features__34__weight": (512, 512, 3, 3)},
        {"conv11__weight": (16, 3, 3, 3), "conv51_aux__weight": (512, 128, 1, 1)},
    ),
    _other(
        "uegan_discriminator",
        "UEGAN's discriminator, which only teaches (Ni et al., TIP 2020)",
        "discriminator",
        {"d1__0__1__weight_orig": (None, 3, 7, 7), "d5_pred__0__1__weight": (1, None, 5, 5)},
    ),
)
