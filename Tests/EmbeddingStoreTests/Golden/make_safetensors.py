"""Makes tiny.*.safetensors: the same three vectors in every type that is read as floats.

    python3 make_safetensors.py        (needs torch and safetensors; made with 2.15.0 and 0.8.0)

All numbers are exact in every type. Words stand in a tensor of bytes, or, in tiny.list, in the
metadata, beside vectors of another name.
"""
import json
import pathlib

import torch
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).parent
WORDS = ["tasty", "ice cream", "süß"]
VECTORS = torch.tensor([[1.0, -0.5, 0.0], [0.25, 3.0, -96.0], [2.0**-14, 1.5, -0.0]])

text = torch.tensor(list("\n".join(WORDS).encode()), dtype=torch.uint8)
for name in ["float32", "float16", "bfloat16", "float64"]:
    tensors = {"vectors": VECTORS.to(getattr(torch, name)), "words": text}
    save_file(tensors, FOLDER / f"tiny.{name}.safetensors")
save_file(
    {"embedding.weight": VECTORS, "bias": torch.zeros(3)}, FOLDER / "tiny.list.safetensors",
    metadata={"words": json.dumps(WORDS), "format": "pt"},
)
