#!/usr/bin/python3
"""Times epochs of a data loader over 1,200 JPEG files here and in Python, in turn, and prints images per second.

usage: bench/loader.py [--rounds N] [--workers N]
       bench/loader.py --worker CASE THREADS        (Python's side of one case, as bench/worker.py)
Every image of 512 x 512 is decoded, cropped at random and resized to 224 x 224, flipped half the time, normalised, made a
tensor; batches of 32. Python's side is torch's DataLoader with the same OpenCV calls. The files are cuts of the two photographs
that come with scikit-learn. The last line is the rate of OpenCV's decoder alone in one thread. Exit code 1 below 1.3 times
Python's rate. Needs a built bench/Thelper.Bench and the Python that has torch, cv2 and sklearn.
"""
import argparse
import glob
import json
import os
import statistics
import sys
import tempfile
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "loader.py"), "--worker"]
COUNT, SIDE, OUTPUT, BATCH, TARGET = 1200, 512, 224, 32, 1.3
MEAN, STD = [103.53, 116.28, 123.675], [57.375, 57.12, 58.395]


def make(folder):
    import cv2
    import numpy as np
    import sklearn.datasets
    photographs = [image[:, :, ::-1] for image in sklearn.datasets.load_sample_images().images]
    random = np.random.RandomState(0)
    for i in range(COUNT):
        photograph = cv2.resize(photographs[i % len(photographs)], None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
        top, left = (random.randint(0, size - SIDE + 1) for size in photograph.shape[:2])
        cut = photograph[top:top + SIDE, left:left + SIDE]
        cv2.imwrite(os.path.join(folder, f"{i:04}.jpg"), cut[:, ::-1] if i % 4 > 1 else cut, [cv2.IMWRITE_JPEG_QUALITY, 90])


def dataset(folder):
    import cv2
    import numpy as np
    import torch

    class Photos(torch.utils.data.Dataset):
        files = sorted(glob.glob(os.path.join(folder, "*.jpg")))
        mean, std = np.float32(MEAN), np.float32(STD)

        def __len__(self):
            return len(self.files)

        def __getitem__(self, index):
            cv2.setNumThreads(1)
            image = cv2.imread(self.files[index])
            height, width = image.shape[:2]
            x, y, w, h = 0, 0, width, height
            for _ in range(10):
                area = height * width * np.random.uniform(0.08, 1.0)
                ratio = np.random.uniform(0.75, 1.33)
                w, h = int(round(np.sqrt(area * ratio))), int(round(np.sqrt(area / ratio)))
                if w <= width and h <= height:
                    x, y = np.random.randint(0, width - w + 1), np.random.randint(0, height - h + 1)
                    break
            else:
                x, y, w, h = 0, 0, width, height
            image = cv2.resize(image[y:y + h, x:x + w], (OUTPUT, OUTPUT), interpolation=cv2.INTER_LINEAR)
            if np.random.uniform() < 0.5:
                image = cv2.flip(image, 1)
            image = (image.astype(np.float32) - self.mean) / self.std
            return {"image": torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))), "idx": index, "path": self.files[index]}

    return Photos()


def worker(case, threads):
    import torch
    torch.set_num_threads(int(threads))
    loader = torch.utils.data.DataLoader(dataset(os.environ["BENCH_IMAGES"]), batch_size=BATCH, shuffle=True, num_workers=int(case.split("-")[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        times, first = [], 0
        for _ in range(int(line)):
            start, first = time.perf_counter(), 0
            for _ in loader:
                first = first or (time.perf_counter() - start) * 1000
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"times": times, "value": first, "handles": 0}), flush=True)


def decode_rate(folder):
    import cv2
    import numpy as np
    cv2.setNumThreads(1)
    data = [np.fromfile(file, np.uint8) for file in sorted(glob.glob(os.path.join(folder, "*.jpg")))[:300]]
    best = 0
    for _ in range(3):
        start = time.perf_counter()
        for item in data:
            cv2.imdecode(item, cv2.IMREAD_COLOR)
        best = max(best, len(data) / (time.perf_counter() - start))
    return best


def peak(process):
    import subprocess
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    return sum(int(line.split()[1]) for pid in [process.pid, *children] for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM")) // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="epochs of each process")
    parser.add_argument("--workers", type=int, default=2, choices=[1, 2, 4], help="loader threads here, loader processes there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thelper-bench-") as folder:
        make(folder)
        os.environ["BENCH_IMAGES"] = folder
        case = f"loader-{args.workers}"
        pair = run.Worker(run.OURS, case), run.Worker(PYTHON, case)
        for who in pair:
            who.run(1)
        rates, firsts, ratios = ([], []), ([], []), []
        for i in range(args.rounds):
            turn = {}
            for who in pair if i % 2 == 0 else pair[::-1]:
                turn[who] = who.run(1)
            for kept, first, who in zip(rates, firsts, pair):
                kept.append(COUNT * 1000 / turn[who]["times"][0])
                first.append(turn[who]["value"])
            ratios.append(rates[0][-1] / rates[1][-1])
        for name, kept, first, who in zip(("thelper", "Python"), rates, firsts, pair):
            print(f"{name:8} {statistics.median(kept):8.1f} images/s, first batch after {statistics.median(first):6.1f} ms, {peak(who.process)} MiB in its main process at most", flush=True)
            who.close()
        ratio, decode = statistics.median(ratios), decode_rate(folder)
        print(f"ratio {ratio:.2f} (target {TARGET}); OpenCV alone decodes {decode:.1f} images/s in one thread, of which each of {args.workers} workers reaches "
              f"{statistics.median(rates[0]) / args.workers / decode:.2f}")
    sys.exit(0 if ratio >= TARGET else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        main()
