"""Reference random orders of the data layer, from numpy and PyTorch themselves.

Run with a Python that has numpy and torch: python3 tools/golden/data_orders.py
Writes tests/Thelper.Tests/Golden/data/orders.json.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import pathlib

import numpy as np
import torch
from torch.utils.data import DataLoader


def numpy_case(seed):
    np.random.seed(seed)
    items = list(range(1000))
    np.random.shuffle(items)
    return {"seed": seed, "shuffle": items, "random": np.random.random(5).tolist()}


def seeded(seed, draw):
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    result = draw()
    torch.set_rng_state(state)
    return result


def repeat(items, count):
    drawn = []
    while len(drawn) < count:
        drawn += [items[i] for i in torch.randperm(len(items))][: count - len(drawn)]
    return drawn


def permute(items):
    return [items[i] for i in torch.randperm(len(items))]


def random_case(count, seed, scale):
    items = list(range(100, 100 + count))
    return {"count": count, "seed": seed, "scale": scale, "order": seeded(seed, lambda: permute(repeat(items, round(count * scale))))}


def labelled():
    # 5, 25 and 70 samples of three classes, interleaved.
    return (["a"] * 5 + ["b"] * 25 + ["c"] * 70)[::-1]


def weighted_case(stype, seed, scale):
    labels = labelled()
    groups = {}
    for index, label in enumerate(labels):
        groups.setdefault(label, []).append(index)
    count = round(len(labels) * scale)

    def draw():
        if stype == "random":
            weights = torch.tensor([1.0 / len(groups[label]) for label in labels], dtype=torch.float64)
            return torch.multinomial(weights, count, replacement=True).tolist()
        base = {label: 1 / len(groups) if stype == "uniform" else (len(group) / len(labels)) ** (1 / float(stype[4:])) for label, group in groups.items()}
        total = sum(base.values())
        shares = {label: int(count * (weight / total)) for label, weight in base.items()}
        shares["c"] += count - sum(shares.values())
        return permute([index for label, group in groups.items() for index in repeat(group, shares[label])])

    return {"stype": stype, "seed": seed, "scale": scale, "order": seeded(seed, draw)}


def stream_case(seed, epoch, workers):
    # What libtorch's generator gives right after an iteration over a loader has begun.
    torch.manual_seed(11)
    if workers == 0:
        torch.manual_seed(seed + epoch)
    loader = DataLoader(list(range(8)), batch_size=2, num_workers=workers)
    iterator = iter(loader)
    next(iterator)
    return {"seed": seed, "epoch": epoch, "workers": workers, "next": torch.randint(0, 2**31, (4,)).tolist()}


def main():
    cases = {
        "numpy": [numpy_case(seed) for seed in (0, 42, 123456789, 2**32 - 1)],
        "random": [random_case(*case) for case in ((10, 0, 1.0), (57, 3, 0.5), (57, 3, 2.5), (1, 9, 1.0), (1437, 2, 1.0))],
        "weighted": [weighted_case(*case) for case in (("random", 1, 1.0), ("uniform", 2, 1.5), ("root2", 3, 1.0), ("root8", 4, 1.0), ("uniform", 5, 0.5))],
        "stream": [stream_case(*case) for case in ((2, 0, 0), (2, 3, 0), (2, 0, 2))],
    }
    path = pathlib.Path(__file__).parents[2] / "tests/Thelper.Tests/Golden/data/orders.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
