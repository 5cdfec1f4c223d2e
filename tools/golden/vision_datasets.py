"""Tiny datasets in the published formats, and what torchvision reads from them.

Run with a Python that has torchvision: python3 tools/golden/vision_datasets.py
Writes tests/Thelper.Vision.Tests/Golden/datasets/.
"""
import pins  # first: the libraries read these settings when they are loaded
import gzip
import json
import pathlib
import shutil
import struct
import sys
import types

import numpy as np
import scipy.io
import torch
import torchvision
from PIL import Image

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


def pixels(height, width, seed):
    y, x = np.mgrid[:height, :width]
    return np.stack([(x * 7 + y * 3 + seed) % 256, (x * y + 5 * seed) % 256, (y * 11 + seed * 13) % 256], axis=-1).astype(np.uint8)


def digest(array):
    """Position-weighted sum, for images too large to list."""
    flat = np.asarray(array).astype(np.int64).flatten()
    return int((flat * (np.arange(flat.size) % 251 + 1)).sum())


def sums(dataset):
    return [{"shape": list(np.asarray(image).shape), "sum": digest(image), "label": int(label)} for image, label in dataset]


def unchecked(cls):
    return type(cls.__name__, (cls,), {"_check_integrity": lambda self: True})


def idx_variants(random, expected):
    for name in ("KMNIST", "EMNIST", "QMNIST"):
        (ROOT / name / "raw").mkdir(parents=True)
    images = lambda count: idx(random.randint(0, 256, (count, 28, 28), dtype=np.uint8))
    for prefix in ("train", "t10k"):
        (ROOT / f"KMNIST/raw/{prefix}-images-idx3-ubyte").write_bytes(images(2))
        (ROOT / f"KMNIST/raw/{prefix}-labels-idx1-ubyte").write_bytes(idx(random.randint(0, 10, 2, dtype=np.uint8)))
    for train in (True, False):
        expected[f"KMNIST-{train}"] = sums(torchvision.datasets.KMNIST(str(ROOT), train=train))
    expected["classes"] = {"KMNIST": torchvision.datasets.KMNIST.classes}
    for split, classes in torchvision.datasets.EMNIST.classes_split_dict.items():
        for part in ("train", "test"):
            prefix = ROOT / f"EMNIST/raw/emnist-{split}-{part}"
            pathlib.Path(f"{prefix}-images-idx3-ubyte").write_bytes(images(1))
            pathlib.Path(f"{prefix}-labels-idx1-ubyte").write_bytes(idx(random.randint(1, len(classes), 1, dtype=np.uint8)))
            dataset = torchvision.datasets.EMNIST(str(ROOT), split=split, train=part == "train")
            expected[f"EMNIST-{split}-{part}"] = sums(dataset)
        expected["classes"][f"EMNIST-{split}"] = dataset.classes
    # torchvision 0.14 reverses the order of the elements instead of the bytes of each; numpy reads the labels here.
    for part in ("train", "test"):
        (ROOT / f"QMNIST/raw/qmnist-{part}-images-idx3-ubyte").write_bytes(images(2))
        labels = random.randint(0, 10, (2, 8)).astype(">i4")
        (ROOT / f"QMNIST/raw/qmnist-{part}-labels-idx2-int").write_bytes(struct.pack(">HBBii", 0, 12, 2, 2, 8) + labels.tobytes())
        read = torchvision.datasets.mnist.read_sn3_pascalvincent_tensor
        torchvision.datasets.mnist.read_sn3_pascalvincent_tensor = (
            lambda path, strict=True: torch.from_numpy(np.frombuffer(open(path, "rb").read()[12:], ">i4").astype(np.int32).reshape(-1, 8)) if path.endswith("int") else read(path, strict)
        )
        expected[f"QMNIST-{part}"] = sums(torchvision.datasets.QMNIST(str(ROOT), what=part))
        expected[f"QMNIST-{part}-full"] = labels.astype(int).tolist()
        torchvision.datasets.mnist.read_sn3_pascalvincent_tensor = read


def binaries(random, expected):
    folder = ROOT / "stl10_binary"
    folder.mkdir()
    for part, count in (("train", 3), ("test", 1), ("unlabeled", 1)):
        (folder / f"{part}_X.bin").write_bytes(np.stack([pixels(96, 96, count * 10 + i).transpose(2, 1, 0) for i in range(count)]).tobytes())
        if part != "unlabeled":
            (folder / f"{part}_y.bin").write_bytes(random.randint(1, 11, count, dtype=np.uint8).tobytes())
    (folder / "class_names.txt").write_text("\n".join(["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"]) + "\n")
    (folder / "fold_indices.txt").write_text("".join(f"{i % 3} {(i + 1) % 3} \n" for i in range(10)))
    for split in ("train", "test", "unlabeled", "train+unlabeled"):
        dataset = unchecked(torchvision.datasets.STL10)(str(ROOT), split=split)
        expected[f"STL10-{split}"] = sums(dataset)
    expected["STL10-fold"] = sums(unchecked(torchvision.datasets.STL10)(str(ROOT), split="train", folds=4))
    expected["classes"]["STL10"] = dataset.classes
    for split, packed in (("train", True), ("test", False)):
        images = np.stack([pixels(32, 32, i) for i in range(4)], axis=-1)
        scipy.io.savemat(ROOT / f"{split}_32x32.mat", {"other": np.arange(5.0), "X": images, "y": np.array([[10], [1], [9], [3]], np.uint8)}, do_compression=packed)
        expected[f"SVHN-{split}"] = sums(unchecked(torchvision.datasets.SVHN)(str(ROOT), split=split))


def voc(expected):
    base = ROOT / "VOCdevkit/VOC2012"
    for name in ("ImageSets/Main", "ImageSets/Segmentation", "JPEGImages", "SegmentationClass", "Annotations"):
        (base / name).mkdir(parents=True)
    names = ["2007_000002", "2007_000001"]
    for kind in ("Main", "Segmentation"):
        (base / f"ImageSets/{kind}/val.txt").write_text("".join(name + "\n" for name in names))
    for i, name in enumerate(names):
        Image.fromarray(pixels(20, 31, i)).save(base / f"JPEGImages/{name}.jpg", quality=95)
        mask = Image.fromarray(((np.mgrid[:20, :31][0] * 3 + np.mgrid[:20, :31][1]) % (21 if i else 2)).astype(np.uint8), mode="P")
        mask.putpalette([value for k in range(256) for value in (k * 3 % 256, k * 5 % 256, k * 7 % 256)])
        mask.save(base / f"SegmentationClass/{name}.png", **({} if i else {"bits": 1}))
    box = "<bndbox><xmin>8</xmin><ymin>1.5</ymin></bndbox>"
    (base / f"Annotations/{names[0]}.xml").write_text(
        f"<annotation>\n<!-- c --><folder>VOC2012</folder><empty/><blank> </blank><size><width> 31 </width></size>"
        f"<object><name>dog</name>{box}<part><name>head</name></part><part><name>foot</name></part></object>\n<object><name>a &amp; b</name></object></annotation>\n")
    (base / f"Annotations/{names[1]}.xml").write_text(f"<annotation><object><name>cat</name>{box}</object><segmented>0</segmented></annotation>")
    (base / "Annotations/none.xml").write_text("<annotation><segmented>0</segmented></annotation>")
    segm = torchvision.datasets.VOCSegmentation(str(ROOT), image_set="val")
    expected["VOCSegmentation"] = [{"image": digest(image), "shape": list(np.asarray(mask).shape), "mask": digest(mask), "mask_sum": int(np.asarray(mask).sum())} for image, mask in segm]
    expected["VOCDetection"] = [tree for _, tree in torchvision.datasets.VOCDetection(str(ROOT), image_set="val")]
    parse = torchvision.datasets.VOCDetection.parse_voc_xml
    expected["VOCDetection-none"] = parse(torchvision.datasets.voc.ET_parse(base / "Annotations/none.xml").getroot())


class Coco:
    """What torchvision uses of pycocotools.coco.COCO, after its documentation; the package itself is not needed here."""

    def __init__(self, path):
        data = json.load(open(path))
        self.imgs = {image["id"]: image for image in data["images"]}
        self.anns = {annotation["id"]: annotation for annotation in data["annotations"]}
        self.all = data["annotations"]

    def getAnnIds(self, image):
        return [annotation["id"] for annotation in self.all if annotation["image_id"] == image]

    def loadAnns(self, ids):
        return [self.anns[id] for id in ids]

    def loadImgs(self, id):
        return [self.imgs[id]]


def coco(expected):
    sys.modules["pycocotools"] = types.ModuleType("pycocotools")
    sys.modules["pycocotools.coco"] = types.ModuleType("pycocotools.coco")
    sys.modules["pycocotools.coco"].COCO = Coco
    (ROOT / "coco").mkdir()
    for i, name in enumerate(("b.png", "a.png", "c.png")):
        Image.fromarray(pixels(9 + i, 13, i)).save(ROOT / "coco" / name)
    annotations = {
        "info": {"year": 2017},
        "images": [{"id": 7, "file_name": "b.png", "height": 9}, {"file_name": "a.png", "id": 3}, {"id": 11, "file_name": "c.png"}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 2, "bbox": [1.5, 2, 3, 4.25], "segmentation": [[1, 2, 3.5, 4, 5, 6]], "iscrowd": 0, "area": 12.75},
            {"id": 2, "image_id": 3, "category_id": 1, "bbox": [0, 0, 5, 5], "segmentation": {"counts": [3, 4], "size": [9, 13]}, "iscrowd": 1, "extra": {"text": "\u00e9\n", "no": None, "yes": True}},
            {"id": 5, "image_id": 7, "category_id": 3, "bbox": [], "area": 1e3},
        ],
        "categories": [{"id": 1, "name": "person"}],
    }
    (ROOT / "coco/instances.json").write_text(json.dumps(annotations))
    dataset = torchvision.datasets.CocoDetection(str(ROOT / "coco"), str(ROOT / "coco/instances.json"))
    expected["CocoDetection"] = [{"image": digest(image), "annotations": target} for image, target in dataset]


def folders(expected):
    for i, name in enumerate(("b/2.png", "b/10.PNG", "b/skip.txt", "a/deep/x.png", "a/deep-1/y.png", "a/z.png")):
        (ROOT / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        with open(ROOT / "folder" / name, "wb") as stream:
            Image.fromarray(pixels(5, 4, i)).save(stream, "png")
    for name, dataset in (
        ("DatasetFolder", torchvision.datasets.DatasetFolder(str(ROOT / "folder"), torchvision.datasets.folder.default_loader, (".png",))),
        ("ImageFolder", torchvision.datasets.ImageFolder(str(ROOT / "folder"))),
    ):
        expected[name] = sums(dataset)
        expected[f"{name}-paths"] = [str(pathlib.Path(path).relative_to(ROOT)) for path, _ in dataset.samples]
        expected["classes"][name] = dataset.classes


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
    idx_variants(random, expected)
    binaries(random, expected)
    voc(expected)
    coco(expected)
    folders(expected)
    for size in ((3, 5, 4), (1, 9, 7), (3, 40, 30)):
        expected[f"FakeData-{size[0]}-{size[1]}"] = sums(torchvision.datasets.FakeData(3, size, 7, random_offset=5))
    expected["FakeData-default"] = sums([torchvision.datasets.FakeData()[999]])
    (ROOT / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()
