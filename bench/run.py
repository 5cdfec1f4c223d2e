#!/usr/bin/python3
"""Times one training loop here and in Python, process by process in alternation, and prints a table.

usage: bench/run.py [--rounds N] [--only MODEL]
Needs a built bench/Thelper.Bench and the Python that has torch and torchvision.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = [os.path.join(HERE, "Thelper.Bench", "bin", "Release", "net10.0", "Thelper.Bench")]
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "train.py")]
# name: (shown as, warm-up steps, measured steps, highest accepted ratio)
CASES = {
    "resnet18": ("ResNet-18, 16 x 3 x 96 x 96, SGD", 5, 25, 1.02),
    "lenet": ("LeNet, 32 x 1 x 32 x 32, Adam", 200, 2000, 1.05),
}
THREADS = 2


def run(command, name, warmup, steps):
    env = dict(os.environ, OMP_NUM_THREADS=str(THREADS))
    done = subprocess.run(command + [name, str(warmup), str(steps), str(THREADS)], env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed on {name} with exit code {done.returncode}")
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6, help="pairs of processes per model")
    parser.add_argument("--only", choices=sorted(CASES), help="one model alone")
    args = parser.parse_args()
    print(f"{'model':34} {'thelper ms':>10} {'Python ms':>10} {'ratio':>6} {'by round':>13} {'target':>6}  handles after step 10, last")
    for name, (title, warmup, steps, target) in CASES.items():
        if args.only not in (None, name):
            continue
        ours, theirs, ratios = [], [], []
        for i in range(args.rounds):
            # who goes first alternates, so that a machine that slows down slows both
            pair = {}
            for who in ("ours", "theirs") if i % 2 == 0 else ("theirs", "ours"):
                pair[who] = run(OURS if who == "ours" else PYTHON, name, warmup, steps)
            ours += pair["ours"]["times"]
            theirs += pair["theirs"]["times"]
            ratios.append(statistics.median(pair["ours"]["times"]) / statistics.median(pair["theirs"]["times"]))
            if abs(pair["ours"]["loss"] - pair["theirs"]["loss"]) > 1e-3 * max(1, abs(pair["theirs"]["loss"])):
                print(f"note: the losses differ: {pair['ours']['loss']} here, {pair['theirs']['loss']} in Python", file=sys.stderr)
        a, b = statistics.median(ours), statistics.median(theirs)
        spread = f"{min(ratios):.3f}-{max(ratios):.3f}"
        handles = " ".join(map(str, pair["ours"]["handles"]))
        print(f"{title:34} {a:10.3f} {b:10.3f} {a / b:6.3f} {spread:>13} {target:6.2f}  {handles}", flush=True)


if __name__ == "__main__":
    main()
