#!/usr/bin/python3
"""Reference values of segmentation and image metrics: intersection over union and Dice with numpy, structural similarity with scipy's Gaussian filter.

Usage: /usr/bin/python3 tools/golden/metrics_maps.py > tests/Thelper.Tests/Golden/metrics/maps.json

Structural similarity is that of Wang et al. (2004) as scikit-image computes it with gaussian_weights=True, sigma=1.5 and use_sample_covariance=False:
means over the positions where the 11 x 11 window lies within the image.
"""

import pins  # first: the libraries read these settings when they are loaded
import json
import sys

import numpy as np
import scipy.ndimage
import sklearn.metrics

rng = np.random.default_rng(9)


def overlaps(truth, predicted, label, ignored):
    t, p = truth == label, predicted == label
    if ignored is not None:
        t, p = t & (predicted != ignored), p & (truth != ignored)
    return int(np.sum(t & p)), int(np.sum(t)) + int(np.sum(p))


def scores(truth, predicted, classes, ignored, together):
    iou, dice, dice_present = [], [], []
    groups = [(truth, predicted)] if together else list(zip(truth, predicted))
    for label in range(classes):
        areas = [overlaps(t, p, label, ignored) for t, p in groups]
        iou.append(np.mean([both / (total - both) if total else 0.0 for both, total in areas]))
        dice.append(np.mean([2 * both / total if total else 0.0 for both, total in areas]))
        present = [2 * both / total for both, total in areas if total]
        if present:
            dice_present.append(np.mean(present))
    return {"iou": [float(v) for v in iou], "miou": float(np.mean(iou)), "dice": [float(v) for v in dice], "mdice": float(np.mean(dice)),
            "mdice_present": float(np.mean(dice_present)) if dice_present else 0.0}


def map_case(name, truth, predicted, classes, ignored):
    out = {"name": name, "shape": list(truth.shape), "classes": classes, "ignored": ignored, "truth": truth.ravel().tolist(), "predicted": predicted.ravel().tolist(),
           "global": scores(truth, predicted, classes, ignored, True), "each": scores(truth, predicted, classes, ignored, False)}
    counted = truth.ravel() != ignored if ignored is not None else np.ones(truth.size, bool)
    t, p = truth.ravel()[counted], predicted.ravel()[counted]
    if len(t) and np.all((t >= 0) & (t < classes)):
        out["confusion"] = sklearn.metrics.confusion_matrix(t, p, labels=list(range(classes))).ravel().tolist()
        out["jaccard"] = float(sklearn.metrics.jaccard_score(t, p, labels=list(range(classes)), average="macro", zero_division=0))
        out["f1"] = float(sklearn.metrics.f1_score(t, p, labels=list(range(classes)), average="macro", zero_division=0))
    return out


def ssim(x, y, data_range):
    blur = lambda image: scipy.ndimage.gaussian_filter(image, 1.5, truncate=3.5)
    x, y = x.astype(np.float64), y.astype(np.float64)
    ux, uy = blur(x), blur(y)
    vx, vy, vxy = blur(x * x) - ux * ux, blur(y * y) - uy * uy, blur(x * y) - ux * uy
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    s = ((2 * ux * uy + c1) * (2 * vxy + c2)) / ((ux ** 2 + uy ** 2 + c1) * (vx + vy + c2))
    return float(np.mean(s[5:-5, 5:-5]))


def ssim_case(name, x, y, data_range):
    x, y = x.astype(np.float32), y.astype(np.float32)
    flat = lambda a: a.reshape(-1, *a.shape[-2:])
    return {"name": name, "shape": list(x.shape), "range": data_range, "x": [round(float(v), 9) for v in x.ravel()], "y": [round(float(v), 9) for v in y.ravel()],
            "value": float(np.mean([ssim(a, b, data_range) for a, b in zip(flat(x), flat(y))]))}


def noisy(truth, classes, skill):
    return np.where(rng.random(truth.shape) < skill, np.clip(truth, 0, classes - 1), rng.integers(0, classes, truth.shape))


random = rng.integers(0, 4, (3, 6, 7))
holes = np.where(rng.random(random.shape) < 0.2, 255, random)
below = np.where(rng.random(random.shape) < 0.3, -1, random)
picture = rng.random((1, 1, 16, 19))
maps = [
    map_case("random", random, noisy(random, 4, 0.6), 4, None),
    map_case("ignored 255", holes, noisy(holes, 4, 0.7), 4, 255),
    map_case("ignored -1", below, noisy(below, 4, 0.7), 4, -1),
    map_case("unknown labels", np.where(holes == 255, 9, holes), noisy(random, 4, 0.5), 4, None),
    map_case("all ignored", np.full((2, 3, 3), 255), rng.integers(0, 3, (2, 3, 3)), 3, 255),
    map_case("one class", np.zeros((2, 3, 3), int), np.zeros((2, 3, 3), int), 1, None),
    map_case("absent class", rng.integers(0, 2, (2, 4, 4)), rng.integers(0, 2, (2, 4, 4)), 5, None),
    map_case("never right", np.zeros((2, 3, 3), int), np.ones((2, 3, 3), int), 2, None),
]
images = [
    ssim_case("random", rng.random((2, 3, 17, 14)).round(4), rng.random((2, 3, 17, 14)).round(4), 1.0),
    ssim_case("close", picture.round(4), np.clip(picture + rng.normal(size=picture.shape) * 0.05, 0, 1).round(4), 1.0),
    ssim_case("bytes", rng.integers(0, 256, (1, 1, 12, 30)), rng.integers(0, 256, (1, 1, 12, 30)), 255.0),
    ssim_case("smallest", rng.random((1, 2, 11, 11)).round(4), rng.random((1, 2, 11, 11)).round(4), 1.0),
    ssim_case("equal", picture.round(4), picture.round(4), 1.0),
    ssim_case("constant", np.full((1, 1, 12, 12), 0.5), np.full((1, 1, 12, 12), 0.25), 1.0),
]
json.dump({"maps": maps, "images": images}, sys.stdout, separators=(",", ":"))
