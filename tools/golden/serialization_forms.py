"""Writes files of every form that a checkpoint can have, or be mistaken for; the tests of these forms read them.

Run with a Python that has torch 1.13 and numpy, from the root of the repository:
    /usr/bin/python3 tools/golden/serialization_forms.py
NAME.txt describes NAME.pth as in serialization.py. Forms that only other versions of PyTorch write are made from files of
this version (an added record, another element class); what this version can read of them is checked with torch.load first.
"""
import pins  # first: the libraries read these settings when they are loaded
import collections
import io
import pathlib
import pickle
import struct
import sys
import tarfile
import warnings
import zipfile

import numpy as np
import torch

import serialization as basic

OUT = pathlib.Path("tests/Thelper.Torch.Tests/Golden/serialization/forms")
LEGACY = {"_use_new_zipfile_serialization": False}


def describe(v):
    if isinstance(v, torch.Tensor) and v.is_sparse:
        return f"sparse_coo({list(v.shape)},{describe(v._indices())},{describe(v._values())})"
    if isinstance(v, torch.Tensor) and v.is_sparse_csr:
        return f"sparse_csr({list(v.shape)},{describe(v.crow_indices())},{describe(v.col_indices())},{describe(v.values())})"
    if isinstance(v, torch.layout):
        return "layout:" + str(v)
    if isinstance(v, np.ndarray) and v.dtype.kind in "US":
        return describe(v.tolist())
    if isinstance(v, np.ndarray) and v.dtype.name == "uint64":
        return basic.describe(v.astype(np.int64))
    if isinstance(v, dict) and type(v) is dict:
        return "{" + ",".join(describe(k) + "=" + describe(x) for k, x in v.items()) + "}"
    if type(v) is list:
        return "[" + ",".join(map(describe, v)) + "]"
    return basic.describe(v)


def write(name, value, legacy=True, **options):
    torch.save(value, OUT / f"{name}.pth", **options)
    if legacy:
        torch.save(value, OUT / f"{name}-legacy.pth", **LEGACY, **options)
    (OUT / f"{name}.txt").write_text(describe(value) + "\n")


def sharing():
    base = torch.arange(12, dtype=torch.float32)
    half = torch.arange(6, dtype=torch.float16)
    model = torch.nn.Sequential(collections.OrderedDict(a=torch.nn.Linear(2, 2, bias=False), b=torch.nn.Linear(2, 2, bias=False)))
    with torch.no_grad():
        model.a.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    model.b.weight = model.a.weight
    return {
        "windows": base.unfold(0, 4, 2), "left": base[:8], "right": base[4:], "every third, backwards stored": base.view(3, 4).t()[1:3],
        "element": base[7], "none": base[12:], "diagonal": base.view(3, 4).diagonal(), "halves": [half[::2], half[1::2]], "tied": model.state_dict(),
        "zéro": torch.zeros(()), "deep": [(base[1:2], {"x": base[2:3]})],
    }


def sparse():
    coo = torch.sparse_coo_tensor([[0, 2, 2], [1, 0, 3]], [1.5, -2.0, 4.0], (3, 4))
    hybrid = torch.sparse_coo_tensor([[3, 1]], torch.arange(4.0).view(2, 2).to(torch.float64), (5, 2))
    csr = torch.tensor([[0.0, 1.0, 0.0], [2.0, 0.0, 3.0]]).to_sparse_csr()
    empty = torch.sparse_coo_tensor(torch.empty(2, 0, dtype=torch.long), torch.empty(0), (2, 3))
    return {"coo": coo, "hybrid": hybrid, "csr": csr, "empty": empty, "layout": [torch.sparse_coo, torch.strided, torch.sparse_csr]}


def named():
    return {
        "size": torch.Size([2, 3]), "device": [torch.device("cpu"), torch.device("cuda", 1), torch.device("meta")], "dtype": torch.complex64,
        "largest": torch.max(torch.tensor([[1.0, 5.0], [7.0, 2.0]]), 1), "rng": torch.Generator().manual_seed(5).get_state()[:24].clone(),
        "default": collections.defaultdict(list, {"a": [1]}), "of dict": collections.defaultdict(dict), "of none": collections.defaultdict(None, {1: 2}),
    }


def numpy_more():
    words = np.array([["één", "two"], ["日本", ""]])
    return {
        "words": words, "word": np.array("single"), "bytes": np.array([b"ab", b"c"]), "fortran words": np.asfortranarray(words),
        "swapped words": words.astype(words.dtype.newbyteorder(">")), "none": np.array([], dtype="U3"),
        "u8": np.array([[1, 2**40], [2**63 - 1, 0]], dtype=np.uint64), "swapped u8": np.array([7, 2**50], dtype=">u8"),
        "f3": np.asfortranarray(np.arange(12, dtype=np.uint16).reshape(2, 3, 2)),
    }


REFUSED_ARRAYS = {
    "structured": np.zeros(2, [("x", "f4"), ("größe", "i4")]), "subarray": np.zeros(2, [("grid", "f4", (2, 2))]), "objects": np.array([1, None], dtype=object),
    "dates": np.array(["2020-01-01"], dtype="M8[D]"), "spans": np.array([1, 2], dtype="m8[s]"), "longdouble": np.zeros(2, np.longdouble),
    "void": np.zeros(2, "V3"), "u8": np.array([2**64 - 1], dtype=np.uint64), "structured-scalar": np.zeros(1, [("x", "f4")])[0],
}


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(2, 1)


Point = collections.namedtuple("Point", "x y")


class Tagged(torch.Tensor):
    pass


def refused():
    quantized = torch.quantize_per_tensor(torch.ones(3), 0.1, 10, torch.quint8)
    yield "quantized", {"w": quantized}
    yield "quantized-channel", torch.quantize_per_channel(torch.ones(2, 2), torch.tensor([0.1, 0.2]), torch.tensor([0, 1]), 0, torch.qint8)
    yield "meta", torch.zeros(3, device="meta")
    yield "module", torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
    yield "own-module", {"epoch": 3, "model": Net()}
    yield "optimizer", torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    yield "namedtuple", Point(1, 2)
    yield "subclass", torch.ones(2).as_subclass(Tagged)
    yield "function", {"f": torch.nn.functional.relu}
    yield "lambda-default", collections.defaultdict(collections.deque)
    yield "path", pathlib.PurePosixPath("a/b")
    yield "generic-storage", torch.ones(2).storage()
    yield "slice", slice(1, 2)
    yield "range", range(3)
    for name, array in REFUSED_ARRAYS.items():
        yield "numpy-" + name, array


def with_records(source, target, extra, replace=None):
    """A copy of a zip checkpoint with further records, as later versions of PyTorch write them."""
    data = io.BytesIO()
    writer = torch._C.PyTorchFileWriter(data)
    with zipfile.ZipFile(OUT / source) as archive:
        for item in archive.infolist():
            name = item.filename.split("/", 1)[1]
            if name not in ("version", *extra):
                contents = (replace or {}).get(name, archive.read(item))
                writer.write_record(name, contents, len(contents))
    for name, contents in extra.items():
        writer.write_record(name, contents, len(contents))
    writer.write_end_of_file()
    (OUT / target).write_bytes(data.getvalue())


class NewerPickler(pickle.Pickler):
    """Pickles tensors as PyTorch 2 does where its element type has no typed storage, and Parameters with attributes."""

    def persistent_id(self, item):
        if isinstance(item, torch.UntypedStorage):
            return ("storage", torch.UntypedStorage, "0", "cpu", item.nbytes())
        return None

    def reducer_override(self, item):
        if isinstance(item, torch.nn.Parameter):
            return NEWER["_rebuild_parameter_with_state"], (item.data, item.requires_grad, collections.OrderedDict(), {"tag": "x"})
        if isinstance(item, Tagged):
            return NEWER["_rebuild_from_type_v2"], (NEWER["_rebuild_tensor_v3"], torch.nn.Parameter, self.arguments(item), {})
        if isinstance(item, torch.Tensor):
            return NEWER["_rebuild_tensor_v3"], self.arguments(item)
        return NotImplemented

    dtype = None

    def arguments(self, t):
        return (t.storage().untyped(), t.storage_offset(), tuple(t.size()), t.stride(), t.requires_grad, collections.OrderedDict(),
                NewerPickler.dtype or t.dtype)


def newer_global(module, name):
    def f(*args):
        raise NotImplementedError
    f.__module__, f.__qualname__, f.__name__ = module, name, name
    if not hasattr(sys.modules[module], name):
        setattr(sys.modules[module], name, f)
    return getattr(sys.modules[module], name)


NEWER = {}


def newer():
    NEWER["_rebuild_tensor_v3"] = newer_global("torch._utils", "_rebuild_tensor_v3")
    NEWER["_rebuild_parameter_with_state"] = newer_global("torch._utils", "_rebuild_parameter_with_state")
    NEWER["_rebuild_from_type_v2"] = torch._tensor._rebuild_from_type_v2
    base = torch.arange(8, dtype=torch.float32)
    value = {"t": base.view(2, 4)[:, 1:3], "p": torch.nn.Parameter(base[4:]), "sub": base[2:4].as_subclass(Tagged)}
    seen = {"t": value["t"], "p": value["p"], "sub": base[2:4]}
    torch.save({"x": base}, OUT / "newer-base.pth")
    for name, dtype in (("newer-v3", None), ("newer-uint16", "uint16"), ("newer-float8", "float8_e4m3fn")):
        data = io.BytesIO()
        NewerPickler.dtype = newer_global("torch", dtype) if dtype else None
        NewerPickler(data, 2).dump(value)
        with_records("newer-base.pth", f"{name}.pth", {}, {"data.pkl": data.getvalue()})
    (OUT / "newer-v3.txt").write_text(describe(seen) + "\n")
    (OUT / "newer-base.pth").unlink()


def legacy_views():
    """The storage views of PyTorch before 0.4, which this version still reads."""
    base = torch.arange(10, dtype=torch.float32)

    class Pickler(pickle.Pickler):
        def persistent_id(self, item):
            if isinstance(item, torch.storage.TypedStorage):
                view = {0: None, 2: ("v1", 2, 5), 6: ("v2", 6, 4)}[item.start]
                return ("storage", torch.FloatStorage, "root", "cpu", 10, view)
            return None

        def reducer_override(self, item):
            if isinstance(item, torch.Tensor):
                storage = torch.storage.TypedStorage(wrap_storage=item.storage().untyped(), dtype=item.dtype)
                storage.start = item.start
                return torch._utils._rebuild_tensor_v2, (storage, item.inner, tuple(item.shape), item.stride(), False, collections.OrderedDict())
            return NotImplemented

    def view(tensor, start):
        tensor.start, tensor.inner = start, tensor.storage_offset() - start
        return tensor

    value = {"all": view(base[:], 0), "a": view(base[3:6], 2), "b": view(base[6:10:2], 6)}
    data = io.BytesIO()
    for part in (torch.serialization.MAGIC_NUMBER, torch.serialization.PROTOCOL_VERSION, {"protocol_version": 1001, "little_endian": True, "type_sizes": {}}):
        pickle.dump(part, data, 2)
    Pickler(data, 2).dump(value)
    pickle.dump(["root"], data, 2)
    data.write(struct.pack("<q", 10) + base.numpy().tobytes())
    (OUT / "views-old-legacy.pth").write_bytes(data.getvalue())
    again = torch.load(OUT / "views-old-legacy.pth")
    assert all(torch.equal(again[k], v) for k, v in value.items()), again
    (OUT / "views-old-legacy.txt").write_text(describe(again) + "\n")


def foreign():
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), str(OUT / "script.pt"))
    np.save(OUT / "array.npy", np.arange(3))
    np.savez(OUT / "arrays.npz", a=np.arange(3))
    with tarfile.open(OUT / "old.tar", "w") as archive:
        for name in ("sys_info", "pickle", "storages", "tensors"):
            info = tarfile.TarInfo(name)
            info.mtime = 0
            archive.addfile(info, io.BytesIO(b""))
    (OUT / "bare.pkl").write_bytes(pickle.dumps({"a": 1}))


def protocols():
    value = {"a": [1, 2.5, "ä", (True, None)], "b": 10**30}
    for protocol in range(6):
        for suffix, options in (("", {}), ("-legacy", LEGACY)):
            torch.save(value, OUT / f"protocol{protocol}-plain{suffix}.pth", pickle_protocol=protocol, **options)
            if protocol > 0:
                torch.save({"t": torch.arange(3)}, OUT / f"protocol{protocol}-tensor{suffix}.pth", pickle_protocol=protocol, **options)
    (OUT / "protocol-plain.txt").write_text(describe(value) + "\n")
    (OUT / "protocol-tensor.txt").write_text(describe({"t": torch.arange(3)}) + "\n")


def main():
    warnings.simplefilter("ignore")
    OUT.mkdir(parents=True, exist_ok=True)
    write("sharing", sharing())
    write("sparse", sparse())
    write("named", named())
    write("numpy-more", numpy_more())
    for name, value in refused():
        torch.save(value, OUT / f"refused-{name}.pth")
    with_records("sharing.pth", "newer-records.pth", {
        "byteorder": b"little", ".data/serialization_id": b"0" * 40, ".format_version": b"1", ".storage_alignment": b"64"})
    with_records("sharing.pth", "big-endian.pth", {"byteorder": b"big"})
    sys.byteorder, order = "big", sys.byteorder
    torch.save(torch.arange(3), OUT / "big-endian-legacy.pth", **LEGACY)
    sys.byteorder = order
    odd = OUT / "名前 ü.pth"
    torch.save({"größe": torch.arange(3), "日本": "🙂"}, odd)
    odd.rename(OUT / "odd-name.pth")
    (OUT / "odd-name.txt").write_text(describe({"größe": torch.arange(3), "日本": "🙂"}) + "\n")
    newer()
    legacy_views()
    foreign()
    protocols()


if __name__ == "__main__":
    main()
