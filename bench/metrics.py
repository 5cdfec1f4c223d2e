#!/usr/bin/python3
"""Times metrics over much data here and with numpy or scikit-learn, in turn, and prints a table.

usage: bench/metrics.py [--rounds N] [--only NAME]
       bench/metrics.py --worker CASE THREADS        (Python's side of one case, as bench/worker.py)
Needs a built bench/Thelper.Bench and the Python that has numpy and scikit-learn. Both sides make the same data and must find the same value.
"""
import argparse
import json
import os
import statistics
import sys
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "metrics.py"), "--worker"]
TARGET = 0.2
# Reading eight bytes for each label takes longer than counting it.
OTHER_TARGETS = {"metric-confusion-long": 0.5}
CASES = {
    "metric-confusion": "confusion matrix, 100 M pixels of uint8 (numpy.bincount)",
    "metric-confusion-long": "confusion matrix, 100 M pixels of int64 (numpy.bincount)",
    "metric-iou": "IoU of 21 classes, 100 M pixels (numpy masks)",
    "metric-voc": "VOC AP, 5000 images x 100 boxes (numpy)",
    "metric-coco": "COCO AP, 5000 images x 100 boxes (numpy)",
    "metric-roc": "area under ROC, 10 M scores (scikit-learn)",
}


def draw(np, numbers, stream):
    with np.errstate(over="ignore"):
        x = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(stream) * np.uint64(0xD1B54A32D192ED03)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> np.uint64(31))) >> np.uint64(11)) / 9007199254740992.0


def masks(np, dtype):
    y, x = np.arange(10_000)[:, None], np.arange(10_000)[None, :]
    truth = ((x // 37 + y // 23) % 21).astype(dtype)
    truth[:50], truth[:, :50] = 255, 255
    return truth, (((x + 5) // 37 + (y + 3) // 23) % 21).astype(dtype)


def confusion(np, dtype):
    truth, predicted = (mask.ravel() for mask in masks(np, dtype))

    def step():
        # Ignored pixels come behind the classes.
        counts = np.bincount(truth.astype(np.int64, copy=False) * 21 + predicted)[:21 * 21].reshape(21, 21)
        return counts[3, 3] + counts[3, 4] / 1e9
    return step


def mask_iou(np):
    truth, predicted = masks(np, np.uint8)

    def step():
        values, counted = [], truth != 255
        for label in range(21):
            a, b = truth == label, (predicted == label) & counted
            values.append(np.count_nonzero(a & b) / np.count_nonzero(a | b))
        return float(np.mean(values))
    return step


def boxes(np):
    number = np.arange(5000 * 20)
    x, y, w, h = draw(np, number, 1) * 500, draw(np, number, 2) * 500, 5 + draw(np, number, 3) * 135, 5 + draw(np, number, 4) * 135
    truth = np.stack([x, y, x + w, y + h], 1).reshape(5000, 20, 4)
    labels = (draw(np, number, 5) * 10).astype(int).reshape(5000, 20)
    number = np.arange(5000 * 100)
    x, y, w, h = draw(np, number, 6) * 500, draw(np, number, 7) * 500, 5 + draw(np, number, 8) * 135, 5 + draw(np, number, 9) * 135
    found = np.stack([x, y, x + w, y + h], 1).reshape(5000, 100, 4)
    jitter = ((draw(np, number, 10) - 0.5) * 20).reshape(5000, 100, 1)[:, :40] * np.array([1, -1, 1, -1])
    found[:, :40] = np.tile(truth, (1, 2, 1)) + jitter
    found_labels = (draw(np, number, 11) * 10).astype(int).reshape(5000, 100)
    found_labels[:, :40] = np.tile(labels, (1, 2))
    scores = draw(np, number, 12).reshape(5000, 100)
    scores[:, 40:] *= 0.7
    return truth, labels, found, found_labels, scores


def overlaps(np, found, truth):
    low, high = np.maximum(found[:, None, :2], truth[None, :, :2]), np.minimum(found[:, None, 2:], truth[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    area = lambda b: np.prod(b[:, 2:] - b[:, :2], axis=1)
    return shared / (area(found)[:, None] + area(truth)[None] - shared)


def voc(np):
    truth, labels, found, found_labels, scores = boxes(np)

    def step():
        values = []
        for label in range(10):
            all_scores, all_hits, positives = [], [], 0
            for image in range(5000):
                mine, real = found_labels[image] == label, truth[image][labels[image] == label]
                positives += len(real)
                own = scores[image][mine]
                hits = np.zeros(len(own), bool)
                if len(own) and len(real):
                    iou = overlaps(np, found[image][mine], real)
                    best, claimed = iou.argmax(axis=1), set()
                    for i in np.argsort(-own, kind="mergesort"):
                        if iou[i, best[i]] >= 0.5 and best[i] not in claimed:
                            hits[i] = True
                            claimed.add(best[i])
                all_scores.append(own)
                all_hits.append(hits)
            hits = np.concatenate(all_hits)[np.argsort(-np.concatenate(all_scores), kind="mergesort")]
            tp = np.cumsum(hits)
            precision, recall = np.concatenate([[0], tp / (np.arange(len(tp)) + 1), [0]]), np.concatenate([[0], tp / positives, [1]])
            precision = np.maximum.accumulate(precision[::-1])[::-1]
            at = np.where(recall[1:] != recall[:-1])[0] + 1
            values.append(np.sum((recall[at] - recall[at - 1]) * precision[at]))
        return float(np.mean(values))
    return step


def coco(np):
    truth, labels, found, found_labels, scores = boxes(np)
    thresholds, recalls = np.linspace(.5, .95, 10), np.linspace(0, 1, 101)

    def step():
        values = []
        for label in range(10):
            all_scores, all_hits, positives = [], [], 0
            for image in range(5000):
                mine, real = found_labels[image] == label, truth[image][labels[image] == label]
                positives += len(real)
                own = scores[image][mine]
                order = np.argsort(-own, kind="mergesort")[:100]
                hits = np.zeros((10, len(order)), bool)
                if len(order) and len(real):
                    iou = overlaps(np, found[image][mine][order], real).tolist()
                    for t, threshold in enumerate(thresholds):
                        claimed = [False] * len(real)
                        for i, row in enumerate(iou):
                            best, place = threshold, -1
                            for j, value in enumerate(row):
                                if value >= best and not claimed[j]:
                                    best, place = value, j
                            if place >= 0:
                                hits[t, i] = claimed[place] = True
                all_scores.append(own[order])
                all_hits.append(hits)
            hits = np.concatenate(all_hits, axis=1)[:, np.argsort(-np.concatenate(all_scores), kind="mergesort")]
            for t in range(10):
                tp = np.cumsum(hits[t]).astype(float)
                recall, precision = tp / positives, tp / (np.arange(len(tp)) + 1 + np.spacing(1))
                precision = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0)
                values.append(precision[np.searchsorted(recall, recalls)].mean())
        return float(np.mean(values))
    return step


def roc(np):
    import sklearn.metrics
    number = np.arange(10_000_000)
    scores = draw(np, number, 1)
    truth = draw(np, number, 2) < scores
    return lambda: float(sklearn.metrics.roc_auc_score(truth, scores))


def worker(case, threads):
    import numpy as np
    step = {"metric-confusion": lambda: confusion(np, np.uint8), "metric-confusion-long": lambda: confusion(np, np.int64), "metric-iou": lambda: mask_iou(np),
            "metric-voc": lambda: voc(np), "metric-coco": lambda: coco(np), "metric-roc": lambda: roc(np)}[case]()
    print("ready", flush=True)
    for line in sys.stdin:
        times, value = [], 0.0
        for _ in range(int(line)):
            start = time.perf_counter()
            value = step()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"times": times, "value": value}), flush=True)


def compare(case, title, rounds):
    ours, theirs = run.Worker(run.OURS, case), run.Worker(PYTHON, case)
    ours.run(3)
    times, ratios = ([], []), []
    for i in range(rounds):
        turn = {}
        for who, steps in ((ours, 3), (theirs, 1)) if i % 2 == 0 else ((theirs, 1), (ours, 3)):
            turn[who] = who.run(steps)
        a, b = (statistics.median(turn[who]["times"]) for who in (ours, theirs))
        ratios.append(a / b)
        times[0].append(a)
        times[1].append(b)
    values = [turn[who]["value"] for who in (ours, theirs)]
    ours.close()
    theirs.close()
    ratio, target = statistics.median(ratios), OTHER_TARGETS.get(case, TARGET)
    same = abs(values[0] - values[1]) <= 1e-9 * max(1, abs(values[1]))
    print(f"{title:58} {statistics.median(times[0]):10.1f} {statistics.median(times[1]):10.1f} {ratio:6.3f} {1 / ratio:6.1f}x {target:6.2f}   "
          f"{'equal' if same else values}", flush=True)
    return ratio <= target and same


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each process per case")
    parser.add_argument("--only", help="one case alone")
    args = parser.parse_args()
    print(f"{'case (against)':58} {'thelper ms':>10} {'Python ms':>10} {'ratio':>6} {'faster':>7} {'target':>6}   values")
    held = [compare(case, title, args.rounds) for case, title in CASES.items() if args.only in (None, case)]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        main()
