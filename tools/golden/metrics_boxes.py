#!/usr/bin/python3
"""Reference values of detection metrics: PASCAL VOC's and COCO's average precision, written here from their definitions with numpy.

Usage: /usr/bin/python3 tools/golden/metrics_boxes.py > tests/Thelper.Tests/Golden/metrics/boxes.json

PASCAL VOC: predictions of a class, best first, each claim the true box of their image that they overlap most; a second claim is wrong. COCO: the
definition of pycocotools' COCOeval for boxes, with the area of a box in place of the area of its segmentation.
"""

import pins  # first: the libraries read these settings when they are loaded
import json
import sys

import numpy as np

rng = np.random.default_rng(5)


def iou(a, b, crowd=False):
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    area_a, area_b = (a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])
    return w * h / (area_a if crowd else area_a + area_b - w * h)


def average_precision(precision, recall, method):
    if method == "11-points":
        return sum(max([p for p, r in zip(precision, recall) if r >= t], default=0.0) for t in np.linspace(0, 1, 11)) / 11
    p, r = np.concatenate([[0], precision, [0]]), np.concatenate([[0], recall, [1]])
    p = np.maximum.accumulate(p[::-1])[::-1]
    step = np.where(r[1:] != r[:-1])[0] + 1
    return float(np.sum((r[step] - r[step - 1]) * p[step]))


def voc(found, truth, label, threshold, method):
    """found: (image, label, score, box), truth: (image, label, box, crowd)."""
    found = sorted((f for f in found if f[1] == label), key=lambda f: -f[2])
    truth = [t for t in truth if t[1] == label]
    claimed, hits = set(), []
    for image, _, _, box in found:
        best, overlap = None, 0.0
        for i, t in enumerate(truth):
            if t[0] == image and iou(t[2], box) > overlap:
                best, overlap = i, iou(t[2], box)
        hits.append(overlap >= threshold and best not in claimed)
        if overlap >= threshold:
            claimed.add(best)
    tp = np.cumsum(hits)
    precision = tp / (np.arange(len(tp)) + 1)
    recall = tp / len(truth) if truth else np.zeros(len(tp))
    return {"ap": average_precision(precision.tolist(), recall.tolist(), method), "positives": len(truth), "tp": int(sum(hits)), "fp": len(hits) - int(sum(hits)),
            "precision": precision.tolist(), "recall": recall.tolist()}


THRESHOLDS = np.linspace(.5, .95, 10)
RECALLS = np.linspace(0, 1, 101)
AREAS = {"all": (0, 1e10), "small": (0, 32 ** 2), "medium": (32 ** 2, 96 ** 2), "large": (96 ** 2, 1e10)}
LIMITS = (1, 10, 100)


class Boxes:
    """What is compared; metrics_shapes.py has others."""
    limits = LIMITS
    like = staticmethod(iou)
    true_area = found_area = staticmethod(lambda b: (b[2] - b[0]) * (b[3] - b[1]))
    passes = staticmethod(lambda b: False)


def coco_image(found, truth, low, high, measure):
    """Scores, matched (thresholds x found), ignored (thresholds x found) and the ignored truth of one image, class and range of areas."""
    ignore = np.array([int(crowd or measure.passes(box) or measure.true_area(box) < low or measure.true_area(box) > high) for box, crowd in truth], int)
    order = np.argsort(ignore, kind="mergesort")
    truth, ignore = [truth[i] for i in order], ignore[order]
    found = [found[i] for i in np.argsort([-score for score, _ in found], kind="mergesort")[:measure.limits[-1]]]
    claimed = np.zeros((len(THRESHOLDS), len(truth)), bool)
    matched, ignored = np.zeros((len(THRESHOLDS), len(found)), bool), np.zeros((len(THRESHOLDS), len(found)), bool)
    for ti, threshold in enumerate(THRESHOLDS):
        for fi, (_, box) in enumerate(found):
            best, place = min(threshold, 1 - 1e-10), -1
            for gi, (true_box, crowd) in enumerate(truth):
                if claimed[ti, gi] and not crowd:
                    continue
                if place > -1 and ignore[place] == 0 and ignore[gi] == 1:
                    break
                overlap = measure.like(box, true_box, crowd)
                if overlap < best:
                    continue
                best, place = overlap, gi
            if place > -1:
                matched[ti, fi], ignored[ti, fi], claimed[ti, place] = True, bool(ignore[place]), True
    outside = np.array([measure.found_area(box) < low or measure.found_area(box) > high for _, box in found], bool).reshape(1, -1)
    ignored |= ~matched & outside
    return [score for score, _ in found], matched, ignored, ignore


def coco_curves(found, truth, images, labels, measure):
    """Precision and recall by class, range of areas and number of predictions."""
    precision = {}
    recall = {}
    for label in labels:
        for name, (low, high) in AREAS.items():
            parts = []
            for image in images:
                f = [(s, b) for i, c, s, b in found if i == image and c == label]
                t = [(b, crowd) for i, c, b, crowd in truth if i == image and c == label]
                if f or t:
                    parts.append(coco_image(f, t, low, high, measure))
            for limit in measure.limits:
                p, r = -np.ones((len(THRESHOLDS), len(RECALLS))), -np.ones(len(THRESHOLDS))
                positives = sum(int(np.sum(part[3] == 0)) for part in parts)
                if parts and positives:
                    order = np.argsort(-np.concatenate([np.array(part[0][:limit], float) for part in parts]), kind="mergesort")
                    matched = np.concatenate([part[1][:, :limit] for part in parts], axis=1)[:, order]
                    ignored = np.concatenate([part[2][:, :limit] for part in parts], axis=1)[:, order]
                    for ti in range(len(THRESHOLDS)):
                        tp, fp = np.cumsum(matched[ti] & ~ignored[ti]).astype(float), np.cumsum(~matched[ti] & ~ignored[ti]).astype(float)
                        rc, pr = tp / positives, tp / (fp + tp + np.spacing(1))
                        r[ti] = rc[-1] if len(rc) else 0
                        pr = np.maximum.accumulate(pr[::-1])[::-1]
                        where = np.searchsorted(rc, RECALLS, side="left")
                        p[ti] = [pr[i] if i < len(pr) else 0.0 for i in where]
                precision[label, name, limit], recall[label, name, limit] = p, r
    return precision, recall


def mean(values):
    return float(np.mean(values[values > -1])) if np.any(values > -1) else -1.0


def coco(found, truth, images, labels, measure=Boxes):
    precision, recall = coco_curves(found, truth, images, labels, measure)
    P = lambda name, rows=slice(None): mean(np.concatenate([precision[c, name, 100][rows].ravel() for c in labels]))
    R = lambda name, limit: mean(np.concatenate([recall[c, name, limit] for c in labels]))
    return {"AP": P("all"), "AP50": P("all", slice(0, 1)), "AP75": P("all", slice(5, 6)), "APs": P("small"), "APm": P("medium"), "APl": P("large"),
            "AR1": R("all", 1), "AR10": R("all", 10), "AR100": R("all", 100), "ARs": R("small", 100), "ARm": R("medium", 100), "ARl": R("large", 100)}


def draw(images, labels, true_each, found_each, size=160, digits=2, noise=4.0, crowd=0.0, skill=0.8):
    found, truth = [], []
    for image in range(images):
        for _ in range(int(rng.integers(0, true_each + 1))):
            w, h = np.exp(rng.uniform(np.log(6), np.log(140), 2))
            x, y = rng.uniform(0, size, 2)
            box = [float(round(v, 3)) for v in (x, y, x + w, y + h)]
            label = int(rng.integers(0, labels))
            truth.append((image, label, box, bool(rng.random() < crowd)))
            if rng.random() < skill:
                for _ in range(int(rng.integers(1, 3))):
                    moved = np.array(box) + rng.normal(size=4) * noise
                    moved[2:] = np.maximum(moved[2:], moved[:2] + 1)
                    found.append((image, label if rng.random() < 0.85 else int(rng.integers(0, labels)), float(round(rng.beta(3, 2), digits)), [float(round(v, 3)) for v in moved]))
        for _ in range(int(rng.integers(0, found_each + 1))):
            x, y, w, h = rng.uniform(0, size), rng.uniform(0, size), rng.uniform(4, 120), rng.uniform(4, 120)
            found.append((image, int(rng.integers(0, labels)), float(round(rng.beta(2, 4), digits)), [float(round(v, 3)) for v in (x, y, x + w, y + h)]))
    order = rng.permutation(len(found))
    return [found[i] for i in sorted(order, key=lambda i: found[i][0])], truth


def case(name, found, truth, images, labels):
    return {"name": name, "images": images, "labels": labels,
            "found": [[i, c, s, *b] for i, c, s, b in found], "truth": [[i, c, *b, int(crowd)] for i, c, b, crowd in truth],
            "voc": [{"label": c, "threshold": t, "method": m, **voc(found, truth, c, t, m)} for c in range(labels) for t, m in ((.5, "all-points"), (.3, "11-points"), (1.0, "all-points"))],
            "coco": coco(found, truth, range(images), range(labels))}


if __name__ == "__main__":
    cases = [
        case("random", *draw(12, 3, 5, 3), 12, 3),
        case("many", *draw(3, 2, 70, 90, size=900), 3, 2),
        case("more than a hundred", *draw(1, 1, 40, 300, size=400), 1, 1),
        case("ties", *draw(8, 2, 6, 4, digits=1, noise=1.0), 8, 2),
        case("all tied", *[([(i, c, 0.5, b) for i, c, s, b in f], t) for f, t in [draw(5, 2, 6, 3)]][0], 5, 2),
        case("crowds", *draw(10, 2, 6, 4, crowd=0.4), 10, 2),
        case("only crowds", *draw(4, 1, 4, 2, crowd=1.1), 4, 1),
        case("one class", *draw(6, 1, 4, 2), 6, 1),
        case("no truth", draw(3, 2, 0, 4)[0], [], 3, 2),
        case("no prediction", [], draw(3, 2, 4, 0)[1], 3, 2),
        case("nothing", [], [], 2, 2),
        case("perfect", *[([(i, c, 0.9, b) for i, c, b, _ in t], t) for f, t in [draw(4, 2, 5, 0)]][0], 4, 2),
        case("doubled truth", *[(f, [x for x in t for _ in range(2)]) for f, t in [draw(4, 2, 4, 2, noise=2.0)]][0], 4, 2),
    ]
    json.dump({"cases": cases}, sys.stdout, separators=(",", ":"))
