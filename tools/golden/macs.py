#!/usr/bin/python3
"""Multiplications (each with its addition) of torchvision's networks in one forward pass, counted where PyTorch calls its operators.

Run with the Python that has Debian's torch and torchvision:  /usr/bin/python3 tools/golden/macs.py
Writes tests/Thelper.Tests/Golden/macs.json: name -> parameters, size of the image, multiplications. Products of matrices and convolutions
count, as in fvcore; the networks lie on the device that holds no values, detectors on the processor (weights by seed 0, an image by seed 1).
"""
import json
import os
import warnings

import torch
import torchvision
from torch.utils._python_dispatch import TorchDispatchMode
from torchvision.models import get_model_builder, get_model_weights, list_models

warnings.filterwarnings("ignore")
OUTPUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Thelper.Tests", "Golden", "macs.json")
aten = torch.ops.aten


def prod(values):
    out = 1
    for v in values:
        out *= v
    return out


class Counter(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        packet = func.overloadpacket
        if packet is aten.mm:
            self.macs += args[0].shape[0] * args[0].shape[1] * args[1].shape[1]
        elif packet is aten.addmm:
            self.macs += args[1].shape[0] * args[1].shape[1] * args[2].shape[1]
        elif packet is aten.bmm:
            self.macs += args[0].shape[0] * args[0].shape[1] * args[0].shape[2] * args[1].shape[2]
        elif packet is aten.baddbmm:
            self.macs += args[1].shape[0] * args[1].shape[1] * args[1].shape[2] * args[2].shape[2]
        elif packet in (aten.convolution, aten._convolution):
            x, w, transposed = args[0], args[1], args[6]
            self.macs += (x if transposed else out).numel() * prod(w.shape[1:])
        return out


def side(name):
    crop = getattr(list(get_model_weights(name))[0].transforms(), "crop_size", None)
    return crop[0] if crop else 520


def count(model, x):
    model.eval()
    counter = Counter()
    with counter:
        model(x)
    return counter.macs


def main():
    content = {}
    for module, extra in ((torchvision.models, {}), (torchvision.models.segmentation, {"weights_backbone": None})):
        for name in list_models(module):
            model = get_model_builder(name)(**extra)
            # Vision transformers are made for one size, whatever their first weights were trained on.
            parameters, size = sum(p.numel() for p in model.parameters()), getattr(model, "image_size", None) or side(name)
            # With gradients, MultiheadAttention does not take its short cut, which is one operator.
            content[name] = [parameters, size, count(model.to("meta"), torch.zeros(1, 3, size, size, device="meta"))]
            print(name, content[name], flush=True)
    for name in list_models(torchvision.models.detection):
        torch.manual_seed(0)
        model = get_model_builder(name)(weights=None, weights_backbone=None)
        size = 300 if name.startswith("ssd300") else 320 if "320" in name else 800
        torch.manual_seed(1)
        with torch.no_grad():
            content[name] = [sum(p.numel() for p in model.parameters()), size, count(model, [torch.rand(3, size, size)])]
        print(name, content[name], flush=True)
    with open(OUTPUT, "w") as f:
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in content.items()) + "\n}\n")
    print(OUTPUT, os.path.getsize(OUTPUT))


if __name__ == "__main__":
    main()
