"""Makes import.*: weights of other programs, their descriptions, and the answers that they give.

    python3 make_import.py        (needs torch and safetensors; made with 2.15.0 and 0.8.0)

pytorch  nn.LSTM, two layers in both directions, the largest values pooled, three labels; reserved
         rows among the words of a file
keras    the formula of Keras' LSTM written out, [E, 4H] and one bias, gates i, f, c, o; the last
         state; one sigmoid for two labels; unknown words have no row
other    nn.LSTM with its gates in another order, attention, several labels a text, a temperature
"""
import json
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = pathlib.Path(__file__).parent
torch.manual_seed(3)
torch.set_grad_enabled(False)
E, H = 4, 5
WORDS = ["good", "bad", "soup", "not", "süß"]
TEXTS = ["", "good", "zebra", "not good soup", "bad zebra süß soup soup not bad", "zebra good zebra"]


def lstm(**settings):
    module = nn.LSTM(E, H, **settings)
    for parameter in module.parameters():
        parameter.copy_(torch.round(torch.randn(parameter.shape) * 0.7, decimals=2))
    return module


def rounded(*shape):
    return torch.round(torch.randn(*shape) * 0.7, decimals=2)


def write(name, tensors, description, answer):
    save_file({k: t.contiguous() for k, t in tensors.items()}, FOLDER / f"import.{name}.safetensors")
    description = {"weights": f"import.{name}.safetensors"} | description
    (FOLDER / f"import.{name}.json").write_text(json.dumps(description, indent=1) + "\n")
    return {"name": name, "texts": TEXTS, "answers": [answer(text.split()).tolist() for text in TEXTS]}


def pytorch():
    rows = ["good", "<unk>", "bad", "soup", "<pad>", "not", "süß"]
    table, module, dense = rounded(7, E), lstm(num_layers=2, bidirectional=True), nn.Linear(2 * H, 3)
    (FOLDER / "import.words.txt").write_text("\n".join(rows) + "\n")

    def answer(words):
        pooled = torch.zeros(2 * H)
        if words:
            ids = torch.tensor([rows.index(w) if w in rows else 1 for w in words])
            pooled = module(table[ids])[0].max(0).values
        return dense(pooled).softmax(0)

    tensors = {"embedding.weight": table, "dense.weight": dense.weight, "dense.bias": dense.bias}
    tensors |= {f"rnn.{name}": p for name, p in module.named_parameters()}
    return write(
        "pytorch", tensors,
        {
            "framework": "pytorch", "labels": ["a", "b", "c"], "layers": 2, "bidirectional": True,
            "pooling": "max", "words": "import.words.txt", "paddingRow": 4, "unknownRow": 1,
            "tensors": {"lstm": "rnn", "outputWeights": "dense.weight", "outputBias": "dense.bias"},
        }, answer)


def keras():
    table, kernel, recurrent = rounded(5, E), rounded(E, 4 * H), rounded(H, 4 * H)
    bias, dense, dense_bias = rounded(4 * H), rounded(H, 1), rounded(1)

    def answer(words):
        h, c = torch.zeros(H), torch.zeros(H)
        for word in words:
            if word not in WORDS:
                continue
            z = table[WORDS.index(word)] @ kernel + h @ recurrent + bias
            i, f, candidate, o = z.split(H)
            c = f.sigmoid() * c + i.sigmoid() * candidate.tanh()
            h = o.sigmoid() * c.tanh()
        yes = (h @ dense + dense_bias).sigmoid()
        return torch.cat([1 - yes, yes])

    tensors = {"table": table, "kernel": kernel, "recurrent_kernel": recurrent, "bias": bias,
               "dense/kernel": dense, "dense/bias": dense_bias}
    return write(
        "keras", tensors,
        {
            "framework": "keras", "labels": ["no", "yes"], "words": WORDS,
            "tensors": {
                "embedding": "table",
                "cells": [{"input": "kernel", "recurrent": "recurrent_kernel", "bias": "bias"}],
                "outputWeights": "dense/kernel", "outputBias": "dense/bias",
            },
        }, answer)


def other():
    table, module = rounded(7, E), lstm(bidirectional=True)
    attention, dense, temperature = rounded(2 * H), nn.Linear(2 * H, 2, bias=False), 1.5

    def answer(words):
        pooled = torch.zeros(2 * H)
        if words:
            ids = torch.tensor([WORDS.index(w) + 2 if w in WORDS else 1 for w in words])
            states = module(table[ids])[0]
            pooled = (states.tanh() @ attention).softmax(0) @ states
        return (dense(pooled) / temperature).sigmoid()

    def turned(parameter):
        i, f, g, o = parameter.split(H)
        return torch.cat([o, i, g, f])

    tensors = {name: turned(p) for name, p in module.named_parameters()}
    tensors |= {"table": table, "query": attention, "output.weight": dense.weight}
    text = "\n".join(WORDS).encode()
    tensors["vocabulary"] = torch.tensor(list(text), dtype=torch.uint8)
    cells = [
        {"input": f"weight_ih_l0{end}", "recurrent": f"weight_hh_l0{end}",
         "bias": [f"bias_ih_l0{end}", f"bias_hh_l0{end}"]}
        for end in ("", "_reverse")
    ]
    return write(
        "other", tensors,
        {
            "framework": "pytorch", "gates": ["output", "input", "candidate", "forget"],
            "labels": ["a", "b"], "multiLabel": True, "bidirectional": True,
            "pooling": "attention", "temperature": temperature, "thresholds": [0.5, 0.4],
            "words": {"tensor": "vocabulary"}, "paddingRow": 0, "unknownRow": 1,
            "tokenizer": {"mode": "whitespace", "lowercase": False},
            "tensors": {"embedding": "table", "cells": cells, "attention": "query",
                        "outputBias": None},
        }, answer)


golden = [pytorch(), keras(), other()]
(FOLDER / "import.answers.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
