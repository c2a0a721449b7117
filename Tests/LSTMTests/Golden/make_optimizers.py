"""Makes optimizers.json: a small classifier's weights after a few steps of torch's optimisers.

    python3 make_optimizers.py    (needs torch; made with 2.15.0)

The model is one of make_golden.py's, trained in float64. The words' vectors are sparse: a word that
a batch lacks gets no step. PyTorch does so for SGD and Adagrad when each word's vector is a
parameter of its own whose gradient is None, and for Adam by SparseAdam, whose count of steps all
words share; its epsilon is held to where algorithm 1 of the paper and torch's dense Adam have it.
Weight decay is decoupled for every rule: by AdamW where it is Adam, by hand elsewhere.
"""
import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional

import make_golden as golden

BATCHES = [[0, 5, 1], [3, 1, 2]]  # texts by falling length
STEPS = [0, 1, 0, 0, 1, 0]
EPOCHS = 2
CASES = {
    "Adam": {"learningRate": 0.02},
    "AdamW": {"optimizer": "adamW", "learningRate": 0.02, "weightDecay": 0.5},
    "SGD": {"optimizer": "sgd", "learningRate": 0.2},
    "SGD with decay": {"optimizer": "sgd", "learningRate": 0.2, "weightDecay": 0.1},
    "SGD with momentum": {"optimizer": "sgd", "learningRate": 0.1, "momentum": 0.9},
    "SGD with momentum and clipping": {
        "optimizer": "sgd", "learningRate": 0.1, "momentum": 0.5, "clipNorm": 0.2},
    "Adagrad": {"optimizer": "adagrad", "learningRate": 0.1},
    "Adagrad with decay": {"optimizer": "adagrad", "learningRate": 0.1, "weightDecay": 0.1},
    "warm-up and a straight line": {
        "learningRate": 0.03, "schedule": "linear", "warmup": 0.34},
    "a cosine": {
        "optimizer": "sgd", "learningRate": 0.2, "momentum": 0.5, "schedule": "cosine"},
    "slow vectors": {"learningRate": 0.02, "vectorLearningRate": 0.25},
    "fast vectors": {"optimizer": "sgd", "learningRate": 0.1, "vectorLearningRate": 3},
    "vectors from the second epoch": {"learningRate": 0.02, "unfreezeAfter": 1},
    "vectors from the fifth step": {
        "optimizer": "sgd", "learningRate": 0.2, "momentum": 0.5, "clipNorm": 0.2,
        "unfreezeAfter": 1.34},
}


class Model:
    def __init__(self, sparse):
        torch.manual_seed(7)
        embedding, self.lstm, self.dense = golden.make(False)
        self.lstm.bias_hh_l0.requires_grad_(False)
        self.sparse = sparse
        table = embedding.weight.detach().clone()
        self.vectors = (
            [nn.Parameter(table)] if sparse else [nn.Parameter(row.clone()) for row in table])

    def words(self, text):
        if self.sparse:
            return functional.embedding(torch.tensor(text), self.vectors[0], sparse=True)
        return torch.stack([self.vectors[word] for word in text])

    def table(self):
        return self.vectors[0].detach() if self.sparse else torch.stack(list(self.vectors)).detach()

    def weights(self):
        return [self.lstm.weight_ih_l0, self.lstm.weight_hh_l0, self.dense.weight]

    def biases(self):
        return [self.lstm.bias_ih_l0, self.dense.bias]

    def loss(self, batch):
        pooled = [
            self.lstm(self.words(golden.TEXTS[i]).unsqueeze(1))[0].mean((0, 1))
            if golden.TEXTS[i] else torch.zeros(golden.H)
            for i in batch
        ]
        classes = torch.tensor([golden.CLASSES[i] for i in batch])
        return functional.cross_entropy(self.dense(torch.stack(pooled)), classes)

    def values(self, of):
        return {
            "embedding": of(self.table()),
            "directions": list(golden.directions(self.lstm, lambda p: of(p.detach()))),
            "outputWeights": of(self.dense.weight.detach()),
            "outputBias": of(self.dense.bias.detach()),
        }


def optimizers(model, settings):
    """One for the dense parameters, one for the vectors."""
    name, rate = settings.get("optimizer", "adam"), settings["learningRate"]
    vector_rate = rate * settings.get("vectorLearningRate", 1)
    dense = model.weights() + model.biases()
    if name in ("adam", "adamW"):
        groups = [
            {"params": model.weights(), "weight_decay": settings.get("weightDecay", 0)},
            {"params": model.biases(), "weight_decay": 0},
        ]
        return torch.optim.AdamW(groups, lr=rate), torch.optim.SparseAdam(
            model.vectors, lr=vector_rate)
    if name == "sgd":
        make = lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=settings.get("momentum", 0))
    else:
        make = lambda p, lr: torch.optim.Adagrad(p, lr=lr)
    return make(dense, rate), make(model.vectors, vector_rate)


def factor(settings, step):
    """Of the learning rate, at a step counted from 0."""
    total = len(STEPS)
    warm = round(settings.get("warmup", 0) * total)
    if step < warm:
        return (step + 1) / (warm + 1)
    done = (step - warm) / (total - warm)
    return {
        "constant": 1,
        "linear": 1 - done,
        "cosine": (1 + math.cos(math.pi * done)) / 2,
    }[settings.get("schedule", "constant")]


def train(settings):
    name = settings.get("optimizer", "adam")
    model = Model(sparse=name.startswith("adam"))
    dense, vectors = optimizers(model, settings)
    schedules = [
        torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: factor(settings, step))
        for optimizer in (dense, vectors)
    ]
    unfreeze = round(settings.get("unfreezeAfter", 0) * len(STEPS) / EPOCHS)
    for step, batch in enumerate(STEPS):
        for optimizer in (dense, vectors):
            optimizer.zero_grad(set_to_none=True)
        model.loss(BATCHES[batch]).backward()
        if step < unfreeze:
            vectors.zero_grad(set_to_none=True)
        if "clipNorm" in settings:
            every = model.weights() + model.biases() + model.vectors
            nn.utils.clip_grad_norm_([p for p in every if p.grad is not None], settings["clipNorm"])
        if not name.startswith("adam"):
            with torch.no_grad():
                for weight in model.weights():
                    rate = dense.param_groups[0]["lr"]
                    weight.mul_(1 - rate * settings.get("weightDecay", 0))
        if name.startswith("adam"):
            taken = max(step - unfreeze, 0) + 1
            vectors.param_groups[0]["eps"] = 1e-8 * math.sqrt(1 - 0.999**taken)
        dense.step()
        vectors.step()
        for schedule in schedules:
            schedule.step()
    return model


def main():
    start = Model(True).values(lambda p: golden.rounded(p, 2))
    cases = [
        {
            "name": name,
            "settings": {"epochs": EPOCHS, "clipNorm": 0, **settings},
            "weights": train(settings).values(golden.short),
        }
        for name, settings in CASES.items()
    ]
    out = {
        "texts": golden.TEXTS, "classes": golden.CLASSES, "batches": BATCHES, "steps": STEPS,
        "model": start, "cases": cases,
    }
    path = pathlib.Path(__file__).with_name("optimizers.json")
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
