#!/usr/bin/python3
"""Times operations on images of 512 x 512 pixels here and by OpenCV called directly, in turn, and prints a table. Exit code 1 if a target is missed.

usage: bench/operations.py [--rounds N] [--only TEXT]
       bench/operations.py --worker operations THREADS        (Python's side, as bench/worker.py)
Every operation of thelper.transforms that computes pixels, on uint8 and float32 images of 1 and 3 channels where it takes them, and the common ones of
albumentations (a-) and torchvision (tv-); those that only rearrange (crops inside the image, tiles) make views in both. `tv-resize` is against Pillow, which torchvision calls,
`tv-resized-crop` and `tv-jitter` against torchvision itself;
`pipeline` (random resized crop, flip, colour jitter, to tensor, normalise) against torchvision's own classes. One thread on both sides, as loader threads are
the parallelism. Times are those that the thread was on a processor, to which other programs add little. A ratio is the median of the turns' ratios of least times; the least times of all turns are shown. What lives and the memory in use are compared between the
first turn and the last.
Needs a built bench/Thelper.Bench and the Python that has cv2, numpy, Pillow and torchvision.
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
STEPS, STEP_MS, TARGET, PIPELINE_TARGET, GROWTH_MB = 3, 8.0, 1.1, 1 / 1.5, 64
ALL = ["u8-1", "u8-3", "f32-1", "f32-3"]
CASES = [f"{operation}-{kind}" for operation, kinds in {
    "resize": [*ALL, "u8-8"], "resize-area": ALL, "resize-cubic-up": ALL, "affine": ALL, "shift": ALL, "pad": ALL, "crop-resize": ALL,
    "gray": ["u8-3", "f32-3"], "color": ["u8-1", "f32-1"], "reverse": ["u8-3", "f32-3"], "select": ["u8-3", "f32-3"],
    "minmax": ALL, "meanstd": ALL, "totensor": ALL,
    "a-flip": ["u8-3", "f32-3"], "a-flip-vertical": ["u8-3"], "a-transpose": ["u8-3"], "a-resize": ["u8-3", "f32-3"], "a-rotate": ["u8-3", "f32-3"],
    "a-shift-scale-rotate": ["u8-3", "f32-3"], "a-perspective": ["u8-3", "f32-3"], "a-pad": ["u8-3"], "a-blur": ["u8-3", "f32-3"], "a-gaussian-blur": ["u8-3", "f32-3"],
    "a-median-blur": ["u8-3"], "a-sharpen": ["u8-3"], "a-brightness-contrast": ["u8-1", "u8-3"], "a-hue-saturation": ["u8-3"], "a-clahe": ["u8-1", "u8-3"],
    "a-equalize": ["u8-1", "u8-3"], "a-normalize": ["u8-3", "f32-3"], "tv-flip": ["u8-3"], "tv-resize": ["u8-3"], "tv-resized-crop": ["u8-3"], "tv-jitter": ["u8-3"], "pipeline": ["u8-3"]}.items() for kind in kinds]


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

    turn = cv2.getRotationMatrix2D((255.5, 255.5), 30, 0.9)
    place = cv2.getPerspectiveTransform(np.float32([[20, 30], [490, 15], [500, 480], [10, 500]]), np.float32([[0, 0], [480, 0], [480, 470], [0, 470]]))
    table = np.clip(np.arange(256) * 1.2 + 10, 0, 255).astype(np.uint8)
    kernel = np.float32([[-0.3, -0.3, -0.3], [-0.3, 3.4, -0.3], [-0.3, -0.3, -0.3]])
    tiles = cv2.createCLAHE(4.0, (8, 8))

    def hue_saturation():
        hsv = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2HSV))
        return cv2.cvtColor(cv2.merge([cv2.LUT(plane, table) for plane in hsv]), cv2.COLOR_HSV2RGB)

    def clahe():
        if channels == 1:
            return tiles.apply(image)
        lab = list(cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2LAB)))
        lab[0] = tiles.apply(lab[0])
        return cv2.cvtColor(cv2.merge(lab), cv2.COLOR_LAB2RGB)

    def normalize():
        return cv2.multiply(cv2.subtract(image, low, dtype=cv2.CV_32F), scale)

    def pil_resize():
        return np.asarray(picture.resize((224, 224), PIL.Image.BILINEAR))

    def to_tensor():
        return torchvision.transforms.functional.to_tensor(image)

    if operation in ("tv-resize", "tv-resized-crop", "tv-jitter", "pipeline"):
        import PIL.Image
        picture = PIL.Image.fromarray(image)
    if operation in ("totensor", "tv-resized-crop", "tv-jitter", "pipeline"):
        import torch
        import torchvision
        torch.set_num_threads(1)
    if operation.startswith("tv-") and operation not in ("tv-flip", "tv-resize"):
        crop, jitter = torchvision.transforms.RandomResizedCrop(224), torchvision.transforms.ColorJitter(0.4, 0.4, 0.4, 0.1)
    if operation == "pipeline":
        t = torchvision.transforms
        stages = t.Compose([
            t.RandomResizedCrop(224), t.RandomHorizontalFlip(), t.ColorJitter(0.4, 0.4, 0.4, 0.1), t.ToTensor(), t.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
        return lambda: stages(picture)
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
        "a-flip": lambda: cv2.flip(image, 1),
        "a-flip-vertical": lambda: cv2.flip(image, 0),
        "a-transpose": lambda: cv2.transpose(image),
        "a-resize": lambda: cv2.resize(image, (224, 224)),
        "a-rotate": lambda: cv2.warpAffine(image, turn, (512, 512), borderMode=cv2.BORDER_REFLECT_101),
        "a-shift-scale-rotate": lambda: cv2.warpAffine(image, turn, (512, 512), borderMode=cv2.BORDER_REFLECT_101),
        "a-perspective": lambda: cv2.resize(cv2.warpPerspective(image, place, (480, 470)), (512, 512)),
        "a-pad": lambda: cv2.copyMakeBorder(image, 44, 44, 44, 44, cv2.BORDER_REFLECT_101),
        "a-blur": lambda: cv2.blur(image, (7, 7)),
        "a-gaussian-blur": lambda: cv2.GaussianBlur(image, (7, 7), 0),
        "a-median-blur": lambda: cv2.medianBlur(image, 5),
        "a-sharpen": lambda: cv2.filter2D(image, -1, kernel),
        "a-brightness-contrast": lambda: cv2.LUT(image, table),
        "a-hue-saturation": hue_saturation,
        "a-clahe": clahe,
        "a-equalize": lambda: cv2.equalizeHist(image) if channels == 1 else cv2.merge([cv2.equalizeHist(plane) for plane in cv2.split(image)]),
        "a-normalize": normalize,
        "tv-flip": lambda: cv2.flip(image, 1),
        "tv-resize": pil_resize,
        "tv-resized-crop": lambda: np.asarray(crop(picture)),
        "tv-jitter": lambda: np.asarray(jitter(picture)),
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
            start = time.thread_time()
            for _ in range(int(calls)):
                result = function()
            times.append((time.thread_time() - start) * 1000 / int(calls))
        print(json.dumps({"times": times, "value": float(result.shape[-3] * result.shape[-2] if result.ndim == 3 else result.shape[0] * result.shape[1])}), flush=True)


def compare(workers, case, rounds):
    # What is drawn at random takes more or less long: longer turns. And .NET compiles anew what has run some dozens of times.
    chance = 5 if case.startswith(("tv-resized", "tv-jitter", "pipeline")) else 1
    for who in workers:
        warm = who.run(f"{case} 40")
    calls = max(1, min(100, round(chance * STEP_MS / min(warm["times"]))))
    times, ratios, first = ([], []), [], None
    for i in range(rounds):
        turn = {}
        for who in workers if i % 2 == 0 else workers[::-1]:
            turn[who] = who.run(f"{case} {calls}")
        for kept, who in zip(times, workers):
            kept += turn[who]["times"]
        ratios.append(min(turn[workers[0]]["times"]) / min(turn[workers[1]]["times"]))
        first = first or turn[workers[0]]
    same = turn[workers[0]]["value"] == turn[workers[1]]["value"]
    ratio, target = statistics.median(ratios), PIPELINE_TARGET if case.startswith("pipeline") else TARGET
    last = turn[workers[0]]
    grown = (last["memory"] - first["memory"]) / 2**20
    flat = last["handles"] == first["handles"] and grown < GROWTH_MB
    quartiles = statistics.quantiles(ratios, n=4) if rounds > 1 else [ratio] * 3
    print(f"{case:26} {min(times[0]):9.4f} {min(times[1]):9.4f} {ratio:6.2f} {quartiles[0]:6.2f}-{quartiles[2]:.2f} {target:6.2f} {grown:8.1f}"
          f"{'' if ratio <= target else '   MISSED'}{'' if same else '   sizes differ'}{'' if flat else '   GROWS'}", flush=True)
    return ratio <= target and same and flat


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10, help="turns of each process per case")
    parser.add_argument("--only", default="", help="the cases whose name holds this text")
    args = parser.parse_args()
    workers = run.Worker(run.OURS, "operations"), run.Worker(PYTHON, "operations")
    print(f"{'operation':26} {'least ms':>9} {'OpenCV':>9} {'ratio':>6} {'quartiles':>11} {'target':>6} {'grows MB':>8}")
    held = [compare(workers, case, args.rounds) for case in CASES if args.only in case]
    for who in workers:
        who.close()
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker()
    else:
        main()
