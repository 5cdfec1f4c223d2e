#!/usr/bin/python3
"""Times operations on images of 512 x 512 pixels here and by OpenCV called directly, in turn, and prints a table. Exit code 1 if a target is missed.

usage: bench/operations.py [--rounds N] [--only TEXT]
       bench/operations.py --worker operations THREADS        (Python's side, as bench/worker.py)
Every operation of thelper.transforms that computes pixels, on uint8 and float32 images of 1 and 3 channels where it takes them; those
that only rearrange (crops inside the image, tiles, transposing) make views in both. OpenCV runs on one thread on both sides, as loader threads are
the parallelism. The ratio is that of the least times, to which other programs on the machine add; the medians are shown beside them.
Needs a built bench/Thelper.Bench and the Python that has cv2, numpy and torchvision.
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
STEPS, STEP_MS, TARGET = 3, 8.0, 1.1
ALL = ["u8-1", "u8-3", "f32-1", "f32-3"]
CASES = [f"{operation}-{kind}" for operation, kinds in {
    "resize": [*ALL, "u8-8"], "resize-area": ALL, "resize-cubic-up": ALL, "affine": ALL, "shift": ALL, "pad": ALL, "crop-resize": ALL,
    "gray": ["u8-3", "f32-3"], "color": ["u8-1", "f32-1"], "reverse": ["u8-3", "f32-3"], "select": ["u8-3", "f32-3"],
    "minmax": ALL, "meanstd": ALL, "totensor": ALL}.items() for kind in kinds]


def prepare(case):
    import cv2
    import numpy as np
    operation, kind, channels = case.rsplit("-", 2)
    channels = int(channels)
    flat = (np.arange(512 * 512 * channels, dtype=np.uint64) * 2654435761 % 2**32 >> 24).astype(np.uint8)
    image = flat.reshape(512, 512, channels).astype(np.float32 if kind == "f32" else np.uint8)
    matrix, shift = np.array([[0.9, -0.2, 15], [0.25, 1.1, -7.5]]), np.array([[1, 0, 10.5], [0, 1, -3.25]])
    low, scale, deviation = (1.0, 2.0, 3.0, 0.0), (199.0, 218.0, 237.0, 1.0), (200.0, 220.0, 240.0, 1.0)

    def crop_resize():
        x, y = random.randint(0, 112), random.randint(0, 112)
        return cv2.resize(image[y:y + 400, x:x + 400], (224, 224))

    def select():
        result = np.empty((512, 512, 2), image.dtype)
        cv2.mixChannels([image], [result], [2, 0, 0, 1])
        return result

    def to_tensor():
        return torchvision.transforms.functional.to_tensor(image)

    if operation == "totensor":
        import torch
        import torchvision
        torch.set_num_threads(1)
    return {
        "resize": lambda: cv2.resize(image, (224, 224)) if channels <= 4 else cv2.merge([cv2.resize(plane, (224, 224)) for plane in cv2.split(image)]),
        "resize-area": lambda: cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA),
        "resize-cubic-up": lambda: cv2.resize(image, (700, 700), interpolation=cv2.INTER_CUBIC),
        "affine": lambda: cv2.warpAffine(image, matrix, (512, 512)),
        "shift": lambda: cv2.warpAffine(image, shift, (512, 512)),
        "pad": lambda: cv2.copyMakeBorder(image, 44, 44, 44, 44, cv2.BORDER_REFLECT_101),
        "crop-resize": crop_resize,
        "gray": lambda: cv2.cvtColor(image, cv2.COLOR_BGR2GRAY),
        "color": lambda: cv2.cvtColor(image, cv2.COLOR_GRAY2BGR),
        "reverse": lambda: cv2.cvtColor(image, cv2.COLOR_BGR2RGB),
        "select": select,
        "minmax": lambda: cv2.divide(cv2.subtract(image, low, dtype=cv2.CV_32F), scale),
        "meanstd": lambda: cv2.divide(cv2.subtract(image, low, dtype=cv2.CV_32F), deviation),
        "totensor": to_tensor,
    }[operation]


def worker():
    import cv2
    cv2.setNumThreads(1)
    functions = {}
    print("ready", flush=True)
    for line in sys.stdin:
        case, calls = line.split()
        function = functions[case] = functions.get(case) or prepare(case)
        times = []
        for _ in range(STEPS):
            start = time.perf_counter()
            for _ in range(int(calls)):
                result = function()
            times.append((time.perf_counter() - start) * 1000 / int(calls))
        print(json.dumps({"times": times, "value": float(result.shape[0] * result.shape[1])}), flush=True)


def compare(workers, case, rounds):
    for who in workers:
        warm = who.run(f"{case} 10")
    calls = max(1, min(100, round(STEP_MS / min(warm["times"]))))
    times = [], []
    for i in range(rounds):
        turn = {}
        for who in workers if i % 2 == 0 else workers[::-1]:
            turn[who] = who.run(f"{case} {calls}")
        for kept, who in zip(times, workers):
            kept += turn[who]["times"]
    same = turn[workers[0]]["value"] == turn[workers[1]]["value"]
    ratio = min(times[0]) / min(times[1])
    print(f"{case:22} {min(times[0]):9.4f} {min(times[1]):9.4f} {ratio:6.2f} {statistics.median(times[0]):10.4f} {statistics.median(times[1]):9.4f}"
          f"{'' if ratio <= TARGET else '   MISSED'}{'' if same else '   sizes differ'}", flush=True)
    return ratio <= TARGET and same


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10, help="turns of each process per case")
    parser.add_argument("--only", default="", help="the cases whose name holds this text")
    args = parser.parse_args()
    workers = run.Worker(run.OURS, "operations"), run.Worker(PYTHON, "operations")
    print(f"{'operation':22} {'least ms':>9} {'OpenCV':>9} {'ratio':>6} {'median ms':>10} {'OpenCV':>9}   target {TARGET}")
    held = [compare(workers, case, args.rounds) for case in CASES if args.only in case]
    for who in workers:
        who.close()
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker()
    else:
        main()
