"""Makes metrics.json: scikit-learn's figures for a few hundred answers.

    python3 make_metrics.py       (needs scikit-learn and numpy; made with 1.9.1)
"""
import json
import pathlib

import numpy as np
from sklearn import metrics as m

random = np.random.default_rng(3)


def scores(truth, answer, average):
    p, r, f, _ = m.precision_recall_fscore_support(truth, answer, average=average, zero_division=0)
    return {name: np.asarray(x).tolist() for name, x in zip(("precision", "recall", "f1"), (p, r, f))}


def single(rows, labels, sharpness):
    truth = random.integers(0, labels, rows)
    logits = random.normal(size=(rows, labels))
    logits[np.arange(rows), truth] += sharpness
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    p = np.round(p, 2) + 1e-3  # ties, and sums that are not 1
    p = (p / p.sum(1, keepdims=True)).astype(np.float32).astype(np.float64)
    answer = p.argmax(1)
    area = np.mean([m.roc_auc_score(truth == k, p[:, k]) for k in range(labels)])
    return {
        "labels": labels,
        "probabilities": p.tolist(),
        "classes": truth.tolist(),
        "accuracy": m.accuracy_score(truth, answer),
        "perLabel": scores(truth, answer, None),
        "macro": scores(truth, answer, "macro"),
        "micro": scores(truth, answer, "micro"),
        "confusion": m.confusion_matrix(truth, answer, labels=range(labels)).tolist(),
        "logLoss": m.log_loss(truth, p / p.sum(1, keepdims=True)),
        "rocAUC": area,
    }


def several(rows, labels):
    truth = (random.uniform(size=(rows, labels)) < [0.5, 0.2, 0.7][:labels]).astype(int)
    p = 1 / (1 + np.exp(-(random.normal(size=(rows, labels)) + 1.5 * truth - 0.75)))
    p = np.round(p, 2).astype(np.float32).astype(np.float64)
    answer = (p >= 0.5).astype(int)
    return {
        "labels": labels,
        "probabilities": p.tolist(),
        "flags": truth.tolist(),
        "accuracy": m.accuracy_score(truth, answer),
        "perLabel": scores(truth, answer, None),
        "macro": scores(truth, answer, "macro"),
        "micro": scores(truth, answer, "micro"),
        "confusion": m.multilabel_confusion_matrix(truth, answer).reshape(labels, 4).tolist(),
        "logLoss": float(
            np.mean([m.log_loss(truth[:, k], p[:, k], labels=[0, 1]) for k in range(labels)])
        ),
        "rocAUC": m.roc_auc_score(truth, p, average="macro"),
    }


cases = [single(60, 2, 1.0), single(90, 4, 0.7), single(12, 5, -1.0), several(70, 3)]
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
