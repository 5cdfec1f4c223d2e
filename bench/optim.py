#!/usr/bin/python3
"""Times optimizer steps over seven million numbers here and in Python, in turn, and prints a table.

usage: bench/optim.py [--rounds N] [--only NAME]
       bench/optim.py --worker CASE THREADS        (Python's side of one case, as bench/worker.py)
Needs a built bench/Thelper.Bench and the Python that has torch. Cases: an optimizer, and `many` (60 tensors like a ResNet-18's) or `one`.
"""
import argparse
import json
import os
import statistics
import sys
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "optim.py"), "--worker"]
WARMUP, STEPS = 10, 3
# ours, Python's, highest accepted ratio
CASES = [("adamw", "adam", 0.6), ("adamw", "adamw", 1.0), ("adam", "adam", 1.0), ("sgd", "sgd", 1.0), ("rmsprop", "rmsprop", 1.0), ("adagrad", "adagrad", 1.0)]


def shapes(kind):
    if kind == "one":
        return [(7_000_000,)]
    result, before = [(64, 3, 7, 7), (64,), (64,)], 64
    for width in (64, 128, 256, 352):
        result += [(width, before, 3, 3), (width,), (width,)] + 3 * [(width, width, 3, 3), (width,), (width,)]
        if before != width:
            result += [(width, before, 1, 1), (width,), (width,)]
        before = width
    return result


def worker(case, threads):
    import torch
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    name, kind = case.split("-")
    parameters = [torch.nn.Parameter(torch.randn(s)) for s in shapes(kind)]
    for p in parameters:
        p.grad = torch.randn(p.shape)
    make = {"sgd": lambda p: torch.optim.SGD(p, 1e-3, momentum=0.9), "adam": torch.optim.Adam, "adamw": torch.optim.AdamW,
            "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad}[name]
    optimizer = make(parameters)
    print("ready", flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            optimizer.step()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"times": times, "value": parameters[0].flatten()[0].item()}), flush=True)


def compare(ours, theirs, kind, target, rounds):
    workers = run.Worker(run.OURS, f"{ours}-{kind}"), run.Worker(PYTHON, f"{theirs}-{kind}")
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
    values = [turn[who]["value"] for who in workers]
    for who in workers:
        who.close()
    ratio = statistics.median(ratios)
    same = "" if ours != theirs else "equal" if abs(values[0] - values[1]) < 1e-6 else f"{values[0]} {values[1]}"
    print(f"{ours + ' / ' + theirs:20} {kind:6} {statistics.median(times[0]):10.3f} {statistics.median(times[1]):10.3f} {ratio:6.3f} "
          f"{min(times[0]):8.3f} {min(times[1]):8.3f} {target:6.2f}   {same}", flush=True)
    return ratio <= target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40, help="turns of each process per case")
    parser.add_argument("--only", help="cases of one of our optimizers alone")
    args = parser.parse_args()
    print(f"{'ours / Python':20} {'shapes':6} {'thelper ms':>10} {'Python ms':>10} {'ratio':>6} {'least':>8} {'least':>8} {'target':>6}   values")
    held = [compare(*case[:2], kind, case[2], args.rounds) for case in CASES if args.only in (None, case[0]) for kind in ("many", "one")]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        main()
