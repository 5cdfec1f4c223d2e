"""Tiny datasets in the published formats, and what torchvision reads from them.

Run with a Python that has torchvision: python3 tools/golden/vision_datasets.py
Writes tests/Thelper.Vision.Tests/Golden/datasets/.
"""
import gzip
import json
import pathlib
import shutil
import struct

import numpy as np
import torchvision

ROOT = pathlib.Path(__file__).parents[2] / "tests/Thelper.Vision.Tests/Golden/datasets"


def idx(array):
    return struct.pack(">HBB", 0, 8, array.ndim) + b"".join(struct.pack(">i", n) for n in array.shape) + array.tobytes()


class Python2Pickle:
    """Writes protocol 2 as Python 2 does, whose texts are byte strings."""

    def __init__(self):
        self.data = b"\x80\x02"

    def text(self, value):
        value = value if isinstance(value, bytes) else value.encode()
        self.data += (b"U" + bytes([len(value)]) if len(value) < 256 else b"T" + struct.pack("<i", len(value))) + value

    def value(self, value):
        if isinstance(value, dict):
            self.data += b"}("
            for key, item in value.items():
                self.text(key)
                self.value(item)
            self.data += b"u"
        elif isinstance(value, list):
            self.data += b"]("
            for item in value:
                self.value(item)
            self.data += b"e"
        elif isinstance(value, int):
            self.data += b"K" + bytes([value])
        elif isinstance(value, np.ndarray):
            self.data += b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85"
            self.text("b")
            self.data += b"\x87R(K\x01"
            self.data += b"".join(b"J" + struct.pack("<i", n) for n in value.shape) + b"\x86"
            self.data += b"cnumpy\ndtype\n"
            self.text("u1")
            self.data += b"K\x00K\x01\x87R(K\x03"
            self.text("|")
            self.data += b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
            self.text(value.tobytes())
            self.data += b"tb"
        else:
            self.text(value)

    def dump(self, value):
        self.value(value)
        return self.data + b"."


def samples(dataset):
    return [{"shape": list(np.asarray(image).shape), "bytes": np.asarray(image).flatten().tolist(), "label": label} for image, label in dataset]


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    random = np.random.RandomState(0)
    expected = {}
    for name in ("MNIST", "FashionMNIST"):
        raw = ROOT / name / "raw"
        raw.mkdir(parents=True)
        for prefix, count in (("train", 3), ("t10k", 2)):
            for kind, array in (("images-idx3", random.randint(0, 256, (count, 28, 28), dtype=np.uint8)), ("labels-idx1", random.randint(0, 10, count, dtype=np.uint8))):
                (raw / f"{prefix}-{kind}-ubyte").write_bytes(idx(array))
        for train in (True, False):
            expected[f"{name}-{train}"] = samples(getattr(torchvision.datasets, name)(str(ROOT), train=train))
        for path in raw.iterdir():
            if name == "FashionMNIST":
                (raw / (path.name + ".gz")).write_bytes(gzip.compress(path.read_bytes(), mtime=0))
                path.unlink()
    # Low values make the second array valid UTF-8, which a reader of byte strings must not take for text.
    batches = {f"data_batch_{i}": 256 if i != 2 else 100 for i in range(1, 6)} | {"test_batch": 256}
    layouts = [
        (torchvision.datasets.CIFAR10, "cifar-10-batches-py", batches, "labels", 10, "batches.meta", "label_names"),
        (torchvision.datasets.CIFAR100, "cifar-100-python", {"train": 256, "test": 256}, "fine_labels", 100, "meta", "fine_label_names"),
    ]
    for cls, folder, files, key, classes, meta, names in layouts:
        (ROOT / folder).mkdir()
        (ROOT / folder / meta).write_bytes(Python2Pickle().dump({names: [f"class {i}" for i in range(classes)]}))
        for name, top in files.items():
            data = random.randint(0, top, (1, 3072), dtype=np.uint8)
            (ROOT / folder / name).write_bytes(Python2Pickle().dump({"data": data, key: [int(random.randint(classes))]}))
        patched = type("Unchecked", (cls,), {"_check_integrity": lambda self: True, "_load_meta": lambda self: None})
        for train in (True, False):
            expected[f"{cls.__name__}-{train}"] = samples(patched(str(ROOT), train=train))
    (ROOT / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()
