#!/usr/bin/python3
"""Bits that every processor must give, from PyTorch 1.13 under pins.py (Debian: python3-torch): what else depends on the kernels is made of these.

    /usr/bin/python3 tools/golden/processor.py tests/Thelper.Torch.Tests/Golden/processor.json

The first 16 hexadecimal digits of the SHA-256 of the results' bytes. Inputs are drawn from torch's generator, uniform ones, which are the same everywhere.
"""
import pins  # first: the libraries read these settings when they are loaded
import hashlib
import json
import sys

import torch
from torch import nn
from torch.nn import functional as F


def bits(*tensors):
    return hashlib.sha256(b"".join(t.detach().contiguous().numpy().tobytes() for t in tensors)).hexdigest()[:16]


def gradients(function, *inputs):
    inputs = [x.requires_grad_() for x in inputs]
    output = function(*inputs)
    output.square().sum().backward()
    return [output, *(x.grad for x in inputs)]


def draw(*shape, dtype=torch.float32):
    return torch.rand(shape, dtype=dtype) - 0.5


def steps():
    net = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
                        nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    x = torch.rand(8, 3, 33, 33)
    for _ in range(2):
        optimizer.zero_grad()
        F.cross_entropy(net(x), torch.arange(8)).backward()
        optimizer.step()
    return net.state_dict().values()


CASES = {
    "product": lambda: [draw(130, 1200) @ draw(1200, 170)],
    "product_double": lambda: [draw(130, 1200, dtype=torch.float64) @ draw(1200, 170, dtype=torch.float64)],
    "product_with_vector": lambda: [draw(900, 700) @ draw(700)],
    "dot": lambda: [draw(50000).dot(draw(50000))],
    "qr": lambda: torch.linalg.qr(draw(90, 60), mode="complete"),
    "svd": lambda: torch.linalg.svd(draw(60, 40), full_matrices=False),
    "solve": lambda: [torch.linalg.solve(draw(70, 70), draw(70, 3))],
    "symmetric_eigen": lambda: torch.linalg.eigh(draw(50, 50)),
    "elements": lambda: [draw(3000).exp().log1p().sin().tanh().erf().sigmoid().pow(1.7).rsqrt()],
    "softmax": lambda: gradients(lambda x: x.log_softmax(1), draw(40, 300)),
    "sums": lambda: [x for t in [draw(300, 400)] for x in (t.sum(), t.mean(0), t.var(1), t.norm(), t.cumsum(1), t.logsumexp(0))],
    "normal": lambda: [torch.randn(5000), torch.randn(7)],
    "convolution": lambda: gradients(lambda x, w, b: F.conv2d(x, w, b, padding=1), draw(2, 24, 19, 23), draw(40, 24, 3, 3), draw(40)),
    "strided_convolution": lambda: gradients(lambda x, w: F.conv2d(x, w, stride=2, padding=3), draw(2, 3, 45, 41), draw(16, 3, 7, 7)),
    "grouped_convolution": lambda: gradients(lambda x, w: F.conv2d(x, w, padding=1, groups=24), draw(2, 24, 17, 17), draw(24, 1, 3, 3)),
    "transposed_convolution": lambda: gradients(lambda x, w: F.conv_transpose2d(x, w, stride=2), draw(2, 12, 9, 9), draw(12, 8, 2, 2)),
    "normalisation": lambda: gradients(lambda x, w, b: F.batch_norm(x, None, None, w, b, True), draw(4, 10, 13, 13), draw(10), draw(10)),
    "interpolation": lambda: gradients(lambda x: F.interpolate(x, scale_factor=1.7, mode="bilinear", align_corners=False), draw(2, 5, 21, 17)),
    "recurrence": lambda: gradients(lambda x: nn.LSTM(12, 20, 2)(x)[0], draw(9, 4, 12)),
    "steps": steps,
}

result = {}
for name, case in CASES.items():
    torch.manual_seed(3)
    result[name] = bits(*case())
with open(sys.argv[1], "w") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
