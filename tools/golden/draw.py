"""Writes tests/Thelper.Tests/Golden/draw/draw.json and tests/Thelper.Imaging.Tests/Golden/histograms.json: colours, pictures and curves by
numpy, OpenCV, colorsys and scikit-learn.

Run: /usr/bin/python3 tools/golden/draw.py (needs python3-numpy, python3-opencv and python3-sklearn of Debian).
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import colorsys
import json
import os

import cv2
import numpy
import sklearn.metrics

rng = numpy.random.default_rng(7)


def array(value):
    value = numpy.ascontiguousarray(value)
    return {"type": str(value.dtype), "shape": list(value.shape), "data": base64.b64encode(value.tobytes()).decode()}


def palette(label):
    # The development kit of PASCAL VOC: VOClabelcolormap.
    color = [0, 0, 0]
    for j in range(8):
        for channel in range(3):
            color[channel] |= (label >> (3 * j + channel) & 1) << (7 - j)
    return color


def hsl():
    cases = []
    for hue in (0, 15, 60, 99, 120, 180, 217, 240, 300, 359, 360):
        for saturation in (0, 0.3, 1):
            for lightness in (0, 0.2, 0.5, 0.75, 1):
                red, green, blue = colorsys.hls_to_rgb(hue / 360, lightness, saturation)
                cases.append([hue, saturation, lightness] + [round(255 * part, 9) for part in (blue, green, red)])
    return cases


def stretch(image):
    return cv2.normalize(image, None, 0, 255, cv2.NORM_MINMAX, dtype=cv2.CV_8U)


def displayable():
    cases = []
    for dtype, channels in (("float32", 3), ("float32", 1), ("float32", 2), ("float32", 5), ("uint8", 3), ("int16", 3), ("float64", 3)):
        image = (rng.normal(size=(9, 7, channels)) * 50 + 90).clip(0, 255).astype(dtype)
        shown = image
        if channels == 2:
            shown = numpy.dstack((image, image[..., :1]))
        elif channels > 3:
            shown = image[..., :3]
        elif channels == 1:
            shown = numpy.repeat(image, 3, axis=2)
        wide = shown.astype(numpy.float64 if dtype == "float64" else numpy.float32)
        grey = wide[..., :1] if channels == 1 else cv2.cvtColor(wide.astype(numpy.float32), cv2.COLOR_RGB2GRAY)[..., None]
        cases.append({"image": array(image), "color": array(stretch(wide)), "grey": array(stretch(grey).reshape(9, 7, 1))})
    constant = numpy.full((3, 3, 3), 4.5, numpy.float32)
    cases.append({"image": array(constant), "color": array(stretch(constant)), "grey": array(numpy.zeros((3, 3, 1), numpy.uint8))})
    return cases


def heatmaps():
    cases = []
    for _ in range(3):
        values = rng.normal(size=(8, 11)).astype(numpy.float32)
        colors = cv2.applyColorMap(stretch(values), cv2.COLORMAP_JET)
        cases.append({"map": array(values), "rgb": array(cv2.cvtColor(colors, cv2.COLOR_BGR2RGB))})
    return cases


def overlays():
    cases = []
    for dontcare in (255, -1):
        labels = rng.integers(0, 4, (10, 12)).astype(numpy.int64)
        labels[rng.random(labels.shape) < 0.2] = dontcare
        image = rng.random((10, 12, 3)).astype(numpy.float32)
        grey = stretch(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
        colors = numpy.zeros((10, 12, 3), numpy.uint8)
        for label in range(4):
            colors[labels == label] = palette(label + 1)
        blended = cv2.addWeighted(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), 0.3, colors, 0.7, 0)
        cases.append({"dontcare": dontcare, "labels": array(labels), "image": array(image), "picture": array(blended)})
    return cases


def curves():
    cases = []
    for count, ties in ((40, False), (60, True), (2, False)):
        truth = rng.random(count) < 0.4
        truth[:2] = [True, False]
        scores = rng.random(count)
        scores = numpy.round(scores, 1) if ties else scores
        for weighted in (False, True):
            weights = numpy.round(rng.random(count) + 0.1, 3) if weighted else None
            precision, recall, _ = sklearn.metrics.precision_recall_curve(truth, scores, sample_weight=weights)
            cases.append({
                "truth": truth.astype(int).tolist(), "scores": scores.tolist(), "weights": [] if weights is None else weights.tolist(),
                "precision": precision.tolist(), "recall": recall.tolist(),
                "ap": float(sklearn.metrics.average_precision_score(truth, scores, sample_weight=weights)),
            })
    return cases


def histograms():
    cases = []
    for values, bins in ((rng.normal(size=300).tolist(), 50), ([3.0, 3.0], 4), ([0.0, 1.0, 2.0, 3.0, 4.0], 4)):
        counts, edges = numpy.histogram(values, bins=bins)
        cases.append({"values": values, "bins": bins, "shares": (counts / len(values)).tolist(), "edges": edges.tolist()})
    return cases


def write(project, name, content):
    folder = os.path.join(os.path.dirname(__file__), "..", "..", "tests", project, "Golden", os.path.dirname(name))
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, os.path.basename(name)), "w") as stream:
        json.dump(content, stream)


write("Thelper.Tests", "draw/draw.json", {
    "palette": [palette(label) for label in range(256)], "hsl": hsl(), "displayable": displayable(), "heatmaps": heatmaps(),
    "overlays": overlays(), "curves": curves(),
})
write("Thelper.Imaging.Tests", "histograms.json", histograms())
