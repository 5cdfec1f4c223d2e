#!/usr/bin/python3
"""Reference values of COCO's average precision of masks and of key points, from their definitions with numpy: pycocotools' COCOeval for iouType segm and keypoints.

Usage: /usr/bin/python3 tools/golden/metrics_shapes.py > tests/Thelper.Tests/Golden/metrics/shapes.json

Masks are compared pixel by pixel, key points by the similarity of https://cocodataset.org/#keypoints-eval. Masks are ellipses, which the tests draw again.
"""

import pins  # first: the libraries read these settings when they are loaded
import json
import sys

import numpy as np

import metrics_boxes
from metrics_boxes import coco, coco_curves, mean

rng = np.random.default_rng(11)
SIZE = 120
SIGMAS = [0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089]


def ellipse(o):
    """The pixels whose middles lie in an ellipse: x, y, half width, half height."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    return ((x - o[0]) / o[2]) ** 2 + ((y - o[1]) / o[3]) ** 2 <= 1


class Masks:
    limits = metrics_boxes.LIMITS
    passes = staticmethod(lambda o: False)

    @staticmethod
    def true_area(o):
        return int(ellipse(o).sum())

    found_area = true_area

    @staticmethod
    def like(found, truth, crowd):
        a, b = ellipse(found), ellipse(truth)
        both = int((a & b).sum())
        return both / int(a.sum() if crowd else (a | b).sum()) if both else 0.0


class Points:
    """Objects are (box, area, points of x, y, visibility)."""
    limits = (20,)
    passes = staticmethod(lambda o: not any(v > 0 for _, _, v in o[2]))
    true_area = staticmethod(lambda o: o[1])

    @staticmethod
    def found_area(o):
        xs, ys = [p[0] for p in o[2]], [p[1] for p in o[2]]
        return (max(xs) - min(xs)) * (max(ys) - min(ys))

    @staticmethod
    def like(found, truth, crowd):
        g, d = np.array(truth[2], float), np.array(found[2], float)
        variances = (np.array(SIGMAS) * 2) ** 2
        seen = g[:, 2] > 0
        if seen.any():
            dx, dy = d[:, 0] - g[:, 0], d[:, 1] - g[:, 1]
        else:
            left, top, w, h = truth[0][0], truth[0][1], truth[0][2] - truth[0][0], truth[0][3] - truth[0][1]
            zero = np.zeros(len(d))
            dx = np.maximum(zero, left - w - d[:, 0]) + np.maximum(zero, d[:, 0] - (left + 2 * w))
            dy = np.maximum(zero, top - h - d[:, 1]) + np.maximum(zero, d[:, 1] - (top + 2 * h))
        e = (dx ** 2 + dy ** 2) / variances / (truth[1] + np.spacing(1)) / 2
        return float(np.exp(-(e[seen] if seen.any() else e)).mean())


def keypoints(found, truth, images, labels):
    precision, recall = coco_curves(found, truth, images, labels, Points)
    P = lambda name, rows=slice(None): mean(np.concatenate([precision[c, name, 20][rows].ravel() for c in labels]))
    R = lambda name, rows=slice(None): mean(np.concatenate([recall[c, name, 20][rows].ravel() for c in labels]))
    return {"AP": P("all"), "AP50": P("all", slice(0, 1)), "AP75": P("all", slice(5, 6)), "APm": P("medium"), "APl": P("large"),
            "AR": R("all"), "AR50": R("all", slice(0, 1)), "AR75": R("all", slice(5, 6)), "ARm": R("medium"), "ARl": R("large")}


def rounded(values, digits=3):
    return [float(round(float(v), digits)) for v in values]


def draw_masks(images, labels, crowd=0.0):
    found, truth = [], []
    for image in range(images):
        for _ in range(int(rng.integers(1, 6))):
            o = rounded([*rng.uniform(10, SIZE - 10, 2), *np.exp(rng.uniform(np.log(4), np.log(60), 2))])
            label = int(rng.integers(0, labels))
            truth.append((image, label, o, bool(rng.random() < crowd)))
            for _ in range(int(rng.integers(0, 3))):
                found.append((image, label, float(round(rng.beta(3, 2), 2)), rounded([*(np.array(o[:2]) + rng.normal(size=2) * 2), *(np.array(o[2:]) * np.exp(rng.normal(size=2) * 0.1))])))
        found.append((image, int(rng.integers(0, labels)), float(round(rng.beta(2, 4), 2)), rounded([*rng.uniform(10, SIZE - 10, 2), *rng.uniform(4, 40, 2)])))
    return found, truth


def draw_points(images, each, unlabelled=0.1, crowd=0.0):
    found, truth = [], []
    for image in range(images):
        for _ in range(int(rng.integers(1, each + 1))):
            w, h = np.exp(rng.uniform(np.log(20), np.log(200), 2))
            x, y = rng.uniform(0, 200, 2)
            box = rounded([x, y, x + w, y + h])
            hidden = rng.random() < unlabelled
            points = [[*rounded([rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])], 1), 0 if hidden else int(rng.integers(0, 3))] for _ in SIGMAS]
            truth.append((image, 0, [box, float(round(w * h * 0.6, 2)), points], bool(rng.random() < crowd)))
            for _ in range(int(rng.integers(0, 3))):
                noise = rng.choice([1.0, 4.0, 12.0])
                moved = [[*rounded(np.array(p[:2]) + rng.normal(size=2) * noise, 1), 2] for p in points]
                found.append((image, 0, float(round(rng.beta(3, 2), 2)), [box, 0, moved]))
    return found, truth


if __name__ == "__main__":
    masks, points = [], []
    for name, arguments in {"random": (6, 2), "crowds": (5, 1, 0.5)}.items():
        found, truth = draw_masks(*arguments)
        masks.append({"name": name, "images": arguments[0], "labels": arguments[1], "found": [[i, c, s, *o] for i, c, s, o in found], "truth": [[i, c, *o, int(k)] for i, c, o, k in truth],
                      "coco": coco(found, truth, range(arguments[0]), range(arguments[1]), Masks)})
    for name, arguments in {"random": (8, 5), "unlabelled": (5, 4, 0.6), "crowds": (5, 4, 0.1, 0.4), "more than twenty": (1, 30)}.items():
        found, truth = draw_points(*arguments)
        flat = lambda o: [*o[0], o[1], *[v for p in o[2] for v in p]]
        points.append({"name": name, "images": arguments[0], "labels": 1, "found": [[i, c, s, *flat(o)] for i, c, s, o in found], "truth": [[i, c, *flat(o), int(k)] for i, c, o, k in truth],
                       "coco": keypoints(found, truth, range(arguments[0]), range(1))})
    json.dump({"masks": masks, "points": points}, sys.stdout, separators=(",", ":"))
