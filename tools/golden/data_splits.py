"""Splits of random configurations, with numpy's own generator: several data sets, sections that name them in another order,
shares below, at and above 1, classes, samples without a class.

    /usr/bin/python3 tools/golden/data_splits.py > tests/Thelper.Tests/Golden/data/splits.json

The rules are those of thelper 0.6.2, written down anew: the test share comes off the front of lists shuffled under the test seed,
the rest is shuffled under the validation seed, set after set in the order in which the sections name them first.
"""
import pins  # first: the libraries read these settings when they are loaded
import json

import numpy as np

CLASSES = ["a", "b", "c"]


def cut(lists, shares, shuffle, test_seed, valid_seed):
    """One round: a list per data set to a list per set and data set."""
    lists = {name: list(items) for name, items in lists.items()}
    sums = dict(shares["train"])
    for part in ("valid", "test"):
        joined = {name: value + shares[part].get(name, 0) for name, value in sums.items()}
        joined = {name: value for name, value in joined.items() if value > 0}
        for name, value in shares[part].items():
            if name not in sums and value > 0:
                joined[name] = value
        sums = joined
    if shuffle:
        np.random.seed(test_seed)
        for items in lists.values():
            np.random.shuffle(items)
    result, start = {}, dict.fromkeys(lists, 0)
    for part in ("test", "valid", "train"):
        result[part] = {name: [] for name in lists}
        for name in sums:
            if name in shares[part]:
                end = min(start[name] + int(round(shares[part][name] * len(lists[name]))), len(lists[name]))
                result[part][name] = lists[name][start[name]:end]
                start[name] = end
        if part == "test" and shuffle:
            np.random.seed(valid_seed)
            for name in sums:
                tail = lists[name][start[name]:]
                np.random.shuffle(tail)
                lists[name][start[name]:] = tail
    return result


def split(case):
    labels = case["labels"]
    shares = {part: dict(case[part]) for part in ("train", "valid", "test")}
    names = {name for part in shares.values() for name in part}
    for name in names:
        total = shares["train"].get(name, 0) + shares["valid"].get(name, 0) + shares["test"].get(name, 0)
        if total > 1:
            for part in shares.values():
                if name in part:
                    part[name] /= total
    settings = (shares, case["shuffle"], case["test_seed"], case["valid_seed"])
    shared = any(sum(name in part for part in shares.values()) > 1 for name in names)
    if not (case["balance"] and shared):
        return cut({name: range(len(own)) for name, own in labels.items()}, *settings)
    groups = {c: {name: [i for i, label in enumerate(own) if label == c] for name, own in labels.items()} for c in [*CLASSES, None]}
    result = {part: {name: [] for name in labels} for part in shares}
    for c in sorted(groups, key=lambda c: sum(map(len, groups[c].values()))):
        for part, lists in cut(groups[c], *settings).items():
            for name, items in lists.items():
                result[part][name] += items
    return result


def main():
    random = np.random.RandomState(20260802)
    cases = []
    for number in range(60):
        names = ["d%d" % i for i in range(random.randint(1, 5))]
        sizes = {name: int(random.choice([0, 1, 2, 7, 30, 61])) for name in names}
        labels = {name: [random.choice([*CLASSES, None], p=[0.5, 0.25, 0.2, 0.05]) for _ in range(size)] for name, size in sizes.items()}
        for c in CLASSES:
            labels[names[0]].append(c)
        case = {
            "labels": labels,
            "shuffle": bool(random.rand() < 0.9),
            "balance": bool(random.rand() < 0.6),
            "test_seed": int(random.randint(0, 2**16)),
            "valid_seed": int(random.randint(0, 2**16)),
        }
        for part in ("train", "valid", "test"):
            chosen = [name for name in random.permutation(names) if random.rand() < 0.8]
            case[part] = {name: float(random.choice([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.7, 1.0])) for name in chosen}
        if not (case["train"] or case["valid"] or case["test"]):
            continue
        case["expected"] = split(case)
        cases.append(case)
    print(json.dumps(cases, separators=(",", ":")))


main()
