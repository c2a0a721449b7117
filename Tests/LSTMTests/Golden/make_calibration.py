"""Makes calibration.json: the temperature of the least log loss, found by SciPy's bounded search.

    python3 make_calibration.py       (needs scipy and numpy; made with SciPy 1.16 or later)
"""
import json
import pathlib

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax

random = np.random.default_rng(5)


def single(rows, labels, sharpness, scale):
    truth = random.integers(0, labels, rows)
    logits = random.normal(size=(rows, labels))
    logits[np.arange(rows), truth] += sharpness
    logits = (logits * scale).astype(np.float32).astype(np.float64)

    def loss(inverse):
        return -np.mean(log_softmax(logits * inverse, axis=1)[np.arange(rows), truth])

    return {"logits": logits.tolist(), "classes": truth.tolist()} | fitted(loss)


def several(rows, labels, scale):
    truth = (random.uniform(size=(rows, labels)) < 0.4).astype(int)
    logits = (random.normal(size=(rows, labels)) + 2 * truth - 1) * scale
    logits = logits.astype(np.float32).astype(np.float64)

    def loss(inverse):
        z = np.where(truth == 1, logits, -logits) * inverse
        return -np.mean(np.log(expit(z)))

    return {"logits": logits.tolist(), "flags": truth.tolist()} | fitted(loss)


def fitted(loss):
    found = minimize_scalar(
        lambda log_inverse: loss(np.exp(log_inverse)),
        bounds=(-np.log(20), -np.log(0.05)), method="bounded", options={"xatol": 1e-10},
    )
    return {
        "temperature": float(np.exp(-found.x)),
        "before": float(loss(1.0)),
        "after": float(found.fun),
    }


cases = [
    single(80, 2, 1.5, 3.0), single(80, 2, 1.5, 0.3), single(90, 4, 1.0, 5.0), several(60, 3, 2.5),
]
path = pathlib.Path(__file__).with_name("calibration.json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
