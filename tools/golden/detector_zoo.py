#!/usr/bin/python3
"""Reference numbers for torchvision's detectors besides Faster R-CNN: names, initial weights, losses, gradients, detections with masks and key points.

Run with the Python that has Debian's torch and torchvision:  /usr/bin/python3 tools/golden/detector_zoo.py
Writes tests/Thelper.Vision.Tests/Golden/detector_zoo.json. Initial weights are hashed; for everything else both sides fill the weights by one
formula of whole numbers, so that they are the same on every processor. Images are drawn from torch's generator; the tests draw the same.
"""
import pins  # first: the libraries read these settings when they are loaded
import hashlib
import json
import os

import torch
from torchvision.models import detection

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Thelper.Vision.Tests", "Golden", "detector_zoo.json")
PERIOD = 65521
SMALL = {"min_size": 96, "max_size": 128}
MODELS = {
    "maskrcnn_resnet50_fpn": {**SMALL, "box_score_thresh": 0.22, "box_detections_per_img": 6, "rpn_post_nms_top_n_test": 60, "box_batch_size_per_image": 64},
    "maskrcnn_resnet50_fpn_v2": {**SMALL, "box_score_thresh": 0.22, "box_detections_per_img": 6, "rpn_post_nms_top_n_test": 60, "box_batch_size_per_image": 64},
    "keypointrcnn_resnet50_fpn": {**SMALL, "num_keypoints": 5, "box_score_thresh": 0.22, "box_detections_per_img": 6, "rpn_post_nms_top_n_test": 60, "box_batch_size_per_image": 64},
    "retinanet_resnet50_fpn": {**SMALL, "topk_candidates": 100, "detections_per_img": 20},
    "retinanet_resnet50_fpn_v2": {**SMALL, "topk_candidates": 100, "detections_per_img": 20},
    "fcos_resnet50_fpn": {**SMALL, "topk_candidates": 100, "detections_per_img": 20},
    "ssd300_vgg16": {"topk_candidates": 50, "detections_per_img": 20},
    "ssdlite320_mobilenet_v3_large": {"topk_candidates": 50, "detections_per_img": 20},
}


def short(v):
    return float("%.9g" % v)


def table():
    """Numbers in [-1, 1) that look random: a hash of 0, 1, 2, ..., in whole numbers."""
    i = torch.arange(PERIOD, dtype=torch.int64)
    x = (i * 2654435761 + 12345) % 4294967296
    x = ((x ^ (x >> 15)) * 2246822519) % 4294967296
    x = ((x ^ (x >> 13)) * 3266489917) % 4294967296
    return ((x >> 8).double() / (1 << 23) - 1).float()


def fill(model):
    """Weights by formula: even within bounds that keep the size of what goes through; normalisation near none."""
    numbers = table()
    with torch.no_grad():
        for k, (name, t) in enumerate(model.state_dict().items()):
            if not t.is_floating_point():
                continue
            count = t.numel()
            at = (torch.arange(count, dtype=torch.int64) + k * 7919) % PERIOD
            u = numbers[at].reshape(t.shape)
            if t.dim() > 1:
                t.copy_(u * (3.0 / (count // t.shape[0])) ** 0.5)
            elif name.endswith(("running_var", "weight")):
                t.copy_(1 + 0.25 * u)
            else:
                t.copy_(0.1 * u)


def pictures(points):
    torch.manual_seed(123)
    images = [torch.rand(3, 100, 140), torch.rand(3, 120, 90)]
    targets = [
        {"boxes": torch.tensor([[10., 20., 60., 90.], [70., 5., 130., 50.], [1., 1., 30., 30.]]), "labels": torch.tensor([1, 2, 4])},
        {"boxes": torch.tensor([[5., 40., 80., 119.]]), "labels": torch.tensor([3])},
    ]
    for image, target in zip(images, targets):
        boxes = target["boxes"]
        y = torch.arange(image.shape[1])[None, :, None]
        x = torch.arange(image.shape[2])[None, None, :]
        # An ellipse in every box.
        cx, cy = (boxes[:, 0] + boxes[:, 2])[:, None, None] / 2, (boxes[:, 1] + boxes[:, 3])[:, None, None] / 2
        rx, ry = (boxes[:, 2] - boxes[:, 0])[:, None, None] / 2, (boxes[:, 3] - boxes[:, 1])[:, None, None] / 2
        target["masks"] = (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1).to(torch.uint8)
        at = torch.linspace(0.05, 1, points)[None, :].expand(len(boxes), points)
        px = boxes[:, :1] + at * (boxes[:, 2:3] - boxes[:, :1])
        py = boxes[:, 1:2] + (1 - at) * (boxes[:, 3:] - boxes[:, 1:2])
        seen = (torch.arange(points)[None, :] + torch.arange(len(boxes))[:, None]) % 3
        target["keypoints"] = torch.stack([px, py, seen.float()], 2)
    return images, targets


def found(model, images):
    with torch.no_grad():
        out = []
        for d in model(images):
            one = {"count": len(d["scores"]), "boxes": [short(v) for v in d["boxes"][:6].flatten().tolist()], "labels": d["labels"].tolist(),
                   "scores": [short(v) for v in d["scores"][:6].tolist()]}
            if "masks" in d:
                one["mask_shape"] = list(d["masks"].shape)
                one["mask_sums"] = [short(v) for v in d["masks"].double().sum([1, 2, 3]).tolist()]
                one["mask_pixels"] = d["masks"].ge(0.5).sum([1, 2, 3]).tolist()
            if "keypoints" in d:
                one["keypoints"] = [short(v) for v in d["keypoints"].flatten().tolist()]
                one["keypoint_scores"] = [short(v) for v in d["keypoints_scores"].flatten().tolist()]
            out.append(one)
        return out


def digest(state):
    h = hashlib.sha256()
    for v in state.values():
        h.update(v.contiguous().numpy().tobytes())
    return h.hexdigest()


def describe(name, options):
    torch.manual_seed(7)
    model = getattr(detection, name)(weights=None, weights_backbone=None, num_classes=5, **options)
    state = model.state_dict()
    out = {"parameters": sum(p.numel() for p in model.parameters()), "draw": torch.randint(0, 1 << 30, (1,)).item(), "initial": digest(state),
           "keys": hashlib.sha256("\n".join(f"{k} {list(v.shape)}" for k, v in state.items()).encode()).hexdigest(), "first_keys": list(state)[-4:]}
    fill(model)
    images, targets = pictures(options.get("num_keypoints", 5))
    torch.manual_seed(11)
    losses = model(images, targets)
    out["losses"] = {k: short(v) for k, v in losses.items()}
    sum(losses.values()).backward()
    grads = [(n, short(p.grad.double().abs().sum())) for n, p in model.named_parameters() if p.grad is not None]
    out["gradients"] = dict(grads[:: max(1, len(grads) // 12)] + grads[-4:])
    torch.manual_seed(13)
    none = [{"boxes": torch.zeros(0, 4), "labels": torch.zeros(0, dtype=torch.int64), "masks": torch.zeros(0, *image.shape[1:], dtype=torch.uint8),
             "keypoints": torch.zeros(0, options.get("num_keypoints", 5), 3)} for image in images]
    out["losses_without_objects"] = {k: short(v) for k, v in model(images, none).items()}
    model.eval()
    fill(model)
    out["detections"] = found(model, images)
    out["next_draw"] = torch.randint(0, 1 << 30, (1,)).item()
    return out


def levels():
    """Losses of FCOS for an object that the second map alone is for: at its middle the edges are 80 pixels away, and the first map goes to 64."""
    model = detection.fcos_resnet50_fpn(weights=None, weights_backbone=None, num_classes=5, min_size=256, max_size=256)
    fill(model)
    torch.manual_seed(17)
    losses = model([torch.rand(3, 256, 256)], [{"boxes": torch.tensor([[20., 30., 180., 190.]]), "labels": torch.tensor([2])}])
    return {"losses": {k: short(v) for k, v in losses.items()}}


if __name__ == "__main__":
    torch.set_num_threads(2)
    result = {"fcos levels": levels()}
    for name, options in MODELS.items():
        result[name] = describe(name, options)
        with open(TARGET, "w") as f:
            json.dump(result, f, separators=(",", ":"))
            f.write("\n")
