#!/usr/bin/python3
"""How far PyTorch's own answers of two-stage detectors lie from those in numbers of 64 bits, with weights that are drawn as the tests of exports draw them.

    /usr/bin/python3 tools/detector-rounding.py [NAME ...]

Needs Debian's torch and torchvision. For each detector and picture: the greatest difference of boxes, labels and scores, over the greatest number of each or over 1, of float32 and float64, with oneDNN's
kernels and with libtorch's, and of these two.
"""
import math
import sys

import torch
from torchvision.models import detection

NAMES = ["fasterrcnn_mobilenet_v3_large_320_fpn", "fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2", "maskrcnn_resnet50_fpn", "keypointrcnn_resnet50_fpn"]
SMALL = dict(weights=None, weights_backbone=None, num_classes=5, min_size=64, max_size=96, box_score_thresh=0.22, box_detections_per_img=12, rpn_post_nms_top_n_test=40)
PICTURES = 2


def make(name):
    options = dict(SMALL)
    if "mobilenet" in name:
        options["box_score_thresh"] = 0.1
    if "keypoint" in name:
        options["num_keypoints"] = 5
    model = getattr(detection, name)(**options).eval()
    torch.manual_seed(5)
    for key, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            is_scale = key.endswith("running_var") or (tensor.dim() == 1 and key.endswith("weight"))
            tensor.uniform_(-1, 1)
            if is_scale:
                tensor.mul_(0.25).add_(1)
            else:
                tensor.mul_(math.sqrt(3.0 * tensor.shape[0] / tensor.numel()) if tensor.dim() > 1 and min(tensor.shape) > 1 else 0.1)
    return model


def answers(model, picture):
    found = model([picture])[0]
    return [found[key] for key in ("boxes", "labels", "scores")]


def difference(found, expected):
    if any(a.shape != b.shape for a, b in zip(found, expected)):
        return math.nan
    return max(float((a.double() - b.double()).abs().max() / max(1.0, float(b.double().abs().max()))) for a, b in zip(found, expected))


def main():
    torch.set_num_threads(2)
    for name in sys.argv[1:] or NAMES:
        model = make(name)
        torch.manual_seed(7)
        for _ in range(PICTURES):
            picture = torch.rand(3, 60, 80)
            with torch.no_grad():
                single = answers(model, picture)
                with torch.backends.mkldnn.flags(enabled=False):
                    other = answers(model, picture)
                exact = answers(model.double(), picture.double())
                model.float()
            print(f"{name:40} oneDNN {difference(single, exact):.1e}, libtorch {difference(other, exact):.1e}, one by the other {difference(single, other):.1e}", flush=True)


if __name__ == "__main__":
    main()
