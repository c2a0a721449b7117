"""PyTorch's figure for the training rows of the benchmark: same shapes, lengths and losses.

    python3 torch_lstm.py [threads] [rounds] [cpu] [A|B|C|D]

Batches come from length-sorted buckets and are padded to their longest text; the embedding is sparse
with SparseAdam, the rest uses Adam, as one sets up PyTorch for speed. "cpu" counts processor time.
"""
import random
import statistics
import sys
import time

import torch
from torch import nn

VOCABULARY = 20_000
ROWS = {  # name: (E, H, batch, longest, directions)
    "A": (100, 128, 32, 200, 1),
    "B": (100, 128, 64, 400, 1),
    "C": (300, 256, 64, 200, 1),
    "D": (100, 128, 64, 200, 2),
}


class Model(nn.Module):
    def __init__(self, e, h, directions):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, e, sparse=True)
        self.lstm = nn.LSTM(e, h, bidirectional=directions == 2)
        self.dense = nn.Linear(h * directions, 2)

    def forward(self, ids, lengths):
        states, _ = self.lstm(self.embedding(ids))
        half = self.lstm.hidden_size
        last = states[lengths - 1, torch.arange(len(lengths)), :half]
        if self.lstm.bidirectional:
            last = torch.cat([last, states[0, :, half:]], 1)
        return self.dense(last)


def main():
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    threads, rounds = (numbers + [1, 5][len(numbers):])[:2]
    names = [a for a in sys.argv[1:] if a in ROWS] or list(ROWS)
    processor = "cpu" in sys.argv
    now = time.process_time if processor else time.perf_counter
    torch.set_num_threads(threads)
    for name in names:
        e, h, size, longest, directions = ROWS[name]
        random.seed(1)
        torch.manual_seed(1)
        lengths = sorted(
            min(longest, 20 + int(longest * random.random() * 1.2)) for _ in range(size * 30)
        )
        batches = []
        for start in range(0, len(lengths), size):
            part = torch.tensor(lengths[start : start + size])
            draw = lambda: torch.randint(2, VOCABULARY, (int(part.max()), size))
            batches.append((torch.minimum(draw(), draw()), part, torch.randint(0, 2, (size,))))
        random.shuffle(batches)
        model = Model(e, h, directions)
        dense = [*model.lstm.parameters(), *model.dense.parameters()]
        optimisers = [
            torch.optim.Adam(dense),
            torch.optim.SparseAdam(list(model.embedding.parameters())),
        ]
        loss = nn.CrossEntropyLoss()

        def epoch():
            for ids, part, labels in batches:
                for optimiser in optimisers:
                    optimiser.zero_grad(set_to_none=True)
                loss(model(ids, part), labels).backward()
                nn.utils.clip_grad_norm_(dense, 5)
                for optimiser in optimisers:
                    optimiser.step()

        epoch()
        rates = []
        for _ in range(rounds):
            start = now()
            epoch()
            rates.append(sum(lengths) / (now() - start))
        print(f"train   {name}: {statistics.median(rates) / 1000:.0f} thousand tokens/s", flush=True)


main()
