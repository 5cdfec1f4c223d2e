#!/usr/bin/python3
"""Times trained models on new pictures here and in Python, in turn, and prints the rates. Exit code 1 if a target is missed.

usage: bench/infer.py [--rounds N] [--images FOLDER] [--without-large]
       bench/infer.py --worker CASE THREADS          (Python's side, as bench/worker.py)
The job: 1,200 JPEGs of 512 x 512 are decoded, resized to 96 x 96, normalised and classified by ResNet-18 in batches of 16; path, best class and its
share go into a table. Python's side is torch with OpenCV and a DataLoader of two workers. Here it is 'thelper infer' with the loading of the model, by
libtorch and by ONNX Runtime. Then two of this program's own: the rate of 16 windows of 512 x 512 in a picture by that of as much in batches (UNet of 32
channels), and the highest memory while a picture of 10,000 x 10,000 is labelled in windows.
Needs a built bench/Thelper.Bench and the Python that has torch, torchvision, cv2 and sklearn.
"""
import argparse
import json
import os
import shutil
import statistics
import sys
import time

import loader
import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "infer.py"), "--worker"]
INPUT, BATCH, WORKERS = 96, 16, 2
PYTHON_TARGET, ONNX_TARGET, WINDOWS_TARGET, MEMORY_TARGET = 1.5, 1.0, 0.9, 1024


class Photos:
    def __init__(self, folder):
        import numpy as np
        self.files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".jpg"))
        self.mean, self.std = np.float32(loader.MEAN), np.float32(loader.STD)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        import cv2
        import numpy as np
        import torch
        cv2.setNumThreads(1)
        image = cv2.resize(cv2.imread(self.files[index]), (INPUT, INPUT), interpolation=cv2.INTER_LINEAR)
        image = (image.astype(np.float32) - self.mean) / self.std
        return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))), self.files[index]


def worker(threads):
    import torch
    import torchvision
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    model = torchvision.models.resnet18(num_classes=10).eval()
    batches = torch.utils.data.DataLoader(Photos(os.environ["BENCH_IMAGES"]), batch_size=BATCH, num_workers=WORKERS)
    print("ready", flush=True)
    for line in sys.stdin:
        times, count = [], 0
        for _ in range(int(line)):
            start, count = time.perf_counter(), 0
            with torch.no_grad(), open(os.devnull, "w") as table:
                for images, paths in batches:
                    shares, labels = model(images).softmax(1).max(1)
                    for path, label, share in zip(paths, labels.tolist(), shares.tolist()):
                        table.write(f"{path},{label},{share}\n")
                        count += 1
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"times": times, "value": count, "handles": 0}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="passes of each process")
    parser.add_argument("--images", default=os.path.join(HERE, "..", "artifacts", "bench", "photos"), help="a folder of JPEG files to use instead")
    parser.add_argument("--without-large", action="store_true", help="leave out the picture of 10,000 x 10,000, which takes minutes")
    args = parser.parse_args()
    loader.make(args.images)
    os.environ["BENCH_IMAGES"] = os.path.abspath(args.images)
    os.environ["BENCH_FOLDER"] = os.path.abspath(os.path.join(HERE, "..", "artifacts", "bench"))
    shutil.rmtree(os.path.join(os.environ["BENCH_FOLDER"], "infer"), ignore_errors=True)
    workers = {"thelper, libtorch": run.Worker(run.OURS, "infer-torch"), "thelper, ONNX": run.Worker(run.OURS, "infer-onnx"), "Python": run.Worker(PYTHON, "infer")}
    for who in workers.values():
        who.run(1)
    rates, order = {name: [] for name in workers}, list(workers)
    for _ in range(args.rounds):
        for name in order:
            answer = workers[name].run(1)
            rates[name].append(answer["value"] * 1000 / answer["times"][0])
        order = order[1:] + order[:1]
    for who in workers.values():
        who.close()
    print(f"{'':20} {'images/s':>9} {'quartiles':>15}")
    for name, values in rates.items():
        quartiles = statistics.quantiles(values, n=4)
        print(f"{name:20} {statistics.median(values):9.1f} {f'{quartiles[0]:.0f}-{quartiles[2]:.0f}':>15}")

    def ratio(a, b):
        return statistics.median(x / y for x, y in zip(rates[a], rates[b]))

    windows = run.Worker(run.OURS, "infer-windows")
    windows.run(1)
    shares = [windows.run(1)["value"] for _ in range(args.rounds)]
    windows.close()
    results = [
        ("images/s here by Python's", ratio("thelper, libtorch", "Python"), PYTHON_TARGET, True),
        ("images/s through ONNX Runtime by libtorch's", ratio("thelper, ONNX", "thelper, libtorch"), ONNX_TARGET, True),
        ("rate of windows by that of batches", statistics.median(shares), WINDOWS_TARGET, True)]
    if not args.without_large:
        large = run.Worker(run.OURS, "infer-large")
        results.append(("10,000 x 10,000 pixels, MiB at most", large.run(1)["value"], MEMORY_TARGET, False))
        large.close()
    held = True
    for what, value, target, more_is_better in results:
        good = value >= target if more_is_better else value <= target
        held &= good
        print(f"{what:50} {value:8.2f}   target {'>=' if more_is_better else '<='} {target}{'' if good else '   MISSED'}", flush=True)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[3])
    else:
        main()
