#!/usr/bin/python3
"""Reference numbers for torchvision's Faster R-CNN: names, initial weights, losses, gradients, detections.

Run with the Python that has Debian's torch and torchvision:  /usr/bin/python3 tools/golden/detectors.py
Writes tests/Thelper.Vision.Tests/Golden/detectors.json. Inputs and draws come from torch's generator; the tests draw the same.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import os

import torch
from torchvision.models import detection

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Thelper.Vision.Tests", "Golden", "detectors.json")


def short(v):
    return float("%.9g" % v)


def sums(t):
    return [short(t.double().sum()), short(t.double().abs().sum())]


def pictures():
    torch.manual_seed(123)
    images = [torch.rand(3, 100, 140), torch.rand(3, 120, 90)]
    targets = [
        {"boxes": torch.tensor([[10., 20., 60., 90.], [70., 5., 130., 50.], [1., 1., 30., 30.]]), "labels": torch.tensor([1, 2, 4])},
        {"boxes": torch.tensor([[5., 40., 80., 119.]]), "labels": torch.tensor([3])},
    ]
    return images, targets


def found(model, images):
    with torch.no_grad():
        return [{"count": len(d["scores"]), "boxes": [short(v) for v in d["boxes"][:8].flatten().tolist()], "labels": d["labels"].tolist(),
                 "scores": [short(v) for v in d["scores"][:8].tolist()]} for d in model(images)]


def describe(name, **options):
    torch.manual_seed(7)
    model = getattr(detection, name)(weights=None, weights_backbone=None, num_classes=5, **options)
    images, targets = pictures()
    out = {"parameters": sum(p.numel() for p in model.parameters()), "weights": {k: [list(v.shape), *sums(v)] for k, v in model.state_dict().items()}}
    torch.manual_seed(11)
    losses = model(images, targets)
    out["losses"] = {k: short(v) for k, v in losses.items()}
    sum(losses.values()).backward()
    out["gradients"] = {n: short(p.grad.double().abs().sum()) for n, p in model.named_parameters() if p.grad is not None}
    torch.manual_seed(13)
    out["losses_without_objects"] = {k: short(v) for k, v in model(images[:1], [{"boxes": torch.zeros(0, 4), "labels": torch.zeros(0, dtype=torch.int64)}]).items()}
    model.eval()
    out["detections"] = found(model, images)
    out["next_draw"] = torch.randint(0, 1 << 30, (1,)).item()
    return out


if __name__ == "__main__":
    small = {"min_size": 96, "max_size": 160}
    result = {
        "fasterrcnn_mobilenet_v3_large_320_fpn": describe("fasterrcnn_mobilenet_v3_large_320_fpn", **small),
        "fasterrcnn_mobilenet_v3_large_fpn": describe("fasterrcnn_mobilenet_v3_large_fpn", min_size=[64, 96, 128], max_size=160, box_detections_per_img=20,
                                                      rpn_pre_nms_top_n_train=500, rpn_nms_thresh=0.6, bbox_reg_weights=[8., 8., 4., 4.]),
        "fasterrcnn_resnet50_fpn": describe("fasterrcnn_resnet50_fpn", **small),
        "fasterrcnn_resnet50_fpn_v2": describe("fasterrcnn_resnet50_fpn_v2", **small),
    }
    torch.manual_seed(7)
    result["text"] = str(detection.fasterrcnn_mobilenet_v3_large_320_fpn(weights=None, weights_backbone=None, num_classes=5, **small))
    with open(TARGET, "w") as f:
        json.dump(result, f, separators=(",", ":"))
        f.write("\n")
