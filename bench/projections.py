#!/usr/bin/python3
"""Times t-SNE and UMAP of 1,797 digits here and in scikit-learn or umap-learn, in turn, compares their trustworthiness, and prints a table.

usage: bench/projections.py [--rounds N] [--only NAME]
       bench/projections.py --worker CASE THREADS        (Python's side of one case, as bench/worker.py)
Needs a built bench/Thelper.Bench and Debian's python3-sklearn and umap-learn; run it from the root of the repository.
"""
import argparse
import json
import os
import statistics
import sys
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "projections.py"), "--worker"]
# At least as fast, and no more than this below in trustworthiness (12 neighbours).
TARGET, LEAST = 1.0, 0.01
CASES = {"projection-tsne": "t-SNE of 1,797 digits (scikit-learn)", "projection-umap": "UMAP of 1,797 digits (umap-learn)"}


def worker(case, threads):
    import sklearn.datasets
    import sklearn.manifold
    digits = sklearn.datasets.load_digits().data
    if case == "projection-umap":
        import umap
        umap.UMAP(random_state=0, n_epochs=10).fit_transform(digits)  # compiles

    def project():
        return sklearn.manifold.TSNE(init="pca", random_state=0).fit_transform(digits) if case == "projection-tsne" else umap.UMAP(random_state=0).fit_transform(digits)

    print("ready", flush=True)
    for line in sys.stdin:
        times, value = [], 0.0
        for _ in range(int(line)):
            start = time.perf_counter()
            projected = project()
            times.append((time.perf_counter() - start) * 1000)
            value = sklearn.manifold.trustworthiness(digits, projected, n_neighbors=12)
        print(json.dumps({"times": times, "value": value}), flush=True)


def compare(case, title, rounds):
    ours, theirs = run.Worker(run.OURS, case), run.Worker(PYTHON, case)
    ours.run(2)
    times, ratios = ([], []), []
    for i in range(rounds):
        turn = {}
        for who in (ours, theirs) if i % 2 == 0 else (theirs, ours):
            turn[who] = who.run(1)
        a, b = (statistics.median(turn[who]["times"]) for who in (ours, theirs))
        ratios.append(a / b)
        times[0].append(a)
        times[1].append(b)
    values = [turn[who]["value"] for who in (ours, theirs)]
    ours.close()
    theirs.close()
    ratio = statistics.median(ratios)
    print(f"{title:40} {statistics.median(times[0]):10.1f} {statistics.median(times[1]):10.1f} {ratio:6.3f} {1 / ratio:6.1f}x   {values[0]:.4f} {values[1]:.4f}", flush=True)
    return ratio <= TARGET and values[0] >= values[1] - LEAST


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each process per case")
    parser.add_argument("--only", help="one case alone")
    args = parser.parse_args()
    print(f"{'case (against)':40} {'thelper ms':>10} {'Python ms':>10} {'ratio':>6} {'faster':>7}   trustworthiness of both")
    held = [compare(case, title, args.rounds) for case, title in CASES.items() if args.only in (None, case)]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        main()
