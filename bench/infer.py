#!/usr/bin/python3
"""Times trained models on new pictures here and in Python, in turn, and prints the rates. Exit code 1 if a target is missed.

usage: bench/infer.py [--rounds N] [--images FOLDER] [--only PART ...]
       bench/infer.py --trace CHECKPOINT FILE [imports]   (Python's side of the export)
       bench/infer.py --worker CASE THREADS          (Python's side, as bench/worker.py)
The job: 1,200 JPEGs of 512 x 512 are decoded, resized to 96 x 96, normalised and classified by ResNet-18 in batches of 16; path, best class and its
share go into a table. Python's side is torch with OpenCV and a DataLoader of two workers. Here it is 'thelper infer' with the loading of the model, by
libtorch and by ONNX Runtime. Then the export of the digits' classifier with a trace, program by program: './thelper export' beside a Python script that loads the checkpoint, traces the
network and saves it, which is less than thelper 0.6.2 does; beside the same script with the packages that thelper 0.6.2 imports first, which stands in for that program on this machine; and beside the time that thelper 0.6.2 itself took
where its sessions were recorded, two cores of another machine, so that this ratio says something only on one about as fast. Then this program's own: 16 windows of 512 x 512, which share 64 pixels, in a picture of bytes to a label map, and the network
alone on 16 ready inputs in the same batches of four: what the latter takes by what the former does, by the clock and by processor time, for UNets of 512 channels (the default; 32 at full resolution), of 128 (8) and of 32 (2). Then the highest
memory, and windows a second, while a file of 10,000 x 10,000 becomes a label map in a file in windows, by the UNet of 128, with 5 classes and with 21, and by that of 512, the default (ten minutes); the windows of batches of four
ready ones through the network alone, measured before and after, are what the rate is judged by.
Needs ./thelper, a built bench/Thelper.Bench and the Python that has torch, torchvision, cv2 and sklearn.
"""
import argparse
import atexit
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import loader
import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "infer.py"), "--worker"]
INPUT, BATCH, WORKERS = 96, 16, 2
PYTHON_TARGET, ONNX_TARGET, WINDOWS_TARGET, MEMORY_TARGET = 1.5, 1.0, 0.9, 10**9 / 2**20
EXPORT_ORIGINAL, EXPORT_TARGET = (3.0, 2.4), 1 / 3  # recorded with the sessions of the original
LARGE_WINDOWS = 23 * 23
LIGHTEST = 128  # Two channels at full resolution, as of a UNet of 32, are fewer than any network has that is of use.
LARGE = {"large": ((128, 5), (128, 21)), "default": ((512, 5),)}  # width of the UNet, classes
PARTS = ["pictures", "export", "windows", *LARGE]
CHECKPOINT = os.path.join(HERE, "..", "tests", "Thelper.Cli.Tests", "Golden", "original-0.6.2", "ckpt.best.pth")


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


def trace(checkpoint, target, imports=False):
    """What an export is at the least: the network of thelper.nn.lenet.LeNet for the digits, from its checkpoint to a file. With what thelper 0.6.2 requires (not all of it) if so asked."""
    import torch
    if imports:
        import cv2, h5py, matplotlib.pyplot, sklearn.metrics, torchvision, tqdm  # noqa: E401, F401
    from torch import nn
    saved = torch.load(checkpoint, map_location="cpu")
    model = nn.Sequential()
    model.add_module("baseline", nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)))
    model.add_module("flat", nn.Flatten())
    model.add_module("classifier", nn.Sequential(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)))
    model.load_state_dict(saved["model"])
    model.eval()
    torch.jit.trace(model, torch.rand(1, 1, 32, 32)).save(target)
    torch.save({key: saved[key] for key in ("name", "version", "task", "model_type", "model_params", "config")}, target + ".pth")


def export(rounds):
    """Seconds and processor time of each program, in turn, as ratios with their targets."""
    folder = os.path.join(os.environ["BENCH_FOLDER"], "infer", "export")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    config = os.path.join(folder, "export.json")
    with open(config, "w") as file:
        json.dump({"name": "export-digits", "bypass_queries": True, "overwrite": True, "model": {"ckptdata": os.path.abspath(CHECKPOINT)}, "export": {
            "ckpt_name": "digits.pth", "trace_name": "digits.zip", "save_raw": True, "trace_input": "torch.rand(1, 1, 32, 32)",
            "task": {"type": "thelper.tasks.Classification", "params": {"class_names": [str(i) for i in range(10)], "input_key": "image", "label_key": "label"}}}}, file)
    commands = {"ours": [os.path.join(HERE, "..", "thelper"), "--silent", "export", config, os.path.join(folder, "out")],
                "Python": [PYTHON[0], PYTHON[1], "--trace", CHECKPOINT, os.path.join(folder, "digits.zip")],
                "imports": [PYTHON[0], PYTHON[1], "--trace", CHECKPOINT, os.path.join(folder, "digits.zip"), "imports"]}
    seconds, work = {name: [] for name in commands}, {name: [] for name in commands}
    for i in range(rounds + 1):
        for name in list(commands) if i % 2 else list(commands)[::-1]:
            start, before = time.perf_counter(), os.times()
            subprocess.run(commands[name], check=True)
            after = os.times()
            seconds[name].append(time.perf_counter() - start)
            work[name].append(after.children_user + after.children_system - before.children_user - before.children_system)
    for name, whose in (("ours", "here"), ("Python", "in Python for its bare steps"), ("imports", "in Python for those after what thelper 0.6.2 imports")):
        print(f"export with a trace: {statistics.median(seconds[name][1:]):.2f} s, {statistics.median(work[name][1:]):.2f} s of the processor {whose}")
    print(f"export with a trace: {EXPORT_ORIGINAL[0]:.2f} s, {EXPORT_ORIGINAL[1]:.2f} s of the processor for thelper 0.6.2, on two idle cores of another machine")
    recorded = [statistics.median(measured["ours"][1:]) / original for measured, original in zip((seconds, work), EXPORT_ORIGINAL)]
    return [("seconds of an export by Python's steps and imports", ratio(seconds, "imports"), EXPORT_TARGET, False),
            ("processor time by Python's steps and imports", ratio(work, "imports"), EXPORT_TARGET, False),
            ("seconds of an export by thelper 0.6.2's, recorded", recorded[0], EXPORT_TARGET, False),
            ("processor time by thelper 0.6.2's, recorded", recorded[1], EXPORT_TARGET, False),
            ("seconds of an export by Python's bare steps", ratio(seconds, "Python"), 1.0, False),
            ("processor time by Python's bare steps", ratio(work, "Python"), 1.0, False)]


def batches(width, classes):
    """Windows a second of the network alone."""
    alone = run.Worker(run.OURS, f"infer-alone-{width}-{classes}")
    alone.run(1)
    rate = statistics.median(alone.run(1)["value"] for _ in range(3))
    alone.close()
    return rate


def ratio(measured, whose):
    return statistics.median(a / b for a, b in zip(measured["ours"][1:], measured[whose][1:]))


def pictures(rounds):
    workers = {"thelper, libtorch": run.Worker(run.OURS, "infer-torch"), "thelper, ONNX": run.Worker(run.OURS, "infer-onnx"), "Python": run.Worker(PYTHON, "infer")}
    for who in workers.values():
        who.run(1)
    rates, order = {name: [] for name in workers}, list(workers)
    for _ in range(rounds):
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

    return [("images/s here by Python's", ratio("thelper, libtorch", "Python"), PYTHON_TARGET, True),
            ("images/s through ONNX Runtime by libtorch's", ratio("thelper, ONNX", "thelper, libtorch"), ONNX_TARGET, True)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="passes of each process")
    parser.add_argument("--images", default=os.path.join(HERE, "..", "artifacts", "bench", "photos"), help="a folder of JPEG files to use instead")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS, help="the parts to run; large takes minutes, default ten")
    args = parser.parse_args()
    loader.make(args.images)
    os.makedirs(os.path.join(HERE, "..", "artifacts", "bench"), exist_ok=True)
    os.environ["BENCH_IMAGES"] = os.path.abspath(args.images)
    os.environ["BENCH_FOLDER"] = tempfile.mkdtemp(prefix="infer-", dir=os.path.join(HERE, "..", "artifacts", "bench"))
    atexit.register(shutil.rmtree, os.environ["BENCH_FOLDER"], ignore_errors=True)
    held = True

    def judge(*results):
        nonlocal held
        for what, value, target, more_is_better in results:
            good = value >= target if more_is_better else value <= target
            held &= good
            print(f"{what:60} {value:8.2f}   target {'>=' if more_is_better else '<='} {target:.4g}{'' if good else '   MISSED'}", flush=True)

    if "pictures" in args.only:
        judge(*pictures(args.rounds))
    if "export" in args.only:
        judge(*export(args.rounds))
    for width in (512, 128, 32) if "windows" in args.only else ():
        for clock, suffix in (("the clock", ""), ("processor time", "-work")):
            windows = run.Worker(run.OURS, f"infer-windows-{width}{suffix}")
            windows.run(2)
            rate = statistics.median(windows.run(1)["value"] for _ in range(args.rounds))
            if width >= LIGHTEST:
                judge((f"windows by batches, UNet of {width}, by {clock}", rate, WINDOWS_TARGET, True))
            else:
                print(f"windows by batches, UNet of {width}, by {clock}: {rate:.2f}", flush=True)
            windows.close()
    for width, classes in (case for part in LARGE if part in args.only for case in LARGE[part]):
        before = batches(width, classes)
        large = run.Worker(run.OURS, f"infer-large-{width}-{classes}")
        answer = large.run(1)
        large.close()
        seconds, alone = answer["times"][0] / 1000, (before + batches(width, classes)) / 2
        what = f"10,000 x 10,000, UNet of {width}, {classes} classes"
        print(f"{what}: {seconds:.1f} s, {LARGE_WINDOWS / seconds:.2f} windows a second; batches alone {alone:.2f}", flush=True)
        judge((f"{what}, MiB at most", answer["value"], MEMORY_TARGET, False), (f"{what}, by batches", LARGE_WINDOWS / seconds / alone, WINDOWS_TARGET, True))
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[3])
    elif sys.argv[1:2] == ["--trace"]:
        trace(*sys.argv[2:])
    else:
        main()
