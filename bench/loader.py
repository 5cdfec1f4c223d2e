#!/usr/bin/python3
"""Times epochs over 1,200 photographs of 512 x 512 pixels here and in Python, in turn. Exit code 1 if a target is missed.

usage: bench/loader.py [--rounds N] [--workers N] [--seconds N] [--images FOLDER]
       bench/loader.py --worker CASE THREADS        (Python's side of one case, as bench/worker.py)
An image is decoded, cropped at random and resized to 224 x 224, flipped half the time, normalised, made a tensor; batches of 32. Python's
side is torch's DataLoader with the same OpenCV calls. `lz4` is the same from an archive (`thelper split`, chunk_lz4). OpenCV's decoder runs alone
in one thread, in its turn. Ratios are medians of the rounds' ratios. Memory is the highest sum over a process and its children in two
further epochs: the resident set sizes, as `ps` shows them (the target's), and the proportional ones, where what processes share
counts once (whatever other processes run that use the same libraries).
The files, cuts of the two photographs that come with scikit-learn, are made in artifacts/bench at the first run.
Needs a built bench/Thelper.Bench and the Python that has torch, cv2 and sklearn.
"""
import argparse
import glob
import json
import os
import statistics
import subprocess
import sys
import threading
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "loader.py"), "--worker"]
COUNT, SIDE, OUTPUT, BATCH, DECODED = 1200, 512, 224, 32, 400
MEAN, STD = [103.53, 116.28, 123.675], [57.375, 57.12, 58.395]
JPEG_TARGET, LZ4_TARGET, DECODE_TARGET, MEMORY_TARGET, FIRST_TARGET = 1.3, 3.0, 0.9, 0.5, 300


def make(folder):
    if len(glob.glob(os.path.join(folder, "*.jpg"))) == COUNT:
        return
    import cv2
    import numpy as np
    import sklearn.datasets
    os.makedirs(folder, exist_ok=True)
    photographs = [cv2.resize(image[:, :, ::-1], None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC) for image in sklearn.datasets.load_sample_images().images]
    random = np.random.RandomState(0)
    for i in range(COUNT):
        photograph = photographs[i % len(photographs)]
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


def epochs(workers):
    import torch
    loader = torch.utils.data.DataLoader(dataset(os.environ["BENCH_IMAGES"]), batch_size=BATCH, shuffle=True, num_workers=workers)

    def epoch():
        start, first = time.perf_counter(), 0
        for _ in loader:
            first = first or (time.perf_counter() - start) * 1000
        return first
    return epoch


def decoder():
    import cv2
    import numpy as np
    cv2.setNumThreads(1)
    data = [np.fromfile(file, np.uint8) for file in sorted(glob.glob(os.path.join(os.environ["BENCH_IMAGES"], "*.jpg")))[:DECODED]]

    def decode():
        for item in data:
            cv2.imdecode(item, cv2.IMREAD_COLOR)
        return 0
    return decode


def worker(case, threads):
    step = decoder() if case == "decode" else epochs(int(case.split("-")[2]))
    if case != "decode":
        import torch
        torch.set_num_threads(int(threads))
    print("ready", flush=True)
    for line in sys.stdin:
        times, value = [], 0
        for _ in range(int(line)):
            start = time.perf_counter()
            value = step()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"times": times, "value": value, "handles": 0}), flush=True)


def memory(pid):
    """The resident and the proportional set size of a process and its children in MiB."""
    resident, proportional = 0, 0
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    for each in [str(pid), *children]:
        try:
            with open(f"/proc/{each}/smaps_rollup") as file:
                sizes = {line.split(":")[0]: int(line.split()[1]) for line in file if line.endswith("kB\n")}
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        resident += sizes["Rss"]
        proportional += sizes["Pss"]
    return resident / 1024, proportional / 1024


def peak(who):
    """Runs two epochs and gives the highest memory seen."""
    highest, done = [0, 0], threading.Event()

    def watch():
        while not done.wait(0.02):
            highest[:] = map(max, highest, memory(who.process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    who.run(2)
    done.set()
    watcher.join()
    return highest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="epochs of each process")
    parser.add_argument("--seconds", type=float, default=150, help="no new round after that time, once there are three")
    parser.add_argument("--workers", type=int, default=2, choices=[1, 2, 4], help="loader threads here, loader processes there")
    parser.add_argument("--images", default=os.path.join(HERE, "..", "artifacts", "bench", "photos"), help="a folder of JPEG files to use instead")
    args = parser.parse_args()
    make(args.images)
    os.environ["BENCH_IMAGES"] = os.path.abspath(args.images)
    files = len(glob.glob(os.path.join(args.images, "*.jpg")))
    start = time.monotonic()
    commands = {
        "thelper": (run.OURS, f"loader-jpeg-{args.workers}"),
        "Python": (PYTHON, f"loader-jpeg-{args.workers}"),
        "thelper, lz4": (run.OURS, f"loader-lz4-{args.workers}"),
        "OpenCV decodes": (PYTHON, "decode"),
    }
    workers = {name: run.Worker(*command) for name, command in commands.items()}
    cold = {name: who.run(1)["value"] for name, who in workers.items()}
    rates, firsts = {name: [] for name in workers}, {name: [] for name in workers}
    order = list(workers)
    while len(rates["Python"]) < args.rounds and (len(rates["Python"]) < 3 or time.monotonic() - start < args.seconds):
        for name in order:
            answer = workers[name].run(1)
            rates[name].append((min(DECODED, files) if name == "OpenCV decodes" else files) * 1000 / answer["times"][0])
            firsts[name].append(answer["value"])
        order = order[1:] + order[:1] if len(rates["Python"]) % 2 else order[::-1]
    peaks = {name: peak(who) for name, who in workers.items() if name != "OpenCV decodes"}
    for who in workers.values():
        who.close()

    print(f"{'':16} {'images/s':>9} {'quartiles':>15} {'first batch ms':>15} {'in epoch 1':>11} {'MiB':>6} {'prop.':>6}")
    for name, values in rates.items():
        quartiles = statistics.quantiles(values, n=4)
        more = f" {statistics.median(firsts[name]):15.1f} {cold[name]:11.1f} {peaks[name][0]:6.0f} {peaks[name][1]:6.0f}" if name in peaks else ""
        print(f"{name:16} {statistics.median(values):9.1f} {f'{quartiles[0]:.0f}-{quartiles[2]:.0f}':>15}{more}")

    def ratio(a, b, divisor=1):
        return statistics.median(x / y / divisor for x, y in zip(rates[a], rates[b]))

    held = True
    for what, value, target, more_is_better in (
            ("JPEG, images/s here by Python's", ratio("thelper", "Python"), JPEG_TARGET, True),
            (f"JPEG, images/s here by {args.workers} x OpenCV's decoder", ratio("thelper", "OpenCV decodes", args.workers), DECODE_TARGET, True),
            ("LZ4 archive, images/s by Python's of JPEG", ratio("thelper, lz4", "Python"), LZ4_TARGET, True),
            ("JPEG, memory here by Python's", peaks["thelper"][0] / peaks["Python"][0], MEMORY_TARGET, False),
            ("LZ4 archive, memory here by Python's", peaks["thelper, lz4"][0] / peaks["Python"][0], MEMORY_TARGET, False),
            ("first batch of an epoch, ms", statistics.median(firsts["thelper"]), FIRST_TARGET, False)):
        good = value >= target if more_is_better else value <= target
        held &= good
        print(f"{what:50} {value:8.2f}   target {'>=' if more_is_better else '<='} {target}{'' if good else '   MISSED'}", flush=True)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        main()
