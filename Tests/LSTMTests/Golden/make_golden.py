"""Makes lstm.json: PyTorch's logits, loss and gradients for small classifiers of every kind.

    python3 make_golden.py        (needs torch; made with 2.15.0)

Everything is computed in float64 from parameters with few digits, with nn.LSTM over packed
sequences of ragged lengths; a text without words gets a pooled vector of zeros.
"""
import itertools
import json
import pathlib

import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence, pad_packed_sequence

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
OWN = torch.Generator().manual_seed(8)
V, E, H, L = 9, 4, 5, 3
TEXTS = [[2, 5, 8, 3, 2], [4], [], [7, 7, 1], [3, 6, 2, 8, 5, 4, 1], [6, 2, 3]]
CLASSES = [0, 2, 1, 1, 0, 2]
FLAGS = [[1, 0, 1], [0, 0, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1], [1, 0, 0]]
WEIGHTS = [0.5, 1.25, 2.0]


def rounded(tensor, digits):
    return [rounded(t, digits) for t in tensor] if tensor.dim() else round(tensor.item(), digits)


def short(tensor):
    return [short(t) for t in tensor] if tensor.dim() else float(f"{tensor.item():.8g}")


def coarse(*shape, generator=None):
    return torch.round(torch.randn(*shape, generator=generator) * 0.7, decimals=2)


def make(bidirectional, layers=1):
    embedding, dense = nn.Embedding(V, E), nn.Linear(2 * H if bidirectional else H, L)
    lstm = nn.LSTM(E, H, num_layers=layers, bidirectional=bidirectional)
    with torch.no_grad():
        for parameter in itertools.chain(
            embedding.parameters(), lstm.parameters(), dense.parameters()
        ):
            parameter.copy_(coarse(*parameter.shape))
        for name, parameter in lstm.named_parameters():
            if "bias_hh" in name:
                parameter.zero_()
    return embedding, lstm, dense


def directions(lstm, of):
    suffixes = ["", "_reverse"] if lstm.bidirectional else [""]
    for layer, suffix in itertools.product(range(lstm.num_layers), suffixes):
        names = (f"{n}_l{layer}{suffix}" for n in ("weight_ih", "weight_hh", "bias_ih"))
        w, u, b = (getattr(lstm, name) for name in names)
        yield {"inputWeights": of(w), "recurrentWeights": of(u), "bias": of(b)}


def pooled(embedding, lstm, attention, pooling):
    full = [i for i, text in enumerate(TEXTS) if text]
    packed = pack_sequence([embedding(torch.tensor(TEXTS[i])) for i in full], enforce_sorted=False)
    states, (last, _) = lstm(packed)
    states, lengths = pad_packed_sequence(states)
    rows = [torch.zeros(states.shape[-1])] * len(TEXTS)
    for place, i in enumerate(full):
        steps = states[: lengths[place], place]
        if pooling == "last":
            rows[i] = torch.cat([last[d, place] for d in range(-2 if lstm.bidirectional else -1, 0)])
        elif pooling == "mean":
            rows[i] = steps.mean(0)
        elif pooling == "attention":
            rows[i] = (steps.tanh() @ attention).softmax(0) @ steps
        else:
            rows[i] = steps.max(0).values
    return torch.stack(rows)


def main():
    models, cases = [], []
    for layers, bidirectional in itertools.product((1, 2), (False, True)):
        embedding, lstm, dense = make(bidirectional, layers)
        attention = nn.Parameter(coarse(dense.in_features, generator=OWN))
        value = lambda p: rounded(p.detach(), 2)
        models.append(
            {
                "layers": layers,
                "bidirectional": bidirectional,
                "values": {
                    "embedding": value(embedding.weight),
                    "directions": list(directions(lstm, value)),
                    "attention": value(attention),
                    "outputWeights": value(dense.weight),
                    "outputBias": value(dense.bias),
                },
            }
        )
        for pooling, several, plain in itertools.product(
            ("last", "mean", "max", "attention"), (False, True), (True, False)
        ):
            if plain and layers > 1:  # weights and smoothing are the loss's affair alone
                continue
            for module in (embedding, lstm, dense):
                module.zero_grad(set_to_none=False)
            attention.grad = None
            logits = dense(pooled(embedding, lstm, attention, pooling))
            weights = None if plain else torch.tensor(WEIGHTS)
            smoothing = 0.0 if plain else 0.1
            if several:
                target = torch.tensor(FLAGS, dtype=torch.float64) * (1 - smoothing) + smoothing / 2
                loss = nn.BCEWithLogitsLoss(pos_weight=weights)(logits, target)
            else:
                loss = nn.CrossEntropyLoss(weight=weights, label_smoothing=smoothing)(
                    logits, torch.tensor(CLASSES)
                )
            loss.backward()
            gradient = lambda p: short(p.grad)
            cases.append(
                {
                    "model": len(models) - 1,
                    "pooling": pooling,
                    "several": several,
                    "smoothing": smoothing,
                    "weights": None if plain else WEIGHTS,
                    "logits": short(logits.detach()),
                    "loss": float(f"{loss.item():.10g}"),
                    "gradient": {
                        "embedding": gradient(embedding.weight),
                        "directions": list(directions(lstm, gradient)),
                        "attention": gradient(attention) if pooling == "attention" else [],
                        "outputWeights": gradient(dense.weight),
                        "outputBias": gradient(dense.bias),
                    },
                }
            )
    out = {"texts": TEXTS, "classes": CLASSES, "flags": FLAGS, "models": models, "cases": cases}
    path = pathlib.Path(__file__).with_name("lstm.json")
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
