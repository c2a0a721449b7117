"""Makes metrics.json: scikit-learn's figures for a few hundred answers, ties, labels that no row or
every row has, and probabilities of exactly 0 and 1 among them.

    python3 make_metrics.py       (needs scikit-learn and numpy; made with 1.9.1)
"""
import json
import pathlib
import warnings

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn import metrics as m

random = np.random.default_rng(3)


def scores(truth, answer, average, labels=None):
    p, r, f, _ = m.precision_recall_fscore_support(
        truth, answer, average=average, labels=labels, zero_division=0
    )
    return {name: np.asarray(x).tolist() for name, x in zip(("precision", "recall", "f1"), (p, r, f))}


def area(truth, p):
    """Of one label; None where scikit-learn calls it undefined."""
    if truth.min() == truth.max():
        return None
    return m.roc_auc_score(truth, p)


def mean(areas):
    return None if None in areas else float(np.mean(areas))


def calibration_error(right, confidence):
    """Fifteen bins of equal width, weighed by their rows."""
    share, promised = calibration_curve(right, confidence, n_bins=15, strategy="uniform")
    edges = np.linspace(0, 1, 16)[1:-1]
    sizes = np.bincount(np.searchsorted(edges, confidence), minlength=15)
    return float(np.sum(sizes[sizes > 0] * np.abs(share - promised)) / len(right))


def single(rows, labels, sharpness, p=None, truth=None):
    if p is None:
        p, truth = draw(rows, labels, sharpness)
    p = np.asarray(p, dtype=np.float32).astype(np.float64)
    truth = np.asarray(truth)
    answer = p.argmax(1)
    all_labels = list(range(labels))
    areas = [area((truth == k).astype(int), p[:, k]) for k in all_labels]
    return {
        "labels": labels,
        "probabilities": p.tolist(),
        "classes": truth.tolist(),
        "accuracy": m.accuracy_score(truth, answer),
        "perLabel": scores(truth, answer, None, all_labels),
        "macro": scores(truth, answer, "macro", all_labels),
        "micro": scores(truth, answer, "micro", all_labels),
        "weighted": scores(truth, answer, "weighted", all_labels),
        "confusion": m.confusion_matrix(truth, answer, labels=all_labels).tolist(),
        "logLoss": m.log_loss(truth, p / p.sum(1, keepdims=True), labels=all_labels),
        "rocAUC": areas[1] if labels == 2 else mean(areas),
        "areas": areas,
        "calibrationError": calibration_error(truth == answer, p.max(1)),
    }


def draw(rows, labels, sharpness):
    truth = random.integers(0, labels, rows)
    logits = random.normal(size=(rows, labels))
    logits[np.arange(rows), truth] += sharpness
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    p = np.round(p, 2) + 1e-3  # ties, and sums that are not 1
    p = (p / p.sum(1, keepdims=True)).astype(np.float32).astype(np.float64)
    return p, truth


def several(rows, labels, p=None, truth=None):
    if p is None:
        truth = (random.uniform(size=(rows, labels)) < [0.5, 0.2, 0.7][:labels]).astype(int)
        p = 1 / (1 + np.exp(-(random.normal(size=(rows, labels)) + 1.5 * truth - 0.75)))
        p = np.round(p, 2)
    p = np.asarray(p, dtype=np.float32).astype(np.float64)
    truth = np.asarray(truth)
    answer = (p >= 0.5).astype(int)
    areas = [area(truth[:, k], p[:, k]) for k in range(labels)]
    return {
        "labels": labels,
        "probabilities": p.tolist(),
        "flags": truth.tolist(),
        "accuracy": m.accuracy_score(truth, answer),
        "perLabel": scores(truth, answer, None),
        "macro": scores(truth, answer, "macro"),
        "micro": scores(truth, answer, "micro"),
        "weighted": scores(truth, answer, "weighted"),
        "confusion": m.multilabel_confusion_matrix(truth, answer).reshape(labels, 4).tolist(),
        "logLoss": float(
            np.mean([m.log_loss(truth[:, k], p[:, k], labels=[0, 1]) for k in range(labels)])
        ),
        "rocAUC": mean(areas),
        "areas": areas,
        "calibrationError": calibration_error(
            (truth == answer).ravel(), np.maximum(p, 1 - p).ravel()
        ),
    }


warnings.simplefilter("error")
cases = [single(60, 2, 1.0), single(90, 4, 0.7), single(12, 5, -1.0), several(70, 3)]
# Certain answers, right and wrong, and equal ones.
cases.append(
    single(6, 2, 0, [[1, 0], [0, 1], [1, 0], [0, 1], [0.5, 0.5], [0.5, 0.5]], [0, 1, 1, 0, 0, 1])
)
# No row has the third label, though one is given it; then all rows have one label.
cases.append(
    single(
        5, 3, 0,
        [[0.5, 0.5, 0], [0.25, 0.75, 0], [0.25, 0.25, 0.5], [0, 1, 0], [0.5, 0.25, 0.25]],
        [0, 1, 1, 1, 0],
    )
)
cases.append(single(3, 2, 0, [[0.25, 0.75], [0.75, 0.25], [0, 1]], [1, 1, 1]))
# A label that every row has, one that none has, and certain answers.
cases.append(
    several(
        4, 3, [[1, 0, 0.5], [0.5, 0, 0.25], [0, 1, 0.5], [0.25, 0.5, 1]],
        [[1, 0, 1], [1, 0, 0], [1, 0, 0], [1, 0, 1]],
    )
)
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
