#!/usr/bin/python3
"""One training loop on fixed data, the counterpart of bench/Thelper.Bench; bench/run.py runs both in turn.

usage: train.py lenet|resnet18 WARMUP STEPS THREADS
"""
import json
import sys
import time

import torch
from torch import nn


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def setup(name):
    if name == "lenet":
        return lenet(), torch.rand(32, 1, 32, 32), torch.randint(10, (32,))
    import torchvision
    return torchvision.models.resnet18(num_classes=10), torch.rand(16, 3, 96, 96), torch.randint(10, (16,))


def main():
    name, (warmup, steps, threads) = sys.argv[1], map(int, sys.argv[2:])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model, x, target = setup(name)
    parameters = model.parameters()
    optimizer = torch.optim.Adam(parameters, lr=1e-3) if name == "lenet" else torch.optim.SGD(parameters, lr=0.01, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    model.train()
    times = []
    for step in range(warmup + steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = criterion(model(x), target)
        loss.backward()
        optimizer.step()
        value = loss.item()
        if step >= warmup:
            times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"times": times, "loss": value}))


if __name__ == "__main__":
    main()
