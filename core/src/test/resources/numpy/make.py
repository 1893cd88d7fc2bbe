"""Writes the files of NumPy that the tests of .npy and .npz read. Run in this folder: python3 make.py (NumPy 2)."""

import numpy as np
from numpy.lib import format

counted = np.arange(24).reshape(2, 3, 2, 2)


def save(name, array, version):
    with open(name, "wb") as file:
        format.write_array(file, np.asarray(array), version=version)


save("version-1.npy", counted / 8, (1, 0))
save("version-2.npy", counted / 8, (2, 0))
save("version-3.npy", counted / 8, (3, 0))
save("columns-first.npy", np.asfortranarray(counted / 8), (1, 0))
save("number.npy", np.float64(2.5), (1, 0))
save("empty.npy", np.zeros((0, 3), np.float32), (1, 0))
save("big-endian.npy", (counted / 8).astype(">f4"), (1, 0))

types = {}
for kind in ["f2", "f4", "f8", "i1", "i2", "i4", "i8"]:
    for order in "<>":
        types[kind + ("-little" if order == "<" else "-big")] = np.array([-3, 0, 1, 100]).astype(order + kind)
for kind in ["u1", "u2", "u4", "u8"]:
    for order in "<>":
        types[kind + ("-little" if order == "<" else "-big")] = np.array([3, 0, 1, 100]).astype(order + kind)
types["bool"] = np.array([True, False, True])
np.savez_compressed("types.npz", **types)

rng = np.random.default_rng(15)
x = rng.standard_normal((5, 4))
np.savez("mixed.npz", x=x, y=np.array([2, 0, 1, 1, 3]), mode="train", eps=1e-5, **{"folder/x": x.astype(np.float32).T})

refused = {
    "objects": np.array([{"mode": "train"}], dtype=object),
    "complex": np.array([1j]),
    "text": np.array(["a", "b"]),
    "bytes": np.array([b"a"]),
    "time": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "records": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "long-double": np.array([1], dtype=np.longdouble),
}
np.savez("refused.npz", **refused)
np.save("objects.npy", refused["objects"])
save("large-integer.npy", np.array([1, 2**53 + 1]), (1, 0))
