#!/usr/bin/python3
"""Times the same work here and in Python, in turn, and prints a table. Exit code 1 if a ratio is above its target.

usage: bench/run.py [--rounds N] [CASE ...]
Two processes live side by side and take turns of a fraction of a second, so that a machine that slows down slows both.
A ratio is the median of the rounds' ratios. Needs a built bench/Thelper.Bench and the Python that has torch and torchvision.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = [os.path.join(HERE, "Thelper.Bench", "bin", "Release", "net10.0", "Thelper.Bench")]
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "worker.py")]
THREADS = 2
# name: (shown as, warm-up steps, steps a round, highest accepted ratio)
CASES = {
    "add": ("1000 x add of 1 element", 200, 10, 1.0),
    "cat": ("1000 x cat of 3 tensors", 200, 10, 1.0),
    "conv": ("1000 x convolution on 8 x 8", 50, 3, 1.0),
    "resnet18": ("ResNet-18, 16 x 3 x 96 x 96, SGD", 3, 2, 1.02),
    "unet": ("UNet, 2 x 3 x 128 x 128, SGD", 3, 2, 1.02),
    "unet32": ("UNet of 32 channels, 2 x 3 x 128 x 128, SGD", 10, 8, 1.02),
    "fasterrcnn_mobile": ("Faster R-CNN, MobileNetV3, 2 x 256 x 256", 2, 1, 1.02),
    "fasterrcnn_resnet50": ("Faster R-CNN, ResNet-50, 2 x 256 x 256", 2, 1, 1.02),
    "lstm": ("LSTM, 16 x 32 x 32, Adam", 30, 5, 1.02),
    "transformer": ("transformer block, 16 x 32 x 128, Adam", 30, 5, 1.02),
    "lenet": ("LeNet, 32 x 1 x 32 x 32, Adam", 200, 30, 1.05),
}


class Worker:
    def __init__(self, command, case):
        env = dict(os.environ, OMP_NUM_THREADS=str(THREADS))
        self.name = command[-1]
        self.process = subprocess.Popen(command + [case, str(THREADS)], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"{self.name} did not start {case}: exit code {self.process.wait()}")

    def run(self, steps):
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{self.name} stopped with exit code {self.process.wait()}")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def compare(case, rounds):
    title, warmup, steps, target = CASES[case]
    ours, theirs = Worker(OURS, case), Worker(PYTHON, case)
    first = ours.run(warmup)
    theirs.run(warmup)
    a, b, ratios = [], [], []
    for i in range(rounds):
        turn = {}
        for worker in (ours, theirs) if i % 2 == 0 else (theirs, ours):
            turn[worker] = worker.run(steps)
        a.append(statistics.median(turn[ours]["times"]))
        b.append(statistics.median(turn[theirs]["times"]))
        ratios.append(a[-1] / b[-1])
    last = turn[ours]
    ours.close()
    theirs.close()
    ratio = statistics.median(ratios)
    quartiles = statistics.quantiles(ratios, n=4) if rounds > 1 else [ratio] * 3
    print(f"{title:40} {statistics.median(a):10.3f} {statistics.median(b):10.3f} {ratio:6.3f} {quartiles[0]:6.3f}-{quartiles[2]:.3f} {target:6.2f}"
          f"   {first['handles']} {last['handles']}", flush=True)
    return ratio <= target and first["handles"] == last["handles"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40, help="turns of each process per case")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"which ({', '.join(CASES)}); all unless named")
    args = parser.parse_args()
    unknown = [case for case in args.cases if case not in CASES]
    if unknown:
        parser.error(f"unknown case {unknown[0]}: one of {', '.join(CASES)}")
    print(f"{'case':40} {'thelper ms':>10} {'Python ms':>10} {'ratio':>6} {'quartiles':>13} {'target':>6}   handles after warm-up, at the end")
    held = [compare(case, args.rounds) for case in args.cases or CASES]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
