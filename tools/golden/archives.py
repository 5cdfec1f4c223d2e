"""Archives as thelper 0.6.2 lays them out, written by h5py, and what they hold; and checks of ours.

    python3 tools/golden/archives.py write tests/Thelper.Tests/Golden/archives
        h5py.hdf5: one set with a field per layout and compression (the LZ4 filter's format is written by hand, as h5py has no LZ4 plugin)
    python3 tools/golden/archives.py describe ARCHIVE > structure.json
        names, extents, types, pieces, filters and attributes of every object, values left out
    python3 tools/golden/archives.py order ARCHIVE FIELD > order.json
        the values of a whole-number field, by set
    python3 tools/golden/archives.py compare A B
        describes both and fails on a difference (attributes that name the run are left out)

tests/Thelper.Cli.Tests/Golden/archives/split-plain-order.json is 'order ... idx' of digits-none.hdf5, which thelper 0.6.2 itself wrote from
samples/digits with split-none.json beside it; 'compare' finds no difference between that file and ours. Needs Debian's python3-h5py, python3-opencv and liblz4-1.
"""
import pins  # first: the libraries read these settings when they are loaded
import ctypes
import json
import struct
import sys

import h5py
import numpy as np

RUN = ("source", "git_sha1", "config")


def kind(t):
    if isinstance(t, h5py.h5t.TypeStringID):
        return "text utf8 variable" if t.is_variable_str() and t.get_cset() == 1 else "text"
    if isinstance(t, h5py.h5t.TypeVlenID):
        return "variable " + str(t.get_super().dtype)
    return str(t.dtype)


def attributes(node):
    found = {}
    for name in node.attrs:
        a = h5py.h5a.open(node.id, name.encode())
        value = node.attrs[name]
        found[name] = {
            "type": kind(a.get_type()),
            "shape": list(a.shape),
            "space": a.get_space().get_simple_extent_type(),
            "value": None if name in RUN else value.tolist() if hasattr(value, "tolist") else value,
        }
    return found


def describe(path):
    objects = {}
    with h5py.File(path, "r") as file:
        def visit(name, node):
            entry = {"attributes": attributes(node)}
            if isinstance(node, h5py.Dataset):
                made = node.id.get_create_plist()
                entry.update(
                    shape=list(node.shape), limit=list(node.maxshape), pieces=list(node.chunks or []), type=kind(node.id.get_type()),
                    filters=[[f[0], list(f[2])] for f in map(made.get_filter, range(made.get_nfilters()))],
                    fill=[made.get_fill_time(), made.get_alloc_time(), made.fill_value_defined()])
            objects[name] = entry
        visit("/", file)
        file.visititems(visit)
    return objects


def order(path, field):
    with h5py.File(path, "r") as file:
        return {name: group[field][...].tolist() for name, group in file.items()}


def block(data):
    lib = ctypes.CDLL("liblz4.so.1")
    out = ctypes.create_string_buffer(lib.LZ4_compressBound(len(data)))
    size = lib.LZ4_compress_default(data, out, len(data), len(out))
    return out.raw[:size]


def lz4_piece(data, size):
    parts = [data[i:i + size] for i in range(0, len(data), size)]
    packed = [min(block(p), p, key=len) for p in parts]
    return struct.pack(">QI", len(data), size) + b"".join(struct.pack(">I", len(p)) + p for p in packed)


def frame(data):
    lib = ctypes.CDLL("liblz4.so.1")
    lib.LZ4F_compressFrameBound.restype = lib.LZ4F_compressFrame.restype = ctypes.c_size_t
    bound = lib.LZ4F_compressFrameBound(ctypes.c_size_t(len(data)), None)
    out = ctypes.create_string_buffer(bound)
    size = lib.LZ4F_compressFrame(out, ctypes.c_size_t(bound), data, ctypes.c_size_t(len(data)), None)
    return out.raw[:size]


def write(folder):
    import cv2
    count, limit = 5, 6
    y, x = np.mgrid[0:16, 0:12]
    images = np.stack([np.stack([y * 9 + i, x * 7 + i, (x + y) * 3], -1).astype(np.uint8) for i in range(count)])
    values = np.arange(count * 6, dtype=np.float32).reshape(count, 2, 3) / 7
    keys = ["none", "lz4filter", "gzip", "lzf", "shuffled", "lz4", "flat", "png", "jpg", "rows", "tiles", "number", "real", "text", "word", "flag", "mask"]
    with h5py.File(f"{folder}/h5py.hdf5", "w") as file:
        file.attrs["source"], file.attrs["git_sha1"], file.attrs["version"] = "host-20260102-030405", "unknown", "0.6.2"
        file.attrs["task"] = f"thelper.tasks.utils.Task(input_key='none', gt_key=None, meta_keys={keys[1:]!r})"
        file.attrs["config"] = str({"name": "written by h5py", "loaders": {"batch_size": 3}})
        file.attrs["compression"] = str({
            "lz4": {"type": "lz4"}, "png": {"type": "png", "decode_params": {"flags": "cv.IMREAD_COLOR"}},
            "jpg": {"type": "jpg", "decode_params": {"flags": "cv.IMREAD_COLOR"}}})
        group = file.create_group("valid")
        group.attrs["count"] = count

        def note(dataset, data, compression):
            dataset.attrs["orig_shape"] = data.shape[1:]
            dataset.attrs["orig_dtype"] = data.dtype.str
            dataset.attrs["compression"] = compression

        def pieces(name, data, label, **options):
            shape = (limit, *data.shape[1:])
            dataset = group.create_dataset(name, shape=shape, maxshape=shape, dtype=data.dtype, **{"chunks": (1, *data.shape[1:]), **options})
            dataset[:count] = data
            dataset.resize(count, axis=0)
            note(dataset, data, label)

        def variable(name, data, compression, encode):
            dataset = group.create_dataset(name, shape=(limit,), maxshape=(limit,), dtype=h5py.vlen_dtype(np.uint8))
            for i in range(count):
                dataset[i] = np.frombuffer(encode(data[i]), dtype=np.uint8)
            dataset.resize(count, axis=0)
            note(dataset, data, compression)

        pieces("none", images, "none")
        pieces("gzip", images, "gzip", compression="gzip")
        pieces("lzf", images, "lzf", compression="lzf")
        pieces("shuffled", values, "gzip", compression="gzip", shuffle=True)
        pieces("rows", images, "none", chunks=(4, 16, 12, 3))
        pieces("tiles", images, "gzip", chunks=(2, 5, 7, 2), compression="gzip")
        pieces("mask", (images[..., 0] % 2 == 0), "none")
        shape = (limit, *images.shape[1:])
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_chunk((1, *images.shape[1:]))
        plist.set_fill_time(h5py.h5d.FILL_TIME_ALLOC)
        plist.set_filter(32004, h5py.h5z.FLAG_OPTIONAL, (0,)) if h5py.h5z.filter_avail(32004) else raw_filter(plist)
        space = h5py.h5s.create_simple((count, *images.shape[1:]), shape)
        made = h5py.Dataset(h5py.h5d.create(group.id, b"lz4filter", h5py.h5t.NATIVE_UINT8, space, plist))
        for i in range(count):
            # The last sample is cut into blocks, the last but one is stored as it is.
            skip = i == count - 2
            made.id.write_direct_chunk((i, 0, 0, 0), images[i].tobytes() if skip else lz4_piece(images[i].tobytes(), 100 if i == count - 1 else 1 << 30), filter_mask=int(skip))
        note(made, images, "chunk_lz4")
        variable("lz4", values, "lz4", lambda v: frame(v.tobytes()))
        variable("flat", values, "none", lambda v: v.tobytes())
        variable("png", images, "png", lambda v: cv2.imencode(".png", v)[1].tobytes())
        variable("jpg", images, "jpg", lambda v: cv2.imencode(".jpg", v)[1].tobytes())
        texts = np.array(["", "a", "zwei", "żółw", "x" * 5000])
        variable("text", texts, "none", lambda v: str(v).encode())
        for name, data in (("number", np.arange(count) - 2), ("word", np.arange(count).astype(">u2") + 65000), ("real", np.arange(count) / 3), ("flag", np.arange(count) % 2 == 0)):
            dataset = group.create_dataset(name, shape=(limit,), maxshape=(limit,), dtype=data.dtype)
            dataset[:count] = data
            dataset.resize(count, axis=0)
            note(dataset, data, "none")
        decoded = np.stack([cv2.imdecode(np.frombuffer(group["jpg"][i], dtype=np.uint8), cv2.IMREAD_COLOR) for i in range(count)])
    with open(f"{folder}/h5py.json", "w") as out:
        json.dump({"images": images.reshape(count, -1).tolist(), "jpg": decoded.reshape(count, -1).tolist(), "values": values.reshape(count, -1).tolist(), "texts": texts.tolist()}, out)


def raw_filter(plist):
    """Sets a filter that the library does not have, which h5py refuses to do: HDF5 itself minds only when it is used."""
    lib = ctypes.CDLL("libhdf5_serial.so.103")
    lib.H5Pset_filter(ctypes.c_int64(plist.id), 32004, 1, ctypes.c_size_t(1), (ctypes.c_uint * 1)(0))


if __name__ == "__main__":
    mode, arguments = sys.argv[1], sys.argv[2:]
    if mode == "write":
        write(*arguments)
    elif mode == "describe":
        print(json.dumps(describe(*arguments), indent=1, sort_keys=True))
    elif mode == "order":
        print(json.dumps(order(*arguments)))
    else:
        first, second = map(describe, arguments)
        for name in sorted(first.keys() | second.keys()):
            if first.get(name) != second.get(name):
                print(f"{name}:\n  {first.get(name)}\n  {second.get(name)}")
        sys.exit(first != second)
