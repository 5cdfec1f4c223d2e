#!/usr/bin/python3
"""Reference numbers for torchvision's operations on boxes and regions.

Run with the Python that has Debian's torch and torchvision:  /usr/bin/python3 tools/golden/vision_ops.py
Writes tests/Thelper.Vision.Tests/Golden/ops.json. Inputs are drawn from torch's generator; the tests draw the same.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import os
from collections import OrderedDict

import torch
import torchvision
from torchvision import ops

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Thelper.Vision.Tests", "Golden", "ops.json")


def numbers(t):
    return {"shape": list(t.shape), "values": [float("%.9g" % v) for v in t.detach().double().flatten().tolist()]}


def boxes(seed, count, size=100.0, dtype=torch.float32):
    torch.manual_seed(seed)
    at = torch.rand(count, 2, dtype=dtype) * size
    return torch.cat([at, at + torch.rand(count, 2, dtype=dtype) * (0.4 * size) + 1], 1)


def rois(seed, count, images, dtype=torch.float32):
    """Some reach beyond the map on every side, some are smaller than a pixel of it."""
    torch.manual_seed(seed)
    at = torch.rand(count, 2, dtype=dtype) * 44 - 8
    size = torch.rand(count, 2, dtype=dtype) * torch.linspace(0.2, 40, count, dtype=dtype)[:, None]
    image = torch.arange(count, dtype=dtype)[:, None] % images
    return torch.cat([image, at, at + size], 1)


def suppression():
    out = []
    for count, groups, threshold, dtype in [(0, 1, 0.5, "float32"), (1, 1, 0.5, "float32"), (60, 1, 0.1, "float32"), (60, 1, 0.5, "float64"), (900, 1, 0.7, "float32"),
                                            (0, 3, 0.5, "float32"), (300, 4, 0.5, "float32"), (1500, 3, 0.7, "float32"), (1500, 5, 0.3, "float64")]:
        b = boxes(count + groups, count, dtype=getattr(torch, dtype))
        scores = torch.rand(count, dtype=b.dtype).mul(50).floor().div(50)  # many equal ones
        idxs = torch.randint(0, groups, (count,))
        keep = ops.nms(b, scores, threshold) if groups == 1 else ops.batched_nms(b, scores, idxs, threshold)
        out.append({"count": count, "groups": groups, "threshold": threshold, "dtype": dtype, "keep": keep.tolist()})
    return out


def geometry():
    a, b = boxes(1, 5), boxes(2, 7)
    out = {"box_area": numbers(ops.box_area(a)), "box_iou": numbers(ops.box_iou(a, b)), "generalized_box_iou": numbers(ops.generalized_box_iou(a, b)),
           "clip_boxes_to_image": numbers(ops.clip_boxes_to_image(b * 2 - 40, (90, 60))), "remove_small_boxes": ops.remove_small_boxes(b, 20.0).tolist()}
    for source in ["xyxy", "xywh", "cxcywh"]:
        for target in ["xyxy", "xywh", "cxcywh"]:
            out[f"{source}_{target}"] = numbers(ops.box_convert(a, source, target))
    return out


def regions():
    out = []
    for dtype in ["float32", "float64"]:
        for name, options in [("roi_align", {"aligned": al, "sampling_ratio": sr}) for al in [False, True] for sr in [-1, 0, 2]] + [("roi_pool", {})]:
            for count in [0, 9] if dtype == "float32" else [9]:
                r = rois(3, count, 2, getattr(torch, dtype))
                torch.manual_seed(4)
                x = torch.rand(2, 3, 7, 9, dtype=r.dtype).requires_grad_()
                y = getattr(ops, name)(x, r, (3, 2), 0.25, **options)
                weight = torch.rand(y.shape, dtype=r.dtype)
                (y * weight).sum().backward()
                out.append({"name": name, "dtype": dtype, "count": count, **options, "output": numbers(y), "gradient": numbers(x.grad)})
    return out


def pyramid():
    out = {}
    torch.manual_seed(5)
    maps = OrderedDict([("0", torch.rand(2, 4, 32, 40)), ("1", torch.rand(2, 4, 16, 20)), ("2", torch.rand(2, 4, 8, 10)), ("unused", torch.rand(2, 4, 2, 2))])
    for m in maps.values():
        m.requires_grad_()
    pool = ops.MultiScaleRoIAlign(["0", "1", "2"], 2, 2, canonical_scale=14, canonical_level=3)
    where = [boxes(6, 6, 120.0), boxes(7, 3, 90.0)]
    y = pool(maps, where, [(128, 160), (120, 100)])
    y.square().sum().backward()
    out["pool"] = {"output": numbers(y), "text": str(pool), "gradients": [float("%.9g" % maps[k].grad.double().abs().sum()) for k in ["0", "1", "2"]]}
    for name, extra in [("max", lambda: ops.feature_pyramid_network.LastLevelMaxPool()), ("p6p7", lambda: ops.feature_pyramid_network.LastLevelP6P7(8, 4)),
                        ("none", lambda: None)]:
        torch.manual_seed(8)
        fpn = ops.FeaturePyramidNetwork([4, 6, 8], 4, extra())
        torch.manual_seed(9)
        x = OrderedDict([("a", torch.rand(1, 4, 13, 15)), ("b", torch.rand(1, 6, 7, 8)), ("c", torch.rand(1, 8, 4, 4))])
        y = fpn(x)
        out[name] = {"keys": list(fpn.state_dict()), "maps": {k: [list(v.shape), float("%.9g" % v.double().sum()), float("%.9g" % v.double().abs().sum())] for k, v in y.items()}}
    torch.manual_seed(10)
    frozen = ops.FrozenBatchNorm2d(3)
    frozen.load_state_dict({k: torch.rand(3) + 0.5 for k in ["weight", "bias", "running_mean", "running_var"]})
    out["frozen"] = numbers(frozen(torch.rand(1, 3, 2, 2)))
    return out


def overlaps():
    """Box measures and losses beside those of geometry(); one pair does not touch."""
    a, b = boxes(1, 5), boxes(2, 7)
    out = {"distance_box_iou": numbers(ops.distance_box_iou(a, b)), "complete_box_iou": numbers(ops.complete_box_iou(a, b))}
    torch.manual_seed(3)
    masks = (torch.rand(3, 6, 8) > 0.8)
    out["masks_to_boxes"] = numbers(ops.masks_to_boxes(masks))
    first = torch.cat([boxes(4, 6), torch.tensor([[0., 0., 5., 5.]])])
    second = torch.cat([first[:6] + boxes(5, 6) * 0.1, torch.tensor([[20., 30., 25., 50.]])])
    for name in ["generalized_box_iou_loss", "distance_box_iou_loss", "complete_box_iou_loss"]:
        x = first.clone().requires_grad_()
        loss = getattr(ops, name)(x, second, reduction="none")
        loss.sum().backward()
        out[name] = {"values": numbers(loss), "gradient": numbers(x.grad), "mean": numbers(getattr(ops, name)(first, second, reduction="mean")),
                     "empty": numbers(getattr(ops, name)(first[:0], second[:0], reduction="mean"))}
    torch.manual_seed(6)
    x = (torch.rand(4, 5) * 6 - 3).requires_grad_()
    y = (torch.rand(4, 5) > 0.7).float()
    for name, options in {"focal": {}, "focal_plain": {"alpha": -1, "gamma": 0}, "focal_steep": {"alpha": 0.6, "gamma": 3.5}}.items():
        x.grad = None
        loss = ops.sigmoid_focal_loss(x, y, **options)
        loss.sum().backward()
        out[name] = {"values": numbers(loss), "gradient": numbers(x.grad)}
    return out


def sensitive():
    out = []
    for name, options in [("ps_roi_align", {"sampling_ratio": sr}) for sr in [-1, 2]] + [("ps_roi_pool", {})]:
        r = rois(3, 9, 2)
        torch.manual_seed(4)
        x = torch.rand(2, 12, 7, 9).requires_grad_()
        y = getattr(ops, name)(x, r, (3, 2), 0.25, **options)
        weight = torch.rand(y.shape)
        (y * weight).sum().backward()
        case = {"name": name, **options, "output": numbers(y)}
        if name == "ps_roi_align":  # the other's gradient is not that of its values: it reaches into the last row and column
            case["gradient"] = numbers(x.grad)
        out.append(case)
    return out


DEFORMABLE = [{"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "offset_groups": 1, "mask": False}, {"stride": 2, "padding": 1, "dilation": 1, "groups": 2, "offset_groups": 2, "mask": True},
              {"stride": 1, "padding": 2, "dilation": 2, "groups": 1, "offset_groups": 4, "mask": True}]


def deformable():
    out = []
    for o in DEFORMABLE:
        torch.manual_seed(12)
        x = torch.rand(2, 4, 5, 4).requires_grad_()
        weight = (torch.rand(6, 4 // o["groups"], 3, 3) - 0.5).requires_grad_()
        bias = torch.rand(6).requires_grad_()
        size = [(s + 2 * o["padding"] - o["dilation"] * 2 - 1) // o["stride"] + 1 for s in (5, 4)]
        offset = (torch.rand(2, 18 * o["offset_groups"], *size) * 6 - 3).requires_grad_()
        mask = torch.rand(2, 9 * o["offset_groups"], *size).requires_grad_()
        y = ops.deform_conv2d(x, offset, weight, bias, stride=o["stride"], padding=o["padding"], dilation=o["dilation"], mask=mask if o["mask"] else None)
        (y * torch.rand(y.shape)).sum().backward()
        case = {**o, "output": numbers(y), "input": numbers(x.grad), "weight": numbers(weight.grad), "bias": numbers(bias.grad), "offset": numbers(offset.grad)}
        if o["mask"]:
            case["mask_gradient"] = numbers(mask.grad)
        out.append(case)
    torch.manual_seed(13)
    layer = ops.DeformConv2d(4, 6, 3, stride=2, padding=1, groups=2)
    out.append({"text": str(layer), "weight": numbers(layer.weight), "bias": numbers(layer.bias)})
    return out


def noise():
    out = {}
    torch.manual_seed(16)
    block = ops.Conv3dNormActivation(2, 4, 3, stride=2, norm_layer=None, dilation=1)
    out["conv3d"] = {"keys": list(block.state_dict()), "output": numbers(block(torch.rand(1, 2, 3, 4, 5)))}
    for name, shape in {"drop_block2d": (2, 3, 6, 7), "drop_block3d": (1, 2, 5, 6, 7)}.items():
        for block in [1, 3]:  # torchvision fails on even ones
            torch.manual_seed(14)
            x = torch.rand(*shape)
            out[f"{name}_{block}"] = numbers(getattr(ops, name)(x, 0.3, block))
    out["next_draw"] = torch.randint(0, 1 << 30, (1,)).item()
    out["texts"] = [str(ops.DropBlock2d(0.1, 3)), str(ops.DropBlock3d(0.5, 2, inplace=True)), str(ops.RoIAlign((3, 2), 0.25, 2, True)), str(ops.RoIPool((3, 2), 0.5)),
                    str(ops.PSRoIAlign((3, 2), 0.25, -1)), str(ops.PSRoIPool((3, 2), 1.0))]
    return out


def soft():
    """The algorithm of arXiv:1704.04503, figure 2, written down again; torchvision has none."""
    b = boxes(15, 30)
    scores = torch.rand(30, dtype=torch.float32)
    iou = ops.box_iou(b.double(), b.double())
    out = {}
    for method in ["gaussian", "linear"]:
        left, s, keep, values = list(range(30)), scores.double().tolist(), [], []
        while left:
            best = max(left, key=lambda i: s[i])
            left.remove(best)
            keep.append(best)
            values.append(s[best])
            for i in left:
                o = iou[best, i].item()
                s[i] *= torch.exp(torch.tensor(-o * o / 0.5, dtype=torch.float64)).item() if method == "gaussian" else (1 - o if o >= 0.3 else 1)
            left = [i for i in left if s[i] >= 0.05]
        out[method] = {"keep": keep, "scores": [float("%.9g" % v) for v in values]}
    return out


if __name__ == "__main__":
    with open(TARGET, "w") as f:
        json.dump({"torchvision": torchvision.__version__, "suppression": suppression(), "geometry": geometry(), "regions": regions(), "pyramid": pyramid(),
                   "overlaps": overlaps(), "sensitive": sensitive(), "deformable": deformable(), "noise": noise(), "soft": soft()}, f, separators=(",", ":"))
        f.write("\n")
