"""The other programs' side of compare.py: saves the vectors of a word2vec file in their own forms, and
loads each in a process of its own.

    peers.py save FOLDER           writes what the others load from FOLDER/vectors.bin
    peers.py load WHAT FOLDER      prints the seconds that loading took
"""
import json
import os
import sys
import time


def vectors(folder):
    from gensim.models import KeyedVectors
    return KeyedVectors.load_word2vec_format(os.path.join(folder, "vectors.bin"), binary=True)


def save(folder):
    import numpy as np
    from safetensors.numpy import save_file
    table = vectors(folder)
    table.save(os.path.join(folder, "vectors.kv"))
    np.save(os.path.join(folder, "vectors.npy"), table.vectors)
    save_file({"vectors": table.vectors}, os.path.join(folder, "vectors.safetensors"))


def load(what, folder):
    # Whatever is imported is imported before the clock starts, and what is loaded is touched.
    if what in ("bin", "txt"):
        from gensim.models import KeyedVectors
        path = os.path.join(folder, "vectors." + what)
        start = time.perf_counter()
        table = KeyedVectors.load_word2vec_format(path, binary=what == "bin").vectors
    elif what == "kv":
        from gensim.models import KeyedVectors
        start = time.perf_counter()
        table = KeyedVectors.load(os.path.join(folder, "vectors.kv")).vectors
    elif what == "npy":
        import numpy as np
        start = time.perf_counter()
        table = np.load(os.path.join(folder, "vectors.npy"))
    else:
        from safetensors.numpy import load_file
        start = time.perf_counter()
        table = load_file(os.path.join(folder, "vectors.safetensors"))["vectors"]
    return {"seconds": time.perf_counter() - start, "rows": len(table)}


if __name__ == "__main__":
    if sys.argv[1] == "save":
        save(sys.argv[2])
    else:
        print(json.dumps(load(sys.argv[2], sys.argv[3])))
