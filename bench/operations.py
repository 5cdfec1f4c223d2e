#!/usr/bin/python3
"""Times operations on images of 512 x 512 pixels here and by OpenCV called directly, in turn, and prints a table.

usage: bench/operations.py [--rounds N] [--only NAME]
       bench/operations.py --worker CASE THREADS        (Python's side of one case, as bench/worker.py)
Needs a built bench/Thelper.Bench and the Python that has cv2, numpy and torchvision. OpenCV runs on one thread on both sides, as loader
threads are the parallelism. A step is ten calls.
"""
import argparse
import json
import os
import random
import statistics
import sys
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "operations.py"), "--worker"]
WARMUP, STEPS, CALLS, TARGET = 30, 5, 10, 1.1
CASES = ["resize", "resize-area", "resize-cubic-up", "resize-float", "resize-8", "affine", "affine-float", "shift", "pad", "crop-resize",
         "gray", "color", "reverse", "select", "minmax", "minmax-float", "meanstd", "totensor"]


def worker(case, threads):
    import cv2
    import numpy as np
    cv2.setNumThreads(1)
    matrix, shift = np.array([[0.9, -0.2, 15], [0.25, 1.1, -7.5]]), np.array([[1, 0, 10.5], [0, 1, -3.25]])
    channels = {"op-resize-8": 8, "op-color": 1}.get(case, 3)
    flat = (np.arange(512 * 512 * channels, dtype=np.uint64) * 2654435761 % 2**32 >> 24).astype(np.uint8)
    image = flat.reshape(512, 512, channels).astype(np.float32 if case.endswith("float") else np.uint8)
    low, scale = (1.0, 2.0, 3.0, 0.0), (199.0, 218.0, 237.0, 1.0)

    def crop_resize():
        x, y = random.randint(0, 112), random.randint(0, 112)
        return cv2.resize(image[y:y + 400, x:x + 400], (224, 224))

    def normalize(offset, divisor):
        return lambda: cv2.divide(cv2.subtract(image, offset, dtype=cv2.CV_32F), divisor)

    def select():
        result = np.empty((512, 512, 2), np.uint8)
        cv2.mixChannels([image], [result], [2, 0, 0, 1])
        return result

    def to_tensor():
        return torchvision.transforms.functional.to_tensor(image)

    if case == "op-totensor":
        import torch
        import torchvision
        torch.set_num_threads(1)
    function = {
        "op-resize": lambda: cv2.resize(image, (224, 224)),
        "op-resize-area": lambda: cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA),
        "op-resize-cubic-up": lambda: cv2.resize(image, (700, 700), interpolation=cv2.INTER_CUBIC),
        "op-resize-float": lambda: cv2.resize(image, (224, 224)),
        "op-resize-8": lambda: cv2.merge([cv2.resize(plane, (224, 224)) for plane in cv2.split(image)]),
        "op-affine": lambda: cv2.warpAffine(image, matrix, (512, 512)),
        "op-affine-float": lambda: cv2.warpAffine(image, matrix, (512, 512)),
        "op-shift": lambda: cv2.warpAffine(image, shift, (512, 512)),
        "op-pad": lambda: cv2.copyMakeBorder(image, 44, 44, 44, 44, cv2.BORDER_REFLECT_101),
        "op-crop-resize": crop_resize,
        "op-gray": lambda: cv2.cvtColor(image, cv2.COLOR_BGR2GRAY),
        "op-color": lambda: cv2.cvtColor(image, cv2.COLOR_GRAY2BGR),
        "op-reverse": lambda: cv2.cvtColor(image, cv2.COLOR_BGR2RGB),
        "op-select": select,
        "op-minmax": normalize(low, scale),
        "op-minmax-float": normalize(low, scale),
        "op-meanstd": normalize(low, (200.0, 220.0, 240.0, 1.0)),
        "op-totensor": to_tensor,
    }[case]
    print("ready", flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            for _ in range(CALLS):
                result = function()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"times": times, "value": float(result.shape[0] * result.shape[1])}), flush=True)


def compare(case, rounds):
    workers = run.Worker(run.OURS, f"op-{case}"), run.Worker(PYTHON, f"op-{case}")
    times, ratios = ([], []), []
    for who in workers:
        who.run(WARMUP)
    for i in range(rounds):
        turn = {}
        for who in workers if i % 2 == 0 else workers[::-1]:
            turn[who] = who.run(STEPS)
        a, b = (statistics.median(turn[who]["times"]) for who in workers)
        ratios.append(a / b)
        for kept, who in zip(times, workers):
            kept += turn[who]["times"]
    same = turn[workers[0]]["value"] == turn[workers[1]]["value"]
    for who in workers:
        who.close()
    ratio = statistics.median(ratios)
    ours, theirs = (statistics.median(kept) / CALLS for kept in times)
    print(f"{case:16} {ours:10.4f} {theirs:10.4f} {ratio:6.2f} {min(times[0]) / CALLS:8.4f} {min(times[1]) / CALLS:8.4f} {TARGET:6.2f}{'' if same else '   sizes differ'}", flush=True)
    return ratio <= TARGET


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30, help="turns of each process per case")
    parser.add_argument("--only", help="one case alone")
    args = parser.parse_args()
    print(f"{'operation':16} {'thelper ms':>10} {'OpenCV ms':>10} {'ratio':>6} {'least':>8} {'least':>8} {'target':>6}")
    held = [compare(case, args.rounds) for case in CASES if args.only in (None, case)]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        main()
