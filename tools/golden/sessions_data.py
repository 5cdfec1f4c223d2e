"""Data of the reference sessions: parsers, splits, transforms, samplers, loaders, in the original's order of random draws.

Imported by sessions.py. Everything random draws from numpy's legacy generator (splits) or torch's CPU generator (orders).
"""
import csv
import os
import xml.etree.ElementTree
from collections import OrderedDict

import cv2
import numpy as np
import torch

from sessions_transforms import apply_stages, center_crop

EXTENSIONS = (".jpg", ".jpeg", ".bmp", ".png", ".ppm", ".pgm", ".tif")
VOC = ["background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
       "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"]


class Task:
    """kind: classif, segm, detect or regr. Names are class names by index."""

    def __init__(self, kind, input_key, gt_key, names=None, multi_label=False, dontcare=None):
        self.kind, self.input_key, self.gt_key = kind, input_key, gt_key
        self.names, self.multi_label, self.dontcare = names, multi_label, dontcare

    def merged(self, other):
        names = self.names and self.names + [n for n in other.names if n not in self.names]
        return Task(self.kind, self.input_key, self.gt_key, names, self.multi_label, self.dontcare)


def ordered(names, order):
    return sorted(names) if order == "name" else list(names)


def images_below(root, order):
    found = []
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = ordered(subfolders, order)
        found += [os.path.join(folder, f) for f in ordered(files, order) if f.lower().endswith(EXTENSIONS)]
    return found


def labelled(root, order):
    """(path, folder) of every image below a direct subfolder; "filesystem" is the original's order, "name" the same everywhere."""
    folders = ordered([d for d in os.listdir(root) if os.path.isdir(os.path.join(root, d))], order)
    return [(p, d) for d in folders for p in images_below(os.path.join(root, d), order)]


class ImageFolder:
    def __init__(self, root, order="filesystem"):
        self.samples = labelled(root, order)
        self.task = Task("classif", "image", "label", sorted({c for _, c in self.samples}))

    def label(self, i):
        return self.samples[i][1]

    def load(self, i):
        return {"image": cv2.imread(self.samples[i][0]), "idx": i, "path": self.samples[i][0], "label": self.samples[i][1]}


class TorchvisionFolder:
    """torchvision's ImageFolder, whose samples are pairs of path and class: the original finds no label in them when it splits."""

    def __init__(self, root, task):
        self.samples = labelled(root, "name")
        names = sorted({c for _, c in self.samples})
        self.classes = [names.index(c) for _, c in self.samples]
        self.task = Task("classif", task["params"]["input_key"], task["params"]["label_key"], task["params"]["class_names"])

    def label(self, i):
        return None

    def load(self, i):
        return {"0": cv2.cvtColor(cv2.imread(self.samples[i][0]), cv2.COLOR_BGR2RGB), "1": self.classes[i]}


class FileList:
    """A CSV table of images with labels (several, where a separator is given) or numbers."""

    def __init__(self, list, root, label_column=None, target_columns=None, class_names=None, label_separator=None):
        with open(list, newline="") as f:
            rows = [*csv.DictReader(f)]
        self.paths = [os.path.join(root, r["path"]) for r in rows]
        if label_column:
            split = (lambda t: t.split(label_separator)) if label_separator else (lambda t: [t])
            self.labels = [[x for x in split(r[label_column]) if x] for r in rows]
            names = class_names or sorted({x for labels in self.labels for x in labels})
            self.task = Task("classif", "image", "label", names, multi_label=bool(label_separator))
        else:
            columns = [target_columns] if isinstance(target_columns, str) else target_columns
            self.targets = [np.array([float(r[c]) for c in columns], np.float32) for r in rows]
            self.task = Task("regr", "image", "target")
        self.samples = self.paths

    def label(self, i):
        return self.labels[i] if self.task.multi_label else self.labels[i][0]

    def load(self, i):
        sample = {"image": cv2.imread(self.paths[i]), "idx": i, "path": self.paths[i]}
        if self.task.kind == "regr":
            return {**sample, "target": self.targets[i]}
        if self.task.multi_label:  # the trainer takes a 0/1 vector
            return {**sample, "label": np.array([n in self.labels[i] for n in self.task.names], np.float32)}
        return {**sample, "label": self.label(i)}


class SuperResFolder:
    def __init__(self, root, downscale_factor=2.0, rescale_lowres=True, center_crop=None, order="filesystem"):
        self.samples = [p for p, _ in labelled(root, order)]
        self.factor, self.rescale, self.crop = float(downscale_factor), rescale_lowres, center_crop
        self.task = Task("regr", "lowres_image", "highres_image")

    def load(self, i):
        high = cv2.imread(self.samples[i])
        if self.crop:
            high = center_crop(high, [self.crop, self.crop] if isinstance(self.crop, int) else self.crop)
        low = cv2.resize(high, (0, 0), fx=1 / self.factor, fy=1 / self.factor)
        if self.rescale:
            low = cv2.resize(low, (high.shape[1], high.shape[0]))
        return {"lowres_image": low, "highres_image": high, "idx": i, "path": self.samples[i]}


class PascalVoc:
    """Segmentation only."""

    def __init__(self, root, task="segm", subset="trainval", target_labels=None, preload=True):
        assert task == "segm"
        base = os.path.join(root, "VOCdevkit", "VOC2012")
        with open(os.path.join(base, "ImageSets", "Segmentation", subset + ".txt")) as f:
            names = f.read().split()
        targets = [target_labels] if isinstance(target_labels, str) else target_labels
        classes = VOC
        if targets:
            classes = ["background"] + targets
            keep = set()
            for t in targets:
                with open(os.path.join(base, "ImageSets", "Main", f"{t}_{subset}.txt")) as f:
                    keep |= {line.split()[0] for line in f if line.split() and int(line.split()[1]) > 0}
            names = [n for n in names if n in keep]
        self.base, self.samples = base, names
        self.colors = [voc_color(VOC.index(c)) for c in classes]
        self.task = Task("segm", "image", "label_map", classes, dontcare=255)

    def load(self, i):
        name = self.samples[i]
        image = cv2.cvtColor(cv2.imread(os.path.join(self.base, "JPEGImages", name + ".jpg")), cv2.COLOR_BGR2RGB)
        colors = cv2.cvtColor(cv2.imread(os.path.join(self.base, "SegmentationClass", name + ".png")), cv2.COLOR_BGR2RGB)
        labels = np.full(colors.shape[:2], 255, np.uint8)
        for index, color in enumerate(self.colors):
            labels[(colors == color).all(-1)] = index
        return {"name": name, "image": image, "label_map": labels, "idx": i}


class Boxes:
    """The boxes of an image, as torchvision's detectors take them."""

    def __init__(self, boxes, labels):
        self.target = {"boxes": torch.tensor(boxes, dtype=torch.float32), "labels": torch.tensor(labels)}


class VocBoxes:
    def __init__(self, root, task="detect", subset="trainval", preload=True):
        self.base = os.path.join(root, "VOCdevkit", "VOC2012")
        with open(os.path.join(self.base, "ImageSets", "Main", subset + ".txt")) as f:
            found = [(n, self.objects(n)) for n in f.read().split()]
        self.samples = [(n, boxes) for n, boxes in found if boxes]
        self.task = Task("detect", "image", "bboxes", VOC)

    def objects(self, name):
        tree = xml.etree.ElementTree.parse(os.path.join(self.base, "Annotations", name + ".xml"))
        return [([int(o.find("bndbox").find(side).text) for side in ("xmin", "ymin", "xmax", "ymax")], VOC.index(o.find("name").text))
                for o in tree.iter("object") if o.findtext("difficult", "0") == "0"]

    def load(self, i):
        name, objects = self.samples[i]
        image = cv2.cvtColor(cv2.imread(os.path.join(self.base, "JPEGImages", name + ".jpg")), cv2.COLOR_BGR2RGB)
        return {"name": name, "image": image, "bboxes": Boxes([b for b, _ in objects], [c for _, c in objects]), "idx": i}


def pascal_voc(task="segm", **params):
    return (VocBoxes if task == "detect" else PascalVoc)(task=task, **params)


def voc_color(index):
    color, shift = [0, 0, 0], 7
    while index:
        color = [c | ((index >> b) & 1) << shift for b, c in enumerate(color)]
        index, shift = index >> 3, shift - 1
    return color


PARSERS = {"thelper.data.ImageFolderDataset": ImageFolder, "torchvision.datasets.ImageFolder": TorchvisionFolder, "thelper.data.FileListDataset": FileList,
           "thelper.data.SuperResFolderDataset": SuperResFolder, "thelper.data.PASCALVOC": pascal_voc}


def collate(batch):
    first = batch[0]
    if isinstance(first, dict):
        return {k: collate([s[k] for s in batch]) for k in first}
    if isinstance(first, Boxes):
        return [b.target for b in batch]
    if isinstance(first, torch.Tensor):
        return torch.stack(batch)
    if isinstance(first, np.ndarray):
        return torch.stack([torch.from_numpy(x) for x in batch])
    if isinstance(first, str):
        return batch
    if isinstance(first, (int, float)):
        return torch.tensor(batch)
    return [collate(list(x)) for x in zip(*batch)]


# ---- split --------------------------------------------------------------------------------------------------------

def usage(config, sizes):
    """The shares of train, valid and test by data set; sums above 1 are scaled to 1."""
    shares = {s: dict(config.get(s + "_split", {})) for s in ("train", "valid", "test")}
    for name in sizes:
        total = sum(shares[s].get(name, 0) for s in shares)
        if total > 1:
            for s in shares:
                if name in shares[s]:
                    shares[s][name] /= total
    return shares


def raw_split(lists, shares, shuffle, seeds):
    """lists: data set -> indices. Returns set -> data set -> indices."""
    lists = {n: list(v) for n, v in lists.items()}
    offsets, out = {n: 0 for n in lists}, {"train": {}, "valid": {}, "test": {}}

    def take(which):
        for n, v in lists.items():
            if n in shares[which]:
                count = min(round(shares[which][n] * len(v)), len(v) - offsets[n])
                out[which][n] = v[offsets[n]:offsets[n] + count]
                offsets[n] += count

    if shuffle:
        np.random.seed(seeds["test"])
        for v in lists.values():
            np.random.shuffle(v)
    take("test")
    if shuffle:
        np.random.seed(seeds["valid"])
        for n, v in lists.items():
            tail = v[offsets[n]:]
            np.random.shuffle(tail)
            v[offsets[n]:] = tail
    take("valid")
    take("train")
    return out


def split(datasets, task, config, seeds, shuffle):
    shares = usage(config, datasets)
    shared = any(sum(n in shares[s] for s in shares) > 1 for n in datasets)
    skip = any(config.get(k) for k in ("skip_balancing", "skip_class_balancing", "skip_rebalancing", "skip_class_rebalancing"))
    if task.kind != "classif" or skip or not shared:
        return raw_split({n: range(len(d.samples)) for n, d in datasets.items()}, shares, shuffle, seeds), None
    labels = {n: [d.label(i) for i in range(len(d.samples))] for n, d in datasets.items()}
    has = (lambda label, c: c in label) if task.multi_label else (lambda label, c: c == label)
    groups = {c: {n: [i for i, x in enumerate(v) if has(x, c)] for n, v in labels.items()} for c in task.names}
    groups["<unset>"] = {n: [i for i, x in enumerate(v) if x is None or task.multi_label and not x] for n, v in labels.items()}
    out = {s: {n: [] for n in shares[s]} for s in shares}
    used = {n: set() for n in datasets}
    for c in sorted(groups, key=lambda c: sum(len(v) for v in groups[c].values())):
        lists = {n: [i for i in v if not (task.multi_label and i in used[n])] for n, v in groups[c].items()}
        for s, parts in raw_split(lists, shares, shuffle, seeds).items():
            for n, v in parts.items():
                out[s][n] += v
        for n, v in lists.items():
            used[n] |= set(v)
    return out, labels


# ---- samplers and loaders -----------------------------------------------------------------------------------------

def class_weights(counts, stype, maxw=float("inf"), minw=0.0, norm=True, invmax=False):
    total = sum(counts.values())
    if stype == "uniform":
        w = {c: 1 / len(counts) for c in counts}
    elif stype in ("linear", "root"):
        w = {c: n / total for c, n in counts.items()}
    else:
        w = {c: (n / total) ** (1 / float(stype[4:])) for c, n in counts.items()}
    if invmax:
        top = max(w.values())
        w = {c: top / max(x, 1e-6) for c, x in w.items()}
    w = {c: min(max(x, minw), maxw) for c, x in w.items()}
    if norm:
        total = sum(w.values())
        w = {c: x / total for c, x in w.items()}
    return w


def permuted(items):
    return [items[i] for i in torch.randperm(len(items)).tolist()]


def repeat(items, count):
    out = []
    while len(out) < count:
        out += permuted(items)[:count - len(out)]
    return out


class Sampler:
    def __init__(self, kind, indices, labels, scale, seed, params):
        self.kind, self.indices, self.seed, self.params = kind, indices, seed, params
        self.labels, self.total = labels, round(len(indices) * scale)
        self.groups = OrderedDict()
        for i, label in zip(indices, labels if params or kind.startswith("Weighted") else []):
            self.groups.setdefault(label, []).append(i)

    def __len__(self):
        if self.kind == "FixedWeightSubsetSampler":
            return sum(round(self.params["weights"][c] * len(g)) for c, g in self.groups.items())
        return self.total

    def draw(self, epoch):
        if self.kind == "SubsetSequentialSampler":
            return list(self.indices)
        state = torch.get_rng_state()
        torch.manual_seed(self.seed + epoch)
        out = self._draw()
        torch.set_rng_state(state)
        return out

    def _draw(self):
        if self.kind == "SubsetRandomSampler":
            return permuted(repeat(self.indices, self.total))
        if self.kind == "FixedWeightSubsetSampler":
            return [i for c, g in self.groups.items() for i in repeat(g, round(self.params["weights"][c] * len(g)))]
        stype = self.params.get("stype", "uniform")
        if stype == "random":
            weights = torch.tensor([1.0 / len(self.groups[c]) for c in self.labels], dtype=torch.float64)
            return [self.indices[i] for i in torch.multinomial(weights, self.total, replacement=True).tolist()]
        counts = {c: len(g) for c, g in self.groups.items()}
        weights = class_weights(counts, stype)
        shares = {c: int(self.total * weights[c]) for c in counts}
        shares[max(counts, key=counts.get)] += self.total - sum(shares.values())
        return permuted([i for c, g in self.groups.items() for i in repeat(g, shares[c])])


AUGMENTS = {"train": ["augments", "trainvalid_augments", "train_augments"],
            "valid": ["augments", "trainvalid_augments", "eval_augments", "validtest_augments", "valid_augments"],
            "test": ["augments", "eval_augments", "validtest_augments", "test_augments"]}


class Loader:
    """One set: batches of an epoch, as the original's loader without workers makes them."""

    def __init__(self, parts, sampler, batch_size, drop_last, torch_seed):
        self.parts, self.sampler, self.batch_size, self.drop_last, self.seed = parts, sampler, batch_size, drop_last, torch_seed

    def __len__(self):
        n = len(self.sampler)
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)

    def datasets(self):
        return [d for d, _ in self.parts]

    def get(self, index):
        for dataset, stages in self.parts:
            if index < len(dataset.samples):
                return apply_stages(stages, dataset.load(index))
            index -= len(dataset.samples)

    def batches(self, epoch):
        torch.manual_seed(self.seed + epoch)
        torch.empty((), dtype=torch.int64).random_()  # the base seed of PyTorch's iterator
        order = self.sampler.draw(epoch)
        for b in range(len(self)):
            yield collate([self.get(i) for i in order[b * self.batch_size:(b + 1) * self.batch_size]])


def create_loaders(config):
    """Returns the task, the split by data set, and the loaders by set (None where empty). Seeds torch."""
    c = config["loaders"]
    seeds = {"test": c["test_seed"], "valid": c["valid_seed"]}
    torch.manual_seed(c["torch_seed"])
    datasets, stages = OrderedDict(), {}
    for name, d in config["datasets"].items():
        datasets[name] = PARSERS[d["type"]](**d.get("params", {}), **({"task": d["task"]} if "task" in d else {}))
        stages[name] = d.get("transforms", []) + c.get("base_transforms", [])
    task = None
    for d in datasets.values():
        task = task.merged(d.task) if task else d.task
    shuffle = {s: c.get("shuffle", c.get(s + "_shuffle", s == "train")) for s in ("train", "valid", "test")}
    indices, labels = split(datasets, task, c, seeds, any(shuffle.values()))
    loaders = {}
    for s in ("train", "valid", "test"):
        augments = next((c[k] for k in AUGMENTS[s] if k in c), {"transforms": []})
        append = augments.get("append", False)
        parts, all_indices, all_labels, offset = [], [], [], 0
        for n, d in datasets.items():
            chosen = indices[s].get(n, [])
            if chosen:
                own = stages[n]
                parts.append((d, own + augments["transforms"] if append else augments["transforms"] + own))
                all_indices += [i + offset for i in chosen]
                all_labels += [labels[n][i] if labels else None for i in chosen]
                offset += len(d.samples)
        if not all_indices:
            loaders[s] = None
            continue
        sampler = c.get("sampler", c.get(s + "_sampler"))
        scale = float(c.get(s + "_scale", 1.0))
        kind = sampler["type"].split(".")[-1] if sampler else "SubsetRandomSampler" if shuffle[s] else "SubsetSequentialSampler"
        params = dict(sampler.get("params", {})) if sampler else {}
        scale = params.get("scale", scale)
        loaders[s] = Loader(parts, Sampler(kind, all_indices, all_labels, scale, c["torch_seed"], params),
                            c.get("batch_size", c.get(s + "_batch_size", 1)), c.get("drop_last", False), c["torch_seed"])
    return task, datasets, indices, loaders
