"""Makes the `tiny.*.npy` files of this folder with NumPy 2: `python3 make_numpy.py`.

The vectors of `tiny.w2v.bin` in each version, type, byte order and order of rows and columns that
NumPy writes, and one list of words for all of them. Small numbers are made, so that halves hold them.
"""
import os
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
MATRIX = np.array([[0.5, -2.5, 3], [1, 0, -0.0], [0.25, 65504, -1 / 8], [6e-8, -6.1e-5, 7],
                   [2048, 2049, 0.1], [5, 6, 7]], "<f2")
WORDS = ["tasty", "crispy", "süß", "寿司", "ice cream", "a.b-c"]


def save(name, array, version):
    with open(os.path.join(here, name), "wb") as file:
        np.lib.format.write_array(file, array, version=version)


if __name__ == "__main__":
    save("tiny.half.npy", MATRIX, (1, 0))
    save("tiny.half.big.npy", MATRIX.astype(">f2"), (2, 0))
    save("tiny.float.npy", MATRIX.astype("<f4"), (1, 0))
    save("tiny.float.big.npy", np.asfortranarray(MATRIX.astype(">f4")), (3, 0))
    save("tiny.double.npy", np.asfortranarray(MATRIX.astype("<f8")), (1, 0))
    save("tiny.double.big.npy", MATRIX.astype(">f8"), (2, 0))
    with open(os.path.join(here, "words.txt"), "wb") as file:
        file.write("".join(word + "\n" for word in WORDS).encode())
