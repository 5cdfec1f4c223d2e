#!/usr/bin/python3
"""Golden values of autocast on the processor, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/autocast.py tests/Thelper.Torch.Tests/Golden/autocast.json

Which type each operator's result has for inputs in 32 bits and in bfloat16, and a step of a small convnet under autocast:
weights and input are sines of element numbers, so that a test makes them without a file.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import math
import sys
import warnings

import torch
from torch.nn import functional as F

warnings.simplefilter("ignore")
# oneDNN computes in bfloat16 on processors with AVX-512 alone, and fails there when it is held to AVX2.
torch.backends.mkldnn.set_flags(False)


def wave(shape, k=0, scale=1.0, shift=0.0):
    count = math.prod(shape)
    return torch.tensor([math.sin(0.7 * i + k) * scale + shift for i in range(count)], dtype=torch.float64).float().reshape(shape)


def brief(tensor):
    flat = tensor.detach().double().flatten()
    weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
    return {"shape": list(tensor.shape), "head": flat[:16].tolist(), "sum": flat.sum().item(), "wave": (flat * weights).sum().item()}


OPERATORS = {
    "mm": lambda x: x.mm(x),
    "matmul": lambda x: torch.matmul(x, x),
    "bmm": lambda x: x.view(1, 4, 4).bmm(x.view(1, 4, 4)),
    "addmm": lambda x: torch.addmm(x, x, x),
    "linear": lambda x: F.linear(x, x),
    "conv2d": lambda x: F.conv2d(x.view(1, 1, 4, 4), x[:2, :2].reshape(1, 1, 2, 2)),
    "conv_transpose2d": lambda x: F.conv_transpose2d(x.view(1, 1, 4, 4), x[:2, :2].reshape(1, 1, 2, 2)),
    "add": lambda x: x + x,
    "mul_mixed": lambda x: x * torch.ones(4, 4),
    "relu": lambda x: x.relu(),
    "softmax": lambda x: x.softmax(-1),
    "layer_norm": lambda x: F.layer_norm(x, [4]),
    "max_pool2d": lambda x: F.max_pool2d(x.view(1, 1, 4, 4), 2),
    "avg_pool2d": lambda x: F.avg_pool2d(x.view(1, 1, 4, 4), 2),
    "mse_loss": lambda x: F.mse_loss(x, x * 2),
    "prod": lambda x: x.prod(),
    "cat_mixed": lambda x: torch.cat([x, torch.ones(4, 4)]),
    "stack_mixed": lambda x: torch.stack([x, torch.ones(4, 4)]),
    "exp": lambda x: x.exp(),
    "sum": lambda x: x.sum(),
    "upsample": lambda x: F.interpolate(x.view(1, 1, 4, 4), scale_factor=2.0, mode="nearest"),
    "gelu": lambda x: F.gelu(x),
    "binary_cross_entropy_with_logits": lambda x: F.binary_cross_entropy_with_logits(x, torch.ones(4, 4)),
}


def types():
    found = {}
    for name, operator in OPERATORS.items():
        row = []
        for dtype in (torch.float32, torch.bfloat16):
            x = (wave([4, 4]).abs() + 0.1).to(dtype)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                try:
                    row.append(str(operator(x).dtype).replace("torch.", ""))
                except RuntimeError:
                    row.append("error")
        found[name] = row
    return found


def convnet():
    names = {"conv1": [8, 3, 3, 3], "bias1": [8], "conv2": [16, 8, 3, 3], "bias2": [16], "fc": [10, 16], "bias3": [10]}
    weights = {name: wave(shape, k, 0.3).requires_grad_() for k, (name, shape) in enumerate(names.items())}
    x = wave([4, 3, 12, 12], 9).requires_grad_()
    target = torch.tensor([1, 3, 5, 7])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        h = F.max_pool2d(F.conv2d(x, weights["conv1"], weights["bias1"], padding=1).relu(), 2)
        h = F.conv2d(h, weights["conv2"], weights["bias2"], padding=1).relu().mean([2, 3])
        logits = F.linear(h, weights["fc"], weights["bias3"])
        loss = F.cross_entropy(logits.float(), target)
    loss.backward()
    result = {"hidden": brief(h), "hidden_type": str(h.dtype)[6:], "logits": brief(logits), "logits_type": str(logits.dtype)[6:], "loss": loss.item(), "input_grad": brief(x.grad)}
    result["grads"] = {name: brief(weight.grad) for name, weight in weights.items()}
    return result


with open(sys.argv[1], "w") as file:
    json.dump({"types": types(), "convnet": convnet()}, file, indent=1)
    file.write("\n")
