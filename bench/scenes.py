#!/usr/bin/python3
"""Times predictions over scenes, and prints what they take. Exit code 1 if a target is missed.

usage: bench/scenes.py [--rounds N] [--side 500] [--scene-side 20000] [--width 128] [--without-large]
       bench/scenes.py --python FOLDER               (Python's side of the sliding window)
Two things. A sliding window of 32 x 32 over 500 x 500 pixels of two bands, classified by LeNet: 'thelper infer -c', as a whole, by a script that does what thelper 0.6.2 does, with
torch, rasterio and a DataLoader of one worker (each window read by itself, normalised, batches of 16, softmax, each pixel written where its window's middle is). A scene of
20,000 x 20,000 pixels in three bands, segmented by a UNet of 128 channels (a quarter of the default, so that it takes minutes) in windows of 512 x 512 that share 64 pixels: the highest memory, and the rate of its windows, with the loading of the model, to the class raster
in its file, by that of batches of four ready windows through the network alone, measured before and after.
Needs ./thelper, a built bench/Thelper.Bench and the Python that has torch and rasterio.
"""
import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PYTHON = os.environ.get("BENCH_PYTHON", "/usr/bin/python3")
THELPER = [os.path.join(ROOT, "thelper")]
GOLDEN = os.path.join(ROOT, "tests/Thelper.Geo.Tests/Golden/infer-scene")
SLIDING_TARGET, WINDOWS_TARGET, MEMORY_TARGET = 5.0, 0.9, 1536
PATCH, BATCH = 32, 16
WINDOW, OVERLAP = 512, 64


def make(folder, side):
    code = f"""
import numpy, rasterio
from rasterio.transform import Affine
v = numpy.random.RandomState(1).randint(1, 4000, (4, {side}, {side})).astype('uint16')
with rasterio.open('{folder}/scene.tif', 'w', driver='GTiff', height={side}, width={side}, count=4, dtype='uint16', nodata=0, crs='EPSG:32618',
                   transform=Affine(10, 0, 600000, 0, -10, 5040000), tiled=True, blockxsize=64, blockysize=64) as f:
    f.write(v)
"""
    subprocess.run([PYTHON, "-c", code], check=True)
    with open(os.path.join(GOLDEN, "infer.json")) as file:
        config = json.load(file)
    config["datasets"]["scene"]["params"]["raster_path"] = os.path.join(folder, "scene.tif")
    config["tester"]["device"] = "cpu"
    with open(os.path.join(folder, "infer.json"), "w") as file:
        json.dump(config, file)


def python(folder):
    import numpy as np
    import rasterio
    import torch
    from rasterio.windows import Window
    from torch import nn
    torch.set_num_threads(os.cpu_count())

    class Windows(torch.utils.data.Dataset):
        def __init__(self):
            self.file = None
            with rasterio.open(os.path.join(folder, "scene.tif")) as file:
                self.width, self.height, self.profile = file.width, file.height, file.profile
            self.columns, self.rows = self.width - PATCH, self.height - PATCH

        def __len__(self):
            return self.columns * self.rows

        def __getitem__(self, index):
            self.file = self.file or rasterio.open(os.path.join(folder, "scene.tif"))
            y, x = divmod(index, self.columns)
            image = np.stack([self.file.read(band, window=Window(x, y, PATCH, PATCH)) for band in (1, 3)], axis=2).astype(np.float32)
            return np.ascontiguousarray((image / 4000).transpose(2, 0, 1)), (x + PATCH // 2, y + PATCH // 2)

    data = Windows()
    net = nn.Sequential(nn.Conv2d(2, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 3)).eval()
    classes, shares = np.zeros((data.height, data.width), np.uint8), np.zeros((3, data.height, data.width), np.float32)
    with torch.no_grad():
        for images, (xs, ys) in torch.utils.data.DataLoader(data, batch_size=BATCH, num_workers=1):
            answers = net(images).softmax(1)
            for answer, x, y in zip(answers, xs, ys):
                classes[y, x] = int(answer.argmax()) + 1
                shares[:, y, x] = answer.numpy()
    profile = dict(data.profile, dtype="uint8", count=1)
    with rasterio.open(os.path.join(folder, "python_class.tif"), "w", **profile) as file:
        file.write(classes, 1)
    with rasterio.open(os.path.join(folder, "python_probs.tif"), "w", **dict(profile, dtype="float32", count=3, nodata=None)) as file:
        file.write(shares)


def batches(rounds):
    worker = run.Worker(run.OURS, "scene-batches")
    worker.run(1)
    rate = statistics.median(worker.run(1)["value"] for _ in range(rounds))
    worker.close()
    return rate


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", type=int, default=500, help="pixels of the scene of the sliding window")
    parser.add_argument("--scene-side", type=int, default=20000, help="pixels of the large scene")
    parser.add_argument("--width", type=int, default=128, help="channels of the UNet, a sixteenth of them at full resolution")
    parser.add_argument("--without-large", action="store_true", help="leave out the large scene, which takes many minutes")
    args = parser.parse_args()
    bench = os.path.abspath(os.path.join(ROOT, "artifacts", "bench"))
    os.environ.update(BENCH_FOLDER=bench, BENCH_SCENE_SIDE=str(args.scene_side), BENCH_SCENE_WIDTH=str(args.width))
    folder = os.path.join(bench, "scenes", "sliding")
    shutil.rmtree(os.path.join(bench, "scenes"), ignore_errors=True)
    os.makedirs(folder)
    make(folder, args.side)

    def timed(command):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    ratios = []
    for i in range(args.rounds):
        theirs = timed([PYTHON, os.path.abspath(__file__), "--python", folder])
        ours = timed([*THELPER, "-q", "infer", "-c", os.path.join(folder, "infer.json"), "--ckpt-path", os.path.join(GOLDEN, "ckpt.best.pth"), "-d", os.path.join(folder, f"out{i}")])
        print(f"sliding window over {args.side} x {args.side}: here {ours:.1f} s, Python {theirs:.1f} s", flush=True)
        ratios.append(theirs / ours)
    results = [("Python's time of the sliding window by ours", statistics.median(ratios), SLIDING_TARGET, True)]
    if not args.without_large:
        before = batches(args.rounds)
        large = run.Worker(run.OURS, "scene-large")
        answer = large.run(1)
        large.close()
        alone = (before + batches(args.rounds)) / 2
        seconds = answer["times"][0] / 1000
        rate = math.ceil((args.scene_side - OVERLAP) / (WINDOW - OVERLAP)) ** 2 / seconds
        print(f"segmentation over {args.scene_side} x {args.scene_side}: {seconds:.0f} s, {rate:.2f} windows a second; batches alone {alone:.2f}", flush=True)
        results.append(("rate of a scene's windows by that of batches", rate / alone, WINDOWS_TARGET, True))
        results.append((f"{args.scene_side} x {args.scene_side} pixels, MiB at most", answer["value"], MEMORY_TARGET, False))
    held = True
    for what, value, target, more_is_better in results:
        good = value >= target if more_is_better else value <= target
        held &= good
        print(f"{what:50} {value:8.2f}   target {'>=' if more_is_better else '<='} {target}{'' if good else '   MISSED'}", flush=True)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--python"]:
        python(sys.argv[2])
    else:
        main()
