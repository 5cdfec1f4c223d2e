#!/usr/bin/python3
"""The Python side of the benchmarks, the counterpart of bench/Thelper.Bench; bench/run.py drives both.

usage: worker.py CASE THREADS
Says "ready", then runs as many steps as each line of its input says and answers with their times in milliseconds and the last value.
"""
import json
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F

# An operator's step is this many calls.
CALLS = 1000


def calls(function):
    def step():
        for _ in range(CALLS):
            function()
        return 0.0
    return step


def add():
    a, b = torch.ones(1), torch.ones(1)
    return calls(lambda: torch.add(a, b))


def cat():
    parts = [torch.ones(4) for _ in range(3)]
    return calls(lambda: torch.cat(parts))


def conv():
    x, weight, bias = torch.randn(1, 3, 8, 8), torch.randn(8, 3, 3, 3), torch.randn(8)
    return calls(lambda: F.conv2d(x, weight, bias, padding=1))


def training(model, x, target, optimizer, flat=False):
    criterion = nn.CrossEntropyLoss()
    model.train()

    def step():
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output.flatten(0, 1) if flat else output, target)
        loss.backward()
        optimizer.step()
        return loss.item()
    return step


def lenet():
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
    return training(model, torch.rand(32, 1, 32, 32), torch.randint(10, (32,)), torch.optim.Adam(model.parameters(), lr=1e-3))


def resnet18():
    import torchvision
    model = torchvision.models.resnet18(num_classes=10)
    return training(model, torch.rand(16, 3, 96, 96), torch.randint(10, (16,)), torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9))


def block(inputs, outputs):
    layers = []
    for k in (inputs, outputs):
        layers += [nn.Conv2d(k, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """The layers of thelper.nn.unet.UNet."""

    def __init__(self, classes, channels=3, mid=512):
        super().__init__()
        widths = [mid >> k for k in (4, 3, 2, 1)]
        self.down = nn.ModuleList(block(a, b) for a, b in zip([channels] + widths, widths + [mid]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(mid >> k, mid >> (k + 1), 2, stride=2) for k in range(4))
        self.join = nn.ModuleList(block(mid >> k, mid >> (k + 1)) for k in range(3))
        self.join.append(nn.Sequential(nn.Conv2d(mid // 8, mid // 16, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(mid // 16, classes, 1)))
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        kept = []
        for k, down in enumerate(self.down):
            x = down(x if k == 0 else self.pool(x))
            kept.append(x)
        for k in range(4):
            x = self.join[k](torch.cat([kept[3 - k], self.up[k](x)], 1))
        return x


def unet(mid=512):
    model = UNet(21, mid=mid)
    return training(model, torch.rand(2, 3, 128, 128), torch.randint(21, (2, 128, 128)), torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9))


def unet32():
    return unet(32)


def detector(name):
    from torchvision.models import detection
    model = getattr(detection, name)(weights=None, weights_backbone=None, num_classes=5, min_size=256, max_size=256)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
    images = torch.rand(2, 3, 256, 256)
    targets = [{"boxes": torch.tensor([[20., 30., 120., 140.], [100., 60., 240., 200.], [5., 150., 90., 250.]]), "labels": torch.tensor([1, 2, 3])} for _ in images]
    model.train()

    def step():
        optimizer.zero_grad()
        loss = sum(model(list(images), targets).values())
        loss.backward()
        optimizer.step()
        return loss.item()
    return step


def fasterrcnn_mobile():
    return detector("fasterrcnn_mobilenet_v3_large_320_fpn")


def fasterrcnn_resnet50():
    return detector("fasterrcnn_resnet50_fpn")


class Tagger(nn.Module):
    """A class for every step of a sequence."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(32, 64, 2, batch_first=True)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0])


def lstm():
    model = Tagger()
    return training(model, torch.rand(16, 32, 32), torch.randint(10, (512,)), torch.optim.Adam(model.parameters(), lr=1e-3), flat=True)


def transformer():
    model = nn.Sequential(nn.TransformerEncoderLayer(128, 4, 512, batch_first=True), nn.Linear(128, 10))
    return training(model, torch.rand(16, 32, 128), torch.randint(10, (512,)), torch.optim.Adam(model.parameters(), lr=1e-3), flat=True)


def main():
    case, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    step = globals()[case]()
    print("ready", flush=True)
    for line in sys.stdin:
        times, value = [], 0.0
        for _ in range(int(line)):
            start = time.perf_counter()
            value = step()
            times.append((time.perf_counter() - start) * 1e3)
        print(json.dumps({"times": times, "value": value}), flush=True)


if __name__ == "__main__":
    main()
