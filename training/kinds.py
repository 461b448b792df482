"""Fits `engine.kinds` to photos labelled by hand, and says how often it is right: `python -m training.kinds PHOTOS`.

PHOTOS holds the photos that `resources/kinds/labels.json` names (the developers' photo folder). The figures come from
photos that a fit has not seen, in ten parts; photos of which the labeller was not sure are left out for that kind.
"""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import kinds
from engine.traits import read_lab

LABELS = kinds.WEIGHTS.with_name("labels.json")
STIFFNESS = {"sky": 10.0, "greenery": 4.0, "indoors": 2.0, "night": 2.0}
"""How strongly weights are held near zero; chosen among 1, 2, 4 and 10 by the parts not seen."""
PARTS = 10

Floats = NDArray[np.float64]


def main(arguments: list[str]) -> int:
    """Fit, write the weights and print the figures.

    Returns:
        the exit status.
    """
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m training.kinds PHOTOS")
        return 2
    labels = json.loads(LABELS.read_text("utf-8"))
    folder = Path(arguments[0])
    labs = [read_lab(folder / name) for name in labels["photos"]]
    values = np.array([kinds.measures(lab) for lab in labs])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    inputs = np.c_[(values - mean) / spread, np.ones(len(values))]
    weights = {}
    for kind in kinds.FITTED:
        shown, is_sure = (np.array(labels[part][kind], bool) for part in ("shown", "sure"))
        precision, recall = judged(inputs[is_sure], shown[is_sure], STIFFNESS[kind])
        print(
            f"{kind:<10} {shown[is_sure].sum():>4} of {is_sure.sum()}: precision {precision:.2f}, recall {recall:.2f}"
        )
        weights[kind] = fit(inputs[is_sure], shown[is_sure], STIFFNESS[kind])
    people, is_sure = (np.array(labels[part]["people"], bool) for part in ("shown", "sure"))
    found = np.array([kinds.shows_people(lab) for lab in labs])
    right = (found & people & is_sure).sum()
    right = float((found & people & is_sure).sum())
    exact, whole = right / max((found & is_sure).sum(), 1), right / max((people & is_sure).sum(), 1)
    print(f"people     {(people & is_sure).sum():>4} of {is_sure.sum()}: precision {exact:.2f}, recall {whole:.2f}")
    print("(people: on the photos by which the limits were chosen; the others on photos that a fit has not seen)")
    rounded = {"mean": mean, "spread": spread}
    content = {name: [round(float(v), 6) for v in array] for name, array in rounded.items()}
    told = {kind: [round(float(v), 6) for v in array] for kind, array in weights.items()}
    kinds.WEIGHTS.write_text(json.dumps(content | {"weights": told}, indent=1) + "\n", "utf-8")
    return 0


def fit(inputs: Floats, shown: NDArray[np.bool_], stiffness: float) -> Floats:
    """Logistic regression with a quadratic penalty on all weights but the constant, by Newton's method.

    Args:
        inputs: N x M; the last column is one.
        shown: N.
        stiffness: of the penalty.
    """
    weights = np.zeros(inputs.shape[1])
    penalty = np.append(np.full(inputs.shape[1] - 1, stiffness), 1e-3)
    for _ in range(60):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - shown) + penalty * weights
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    return weights


def judged(inputs: Floats, shown: NDArray[np.bool_], stiffness: float) -> tuple[float, float]:
    """Precision and recall on parts that a fit has not seen."""
    part = np.random.default_rng(0).permutation(len(inputs)) % PARTS
    found = np.zeros(len(inputs), bool)
    for number in range(PARTS):
        weights = fit(inputs[part != number], shown[part != number], stiffness)
        found[part == number] = 1 / (1 + np.exp(-inputs[part == number] @ weights)) > kinds.SURE
    right = float((found & shown).sum())
    return right / max(float(found.sum()), 1.0), right / max(float(shown.sum()), 1.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
