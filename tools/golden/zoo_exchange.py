#!/usr/bin/python3
"""Files that torchvision saved, for the tests; and the exchange of files of every family, both ways, with the Python that has Debian's torch and torchvision.

  /usr/bin/python3 tools/golden/zoo_exchange.py golden          writes tests/Thelper.Vision.Tests/Golden/exchange (small networks) and zoo_versions.json
  /usr/bin/python3 tools/golden/zoo_exchange.py write FOLDER    saves one network of every family as torchvision does
  THELPER_ZOO_EXCHANGE=FOLDER tests/Thelper.Vision.Tests/bin/Release/net10.0/Thelper.Vision.Tests -class Thelper.Vision.Tests.Models.ExchangeTests
  /usr/bin/python3 tools/golden/zoo_exchange.py check FOLDER    loads what the test saved, strictly, and compares every tensor
"""
import hashlib
import json
import os
import sys
import warnings

import torch
import torchvision
from torchvision.models import get_model_builder, list_models
from torchvision.models.mnasnet import MNASNet
from torchvision.models.swin_transformer import PatchMergingV2, SwinTransformer, SwinTransformerBlockV2
from torchvision.models.vision_transformer import VisionTransformer

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "..", "tests", "Thelper.Vision.Tests", "Golden")
MODULES = (torchvision.models, torchvision.models.segmentation, torchvision.models.detection)
FAMILIES = [
    "alexnet", "vgg11_bn", "resnet18", "resnext50_32x4d", "wide_resnet50_2", "squeezenet1_1", "densenet121", "inception_v3", "googlenet", "shufflenet_v2_x0_5", "mobilenet_v2",
    "mobilenet_v3_small", "mnasnet0_5", "mnasnet0_75", "mnasnet1_0", "mnasnet1_3", "efficientnet_b0", "efficientnet_v2_s", "regnet_x_400mf", "regnet_y_400mf", "convnext_tiny", "vit_b_32", "swin_t",
    "swin_v2_t", "maxvit_t", "fcn_resnet50", "deeplabv3_resnet50", "deeplabv3_mobilenet_v3_large", "lraspp_mobilenet_v3_large", "fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2",
    "fasterrcnn_mobilenet_v3_large_320_fpn", "retinanet_resnet50_fpn", "retinanet_resnet50_fpn_v2", "fcos_resnet50_fpn", "ssd300_vgg16", "ssdlite320_mobilenet_v3_large", "maskrcnn_resnet50_fpn",
    "maskrcnn_resnet50_fpn_v2", "keypointrcnn_resnet50_fpn",
]


def build(name):
    backbone = {} if name in list_models(torchvision.models) else {"weights_backbone": None}
    return get_model_builder(name)(**backbone)


def versions(model):
    """The modules whose layout is not the first, with their version."""
    found = sorted(f"{k} {v['version']}" for k, v in model.state_dict()._metadata.items() if v["version"] != 1)
    return {"count": len(found), "digest": hashlib.sha256("".join(line + "\n" for line in found).encode()).hexdigest()[:16]}


def pattern(count):
    i = torch.arange(count, dtype=torch.int64)
    return (((i * i * 7 + i * 31 + 485) % 10007).double() / 5003 - 1).float()


def golden():
    folder = os.path.join(GOLDEN, "exchange")
    os.makedirs(folder, exist_ok=True)
    content = {}
    for name, make, side, wrap in [
        ("mnasnet", lambda: MNASNet(0.1, num_classes=2), 32, lambda state: state),
        ("vit", lambda: VisionTransformer(16, 8, 1, 2, 8, 16, num_classes=3), 16, lambda state: {"epoch": 3, "state_dict": state, "optimizer": {"state": {}}}),
        ("swin_v2", lambda: SwinTransformer([2, 2], 8, [2], [2], [2, 2], num_classes=3, block=SwinTransformerBlockV2, downsample_layer=PatchMergingV2), 8,
         lambda state: {"model": {"module." + k: v for k, v in state.items()}}),
    ]:
        torch.manual_seed(5)
        model = make().eval()
        torch.save(wrap(model.state_dict()), os.path.join(folder, name + ".pth"))
        with torch.no_grad():
            content[name] = model(pattern(3 * side * side).view(1, 3, side, side)).flatten().tolist()
    with open(os.path.join(folder, "outputs.json"), "w") as f:
        json.dump(content, f)
    with open(os.path.join(GOLDEN, "zoo_versions.json"), "w") as f:
        lines = [f"{json.dumps(name)}: {json.dumps(versions(build(name)))}" for name in FAMILIES]
        f.write("{\n" + ",\n".join(lines) + "\n}\n")
    for name in sorted(os.listdir(folder)):
        print(name, os.path.getsize(os.path.join(folder, name)))


def write(folder):
    for i, name in enumerate(FAMILIES):
        torch.manual_seed(i)
        state = build(name).state_dict()
        # Both forms in which people keep them.
        torch.save(state if i % 2 else {"state_dict": state, "epoch": 1}, os.path.join(folder, name + ".pth"))
        print(name, flush=True)


def check(folder):
    bad = []
    for name in FAMILIES:
        file = os.path.join(folder, name + ".out.pth")
        if not os.path.exists(file):
            bad.append(f"{name}: no file")
            continue
        before = torch.load(os.path.join(folder, name + ".pth"))
        before = before.get("state_dict", before)
        model = build(name)
        try:
            model.load_state_dict(torch.load(file), strict=True)
        except Exception as e:
            bad.append(f"{name}: {str(e)[:300]}")
            continue
        after = model.state_dict()
        if list(after) != list(before) or not all(torch.equal(after[k], before[k]) for k in before):
            bad.append(f"{name}: other values")
    print(f"{len(FAMILIES) - len(bad)} of {len(FAMILIES)} came back whole")
    print("\n".join(bad))
    sys.exit(bool(bad))


if __name__ == "__main__":
    {"golden": golden, "write": lambda: write(sys.argv[2]), "check": lambda: check(sys.argv[2])}[sys.argv[1]]()
