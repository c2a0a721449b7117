"""One training or one kind of answering with PyTorch or ONNX Runtime: prints a JSON object.

    peers.py torch train --row A|F|B|C|D --threads N
    peers.py torch|onnx|int8 answer --texts N --words N --threads N
    peers.py torch|onnx save --file FILE [--vocabulary N --dimensions N]     a model, for the next
    peers.py torch|onnx cold --file FILE […]     loads it and judges one text: a cold start

Shapes, lengths and losses are those of the Swift side. Training: batches from length-sorted buckets,
padded to their longest text; the embedding is sparse with SparseAdam, the rest uses Adam, as one sets
up PyTorch for speed. Answers: the fastest of what each offers for one shape, weights at random.

compare.py and coldstart.py run it, in a fresh process for every measurement.
"""
import argparse
import json
import os
import random
import statistics
import tempfile
import time

VOCABULARY = 20_000
ROWS = {  # name: (E, H, batch, longest, directions, fine-tuned)
    "A": (100, 128, 32, 200, 1, True),
    "F": (100, 128, 32, 200, 1, False),
    "B": (100, 128, 64, 400, 1, True),
    "C": (300, 256, 64, 200, 1, True),
    "D": (100, 128, 64, 200, 2, True),
}


def median_time(call, loops, rounds=5):
    for _ in range(loops):
        call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(loops):
            call()
        times.append((time.perf_counter() - start) / loops)
    return statistics.median(times)


def torch_model(e, h, directions, fine_tuned=True, vocabulary=VOCABULARY):
    import torch
    from torch import nn

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(vocabulary, e, sparse=True)
            self.embedding.weight.requires_grad = fine_tuned
            self.lstm = nn.LSTM(e, h, bidirectional=directions == 2)
            self.dense = nn.Linear(h * directions, 2)

        def forward(self, ids, lengths):
            states, _ = self.lstm(self.embedding(ids))
            half = self.lstm.hidden_size
            last = states[lengths - 1, torch.arange(len(lengths)), :half]
            if self.lstm.bidirectional:
                last = torch.cat([last, states[0, :, half:]], 1)
            return self.dense(last)

    torch.manual_seed(1)
    return Model()


def torch_train(options):
    import torch
    from torch import nn
    torch.set_num_threads(options.threads)
    e, h, size, longest, directions, fine_tuned = ROWS[options.row]
    random.seed(1)
    lengths = sorted(
        min(longest, 20 + int(longest * random.random() * 1.2)) for _ in range(size * 30))
    batches = []
    for start in range(0, len(lengths), size):
        part = torch.tensor(lengths[start:start + size])
        draw = lambda: torch.randint(2, VOCABULARY, (int(part.max()), size))
        batches.append((torch.minimum(draw(), draw()), part, torch.randint(0, 2, (size,))))
    random.shuffle(batches)
    model = torch_model(e, h, directions, fine_tuned)
    dense = [*model.lstm.parameters(), *model.dense.parameters()]
    optimisers = [torch.optim.Adam(dense)]
    if fine_tuned:
        optimisers.append(torch.optim.SparseAdam(list(model.embedding.parameters())))
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
    start = time.perf_counter()
    epoch()
    return {"rate": sum(lengths) / (time.perf_counter() - start)}


def texts(options):
    import numpy
    return numpy.random.default_rng(1).integers(
        2, VOCABULARY, (options.words, options.texts), dtype=numpy.int64)


def torch_answer(options):
    import torch
    torch.set_num_threads(options.threads)
    model = torch_model(100, 128, 1).eval()
    ids = torch.from_numpy(texts(options))
    lengths = torch.full((options.texts,), options.words)

    def call():
        with torch.inference_mode():
            return torch.softmax(model(ids, lengths), 1)

    return {"seconds": median_time(call, options.loops)}


def onnx_file(path, vocabulary=VOCABULARY, dimensions=100):
    """Ids in, probabilities out: Gather, LSTM, its last state, Gemm, Softmax."""
    import numpy
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    draw = numpy.random.default_rng(1)

    def weights(name, *shape):
        values = draw.uniform(-0.1, 0.1, shape).astype(numpy.float32)
        return numpy_helper.from_array(values, name)

    e, h = dimensions, 128
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "ids"], ["x"]),
         helper.make_node("LSTM", ["x", "W", "R", "B"], ["", "last"], hidden_size=h),
         helper.make_node("Squeeze", ["last", "axis"], ["state"]),
         helper.make_node("Gemm", ["state", "V", "c"], ["logits"], transB=1),
         helper.make_node("Softmax", ["logits"], ["answer"], axis=1)],
        "classifier",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["words", "texts"])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, ["texts", 2])],
        [weights("table", vocabulary, e), weights("W", 1, 4 * h, e), weights("R", 1, 4 * h, h),
         weights("B", 1, 8 * h), weights("V", 2, h), weights("c", 2),
         numpy_helper.from_array(numpy.array([0], numpy.int64), "axis")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, path)
    return path


def onnx_answer(options, quantized):
    import onnxruntime
    with tempfile.TemporaryDirectory() as folder:
        path = onnx_file(os.path.join(folder, "model.onnx"))
        if quantized:
            from onnxruntime.quantization import QuantType, quantize_dynamic
            small = os.path.join(folder, "int8.onnx")
            quantize_dynamic(path, small, weight_type=QuantType.QInt8)
            path = small
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        settings.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(path, settings, ["CPUExecutionProvider"])
    feed = {"ids": texts(options)}
    return {"seconds": median_time(lambda: session.run(None, feed), options.loops)}


def save(options):
    if options.program == "onnx":
        onnx_file(options.file, options.vocabulary, options.dimensions)
        return {}
    import torch
    torch.save(cold_model(options).state_dict(), options.file)
    return {}


def cold_model(options):
    return torch_model(options.dimensions, 128, 1, vocabulary=options.vocabulary)


def cold(options):
    """No more is imported than an answer needs."""
    words = [2 + 7 * number for number in range(10)]
    if options.program == "onnx":
        import numpy
        import onnxruntime
        session = onnxruntime.InferenceSession(options.file, providers=["CPUExecutionProvider"])
        answer = session.run(None, {"ids": numpy.array([words], numpy.int64).T})[0]
        return {"answer": answer.tolist()}
    import torch
    model = cold_model(options).eval()
    model.load_state_dict(torch.load(options.file))
    with torch.inference_mode():
        ids = torch.tensor([words]).T
        return {"answer": torch.softmax(model(ids, torch.tensor([len(words)])), 1).tolist()}


def main():
    options = argparse.ArgumentParser()
    add = options.add_argument
    add("program", choices=["torch", "onnx", "int8"])
    add("work", choices=["train", "answer", "save", "cold"])
    add("--row", choices=list(ROWS))
    add("--texts", type=int, default=1)
    add("--words", type=int, default=50)
    add("--threads", type=int, default=1)
    add("--file")
    add("--vocabulary", type=int, default=30_000)
    add("--dimensions", type=int, default=100)
    options = options.parse_args()
    options.loops = max(3, 20_000 // (options.texts * options.words))
    if options.work == "train":
        found = torch_train(options)
    elif options.work in ("save", "cold"):
        found = (save if options.work == "save" else cold)(options)
    elif options.program == "torch":
        found = torch_answer(options)
    else:
        found = onnx_answer(options, options.program == "int8")
    print(json.dumps(found))


main()
