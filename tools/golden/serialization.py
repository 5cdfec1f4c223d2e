"""Writes the checkpoints that the serialization tests read, each with a description of what it holds.

Run with a Python that has torch 1.13 and numpy, from the root of the repository:
    /usr/bin/python3 tools/golden/serialization.py
The description (NAME.txt beside NAME.pth) is exact: floats and tensor contents are given as their bytes,
long contents as the SHA-256 of these. It also describes the checkpoint of the original in tests/golden.
"""
import pins  # first: the libraries read these settings when they are loaded
import collections
import hashlib
import pathlib
import pickle
import struct

import numpy as np
import torch

ORIGINAL = pathlib.Path("tests/golden/original-0.6.2/classif-digits/checkpoints/ckpt.best.pth")
OUT = pathlib.Path("tests/Thelper.Torch.Tests/Golden/serialization")


def tensor_bytes(t):
    t = t.detach().resolve_conj().resolve_neg().contiguous()
    if t.is_complex():
        t = torch.view_as_real(t)
    if t.dtype == torch.bfloat16:
        t = t.view(torch.int16)
    data = t.numpy().tobytes()
    return data.hex() if len(data) <= 256 else "sha256:" + hashlib.sha256(data).hexdigest()


def widened(a):
    a = a.astype(a.dtype.newbyteorder("="), order="K")
    wider = {"uint16": np.int32, "uint32": np.int64}.get(a.dtype.name)
    t = torch.from_numpy(a.astype(wider, order="K") if wider else a)
    return t if t.numel() else torch.empty(t.shape, dtype=t.dtype)  # numpy's strides of empty arrays mean nothing


def describe(v):
    if v is None or isinstance(v, (bool, np.bool_)):
        return str(v)
    if isinstance(v, (int, np.integer)):
        return str(int(v))
    if isinstance(v, (float, np.floating)) and np.isnan(v):
        return "f:nan"
    if isinstance(v, (float, np.floating)):
        return "f:" + struct.pack(">d", float(v)).hex()
    if isinstance(v, (complex, np.complexfloating)):
        return f"c({describe(float(v.real))},{describe(float(v.imag))})"
    if isinstance(v, str):
        return "s:" + str(v).encode().hex()
    if isinstance(v, (bytes, bytearray)):
        return "b:" + v.hex()
    if isinstance(v, torch.Tensor):
        return (f"tensor({str(v.dtype)[6:]},{list(v.shape)},{list(v.stride())},{v.requires_grad},{tensor_bytes(v)})")
    if isinstance(v, np.ndarray):
        return describe(widened(v))
    if isinstance(v, torch.dtype):
        return "dtype:" + str(v)[6:]
    if isinstance(v, torch.device):
        return describe(str(v))
    if isinstance(v, (set, frozenset)):
        return "set{" + ",".join(sorted(describe(x) for x in v)) + "}"
    if isinstance(v, dict):
        kind = {"OrderedDict": "OrderedDict", "Counter": "Counter"}.get(type(v).__name__, "")
        if isinstance(v, collections.defaultdict):
            kind = f"DefaultDict({v.default_factory.__name__ if v.default_factory else None})"
        extra = describe(v.__dict__) if getattr(v, "__dict__", None) else ""
        return kind + "{" + ",".join(describe(k) + "=" + describe(x) for k, x in v.items()) + "}" + extra
    if isinstance(v, list):
        return "[" + ",".join(map(describe, v)) + "]"
    if isinstance(v, tuple):
        return "(" + ",".join(map(describe, v)) + ")"
    raise TypeError(type(v))


def plain():
    shared = [1, 2]
    return {
        "none": None, "bools": [True, False],
        "ints": [0, 1, -1, 255, 256, 65535, 65536, -128, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63 - 1, -2**63, 2**63, -2**63 - 1, 10**40, 1 << 2100],
        "floats": [0.0, -0.0, 1.5, 1e-300, 5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan")],
        "texts": ["", "plain", "é ü ß", "日本語", "🙂", "line\nbreak\\ 'quoted' \"twice\"", "x" * 300],
        "bytes": [b"", b"\x00\xff\x80", b"a" * 300, bytearray(b""), bytearray(b"\x01\xfe")],
        "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((),)],
        "empty": [[], {}, (), set()],
        "keys": {1: "int", 2.5: "float", None: "none", (1, "a"): "tuple", "s": "text", b"b": "bytes", True + 1: "two"},
        "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
        "counter": collections.Counter({3: 1, 5: 2}),
        "default": collections.defaultdict(list, {"x": [1]}),
        "sets": [{1, 2, 3}, frozenset(["a", "b"])],
        "complex": complex(1.5, -2.0),
        "torch": [torch.Size([2, 3]), torch.float32, torch.int64, torch.bfloat16, torch.device("cpu"), torch.device("cuda", 1)],
        "shared": [shared, shared],
        "many": list(range(1500)),
    }


def raw():
    """Values that the oldest protocols can carry as well."""
    v = plain()
    for key in ("bytes", "keys", "torch", "counter", "default", "ordered", "sets", "complex", "empty"):
        del v[key]
    return v


DTYPES = ["uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128", "bool", "bfloat16"]


def dtypes():
    base = torch.tensor([0, 1, 2, 3, 100, 127], dtype=torch.float64)
    out = {n: base.to(getattr(torch, n)).reshape(2, 3) for n in DTYPES}
    out["floats"] = torch.tensor([float("inf"), float("-inf"), float("nan"), -0.0, 1e-45])
    out["scalar"] = torch.tensor(3.25)
    out["none"] = torch.zeros(0)
    out["none2"] = torch.zeros(2, 0, 3, dtype=torch.int16)
    return out


def views():
    base = torch.arange(24, dtype=torch.float32)
    matrix = base.view(4, 6)
    same = torch.ones(3)
    return {
        "base": base, "matrix": matrix, "transposed": matrix.t(), "column": matrix[:, 2], "tail": base[20:],
        "stepped": base[1::5], "expanded": torch.tensor([1.0, 2.0]).view(2, 1).expand(2, 4), "channels_last":
        torch.arange(2 * 3 * 2 * 2, dtype=torch.float32).view(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        "twice": [same, same], "last": torch.arange(10)[9:],
    }


def weights():
    torch.manual_seed(3)
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Flatten(), torch.nn.Linear(8, 3))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    net(torch.rand(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
    return {
        "model": net.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(),
        "parameter": torch.nn.Parameter(torch.ones(2)), "frozen": torch.nn.Parameter(torch.ones(2), requires_grad=False),
        "grad": torch.ones(2, requires_grad=True), "rng": torch.get_rng_state()[:16].clone(),
    }


def numpy():
    scalars = [np.float64(1.25), np.float32(0.1), np.float16(0.1), np.int8(-3), np.int16(-300), np.int32(-70000), np.int64(2**40),
               np.uint8(200), np.uint16(60000), np.uint32(4 * 10**9), np.uint64(2**64 - 1), np.bool_(True), np.str_("é"), np.bytes_(b"ab"),
               np.complex64(1 + 2j), np.complex128(3 - 4j)]
    grid = np.arange(6).reshape(2, 3)
    arrays = [grid.astype(t) for t in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "f2", "f4", "f8", "c8", "c16", ">i4", ">f8", ">u2", ">c8")]
    more = [np.asfortranarray(grid.astype("f4")), np.array(5.0), np.zeros((0, 3)), np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))]
    np.random.seed(1)
    return {"scalars": scalars, "arrays": arrays, "more": more, "swapped": np.dtype(">f8").type(1.5),
            "state": np.random.get_state()}


def write(name, value, suffix="", **options):
    torch.save(value, OUT / f"{name}{suffix}.pth", **options)
    (OUT / f"{name}.txt").write_text(describe(value) + "\n")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, make in (("plain", plain), ("dtypes", dtypes), ("views", views), ("weights", weights), ("numpy", numpy)):
        write(name, make())
        write(name, make(), "-legacy", _use_new_zipfile_serialization=False)
    for protocol in (1, 3, 4, 5):
        write("protocol", {"plain": plain(), "tensor": torch.arange(3), "numpy": numpy()["more"]}, str(protocol), pickle_protocol=protocol)
    for protocol in range(6):
        (OUT / f"raw{protocol}.pkl").write_bytes(pickle.dumps(raw(), protocol))
    (OUT / "raw.txt").write_text(describe(raw()) + "\n")
    (OUT / "original.txt").write_text(describe(torch.load(ORIGINAL)) + "\n")


if __name__ == "__main__":
    main()
