"""Reads a file written by lexigate: kind, sections = read("food.vectors.gz")"""
import gzip, json, struct, sys, zlib
import numpy as np

def floats(raw, shape, width=4):
    block = 262144
    parts = [raw[i:i + block].reshape(width, -1).T for i in range(0, len(raw), block)]
    values = np.concatenate(parts or [raw.reshape(-1, width)]).reshape(-1)
    return values.view(f"<f{width}").reshape(shape)

def strings(raw, shape):
    ends = 4 * shape[0] + np.cumsum(raw[:4 * shape[0]].view("<u4"), dtype=np.int64)
    starts = np.concatenate([[4 * shape[0]], ends])
    return [raw[a:b].tobytes() for a, b in zip(starts, ends)]

def read(path):
    data = gzip.open(path).read()
    assert data[:8] == b"LEXIGATE", "not a file written by lexigate"
    version, length = struct.unpack("<II", data[8:16])
    assert version == 1, "written by a newer lexigate"
    assert zlib.crc32(data[:-4]) == struct.unpack("<I", data[-4:])[0], "damaged"
    decode = {"json": lambda raw, shape: json.loads(raw.tobytes()), "strings": strings,
              "float32": floats, "float16": lambda raw, shape: floats(raw, shape, 2),
              "int64": lambda raw, _: raw.view("<i8"), "int8": lambda raw, shape: raw.view("i1").reshape(shape)}
    header, sections = json.loads(data[16:16 + length]), {}
    for s in header["sections"]:
        raw = np.frombuffer(data, np.uint8, s["bytes"], 16 + length + s["offset"])
        assert s["type"] in decode or not s["required"], "unknown section " + s["name"]
        if s["type"] in decode: sections[s["name"]] = decode[s["type"]](raw, s["shape"])
    return header["kind"], sections
