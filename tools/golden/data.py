#!/usr/bin/python3
"""Orders of samples in PyTorch 1.13's DataLoader and random_split (Debian: python3-torch).

    /usr/bin/python3 tools/golden/data.py tests/Thelper.Torch.Tests/Golden/data.json
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import sys

import torch
from torch.utils.data import DataLoader, TensorDataset, random_split


def epochs(loader, count=2):
    return [[batch[0].tolist() for batch in loader] for _ in range(count)]


def main(path):
    numbers = TensorDataset(torch.arange(11))
    result = {}
    torch.manual_seed(5)
    result["shuffled"] = epochs(DataLoader(numbers, batch_size=4, shuffle=True))
    result["after_shuffled"] = torch.rand(2).tolist()
    torch.manual_seed(5)
    result["ordered"] = epochs(DataLoader(numbers, batch_size=4), 1)
    result["after_ordered"] = torch.rand(2).tolist()
    result["seeded"] = epochs(DataLoader(numbers, batch_size=4, shuffle=True, drop_last=True, generator=torch.Generator().manual_seed(9)))
    result["split"] = [list(part.indices) for part in random_split(numbers, [5, 4, 2], torch.Generator().manual_seed(3))]
    torch.manual_seed(1)
    result["split_fractions"] = [list(part.indices) for part in random_split(numbers, [0.5, 0.3, 0.2])]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
