#!/usr/bin/python3
"""Reference numbers for torchvision's networks: names and shapes, initial weights by seed, outputs and gradients for weights that follow from a formula.

Run with the Python that has Debian's torch and torchvision:  /usr/bin/python3 tools/golden/zoo.py [shapes|values]
Writes zoo_shapes.json and zoo_values.json in tests/Thelper.Vision.Tests/Golden. The largest networks take some GB and minutes.
"""
import pins  # first: the libraries read these settings when they are loaded
import hashlib
import json
import os
import sys
import time
import warnings

import torch
import torchvision
from torchvision.models import get_model_builder, list_models
from torchvision.models.maxvit import MaxVit
from torchvision.models.swin_transformer import PatchMergingV2, SwinTransformer, SwinTransformerBlockV2
from torchvision.models.vision_transformer import VisionTransformer, interpolate_embeddings

warnings.filterwarnings("ignore")
OUTPUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Thelper.Vision.Tests", "Golden")
SEED, INPUT_SEED, PRIME, SAMPLES = 7, 123, 10007, 8
models = torchvision.models
segmentation = torchvision.models.segmentation


def pattern(count, salt):
    """Numbers in [-1, 1] from whole ones alone, so that every machine has the same."""
    i = torch.arange(count, dtype=torch.int64)
    return ((i * i * 7 + i * 31 + salt * 97) % PRIME).double() / (PRIME // 2) - 1


@torch.no_grad()
def fill(model):
    """Weights that keep a signal's size: a matrix by the number of its inputs, scales and variances near one, everything else small."""
    for salt, (key, value) in enumerate(model.state_dict().items()):
        if not value.is_floating_point() or "relative_coords" in key:
            continue
        v = pattern(value.numel(), salt).view(value.shape)
        if value.dim() >= 2 and min(value.shape) > 0 and not key.endswith(("layer_scale", "class_token", "pos_embedding", "bias_table", "logit_scale")):
            v = v * (3.0 / value[0].numel()) ** 0.5
        elif key.endswith(("running_var", "logit_scale")) or (key.endswith("weight") and value.dim() == 1):
            v = 1 + v / 4
        else:
            v = v / 8
        value.copy_(v)


def digest(parts):
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part)
    return sha.hexdigest()[:16]


def shapes(model):
    return digest(f"{k} {list(v.shape)}\n".replace(" [", " ").replace("]", "").replace(", ", "x").encode() for k, v in model.state_dict().items())


def sample(t):
    """A few values, evenly spaced."""
    flat = t.detach().double().flatten()
    step = max(1, flat.numel() // SAMPLES)
    return [round(x, 7) for x in flat[::step][:SAMPLES].tolist()]


def outputs(y):
    """Every output by position, the main one first."""
    if isinstance(y, dict):
        y = tuple(y.values())
    return [t for t in y if t is not None] if isinstance(y, tuple) else [y]


def structure(model):
    return {"parameters": sum(p.numel() for p in model.parameters()), "entries": len(model.state_dict()), "shapes": shapes(model)}


def initial(model):
    """The bytes of all initial weights; their sum of magnitudes for other processors; the next draw, which shows how many went before."""
    floats = [v.contiguous() for v in model.state_dict().values() if v.is_floating_point()]
    return {
        "bytes": digest(v.numpy().tobytes() for v in floats),
        "magnitude": sum(v.double().abs().sum().item() for v in floats),
        "next": torch.rand(1).item(),
    }


def run(model, shape):
    fill(model)
    x = (pattern(int(torch.tensor(shape).prod()), 5)).float().view(*shape)
    model.eval()
    out = {"input": list(shape)}
    with torch.no_grad():
        out["eval"] = [sample(y) for y in outputs(model(x))]
    model.train()
    torch.manual_seed(INPUT_SEED)
    ys = outputs(model(x))
    out["train"] = [sample(y) for y in ys]
    # What normalisation keeps: its momentum shows here.
    out["statistics"] = sum((v.double().abs().sum().item() for n, v in model.named_buffers() if n.endswith(("running_mean", "running_var"))), 0.0)
    loss = sum((y.square().mean() for y in ys), torch.zeros(()))
    loss.backward()
    out["loss"] = loss.item()
    named = [(n, p) for n, p in model.named_parameters() if p.grad is not None]
    step = max(1, len(named) // 10)
    out["gradients"] = {n: p.grad.double().abs().sum().item() for n, p in named[::step]}
    out["gradient"] = sum(p.grad.double().abs().sum().item() for _, p in named)
    return out


# What is compared in full: name in the file, builder, shape of the input. Small images where the architecture allows.
FULL = {
    "alexnet": (lambda: models.alexnet(num_classes=7), (2, 3, 63, 63)),
    "vgg11": (lambda: models.vgg11(num_classes=7, dropout=0.2), (2, 3, 32, 32)),
    "vgg13_bn": (lambda: models.vgg13_bn(num_classes=7, init_weights=False), (2, 3, 40, 32)),
    "resnet34": (lambda: models.resnet34(num_classes=7), (4, 3, 64, 64)),
    "wide_resnet50_2": (lambda: models.wide_resnet50_2(num_classes=7), (4, 3, 48, 48)),
    "squeezenet1_0": (lambda: models.squeezenet1_0(num_classes=7), (2, 3, 64, 64)),
    "squeezenet1_1": (lambda: models.squeezenet1_1(num_classes=7, dropout=0.1), (2, 3, 64, 48)),
    "densenet121": (lambda: models.densenet121(num_classes=7, drop_rate=0.1), (4, 3, 64, 64)),
    "densenet161": (lambda: models.densenet161(num_classes=7, bn_size=2), (4, 3, 48, 48)),
    "inception_v3": (lambda: models.inception_v3(num_classes=7, init_weights=True, transform_input=True), (2, 3, 299, 299)),
    "inception_v3_plain": (lambda: models.inception_v3(num_classes=7, init_weights=False, aux_logits=False), (4, 3, 107, 107)),
    "googlenet": (lambda: models.googlenet(num_classes=7, init_weights=True), (4, 3, 64, 64)),
    "googlenet_plain": (lambda: models.googlenet(num_classes=7, init_weights=False, aux_logits=False, transform_input=True), (4, 3, 64, 64)),
    "shufflenet_v2_x0_5": (lambda: models.shufflenet_v2_x0_5(num_classes=7), (4, 3, 64, 64)),
    "shufflenet_v2_x1_5": (lambda: models.shufflenet_v2_x1_5(num_classes=7), (4, 3, 64, 64)),
    "mobilenet_v2": (lambda: models.mobilenet_v2(num_classes=7), (4, 3, 64, 64)),
    "mobilenet_v2_narrow": (lambda: models.mobilenet_v2(num_classes=7, width_mult=0.35, round_nearest=4), (4, 3, 64, 64)),
    "mobilenet_v3_small": (lambda: models.mobilenet_v3_small(num_classes=7), (4, 3, 64, 64)),
    "mnasnet0_5": (lambda: models.mnasnet0_5(num_classes=7), (4, 3, 64, 64)),
    "mnasnet1_3": (lambda: models.mnasnet1_3(num_classes=7, dropout=0.0), (4, 3, 64, 64)),
    "efficientnet_b0": (lambda: models.efficientnet_b0(num_classes=7), (4, 3, 64, 64)),
    "efficientnet_v2_s": (lambda: models.efficientnet_v2_s(num_classes=7), (4, 3, 64, 64)),
    "regnet_x_400mf": (lambda: models.regnet_x_400mf(num_classes=7), (4, 3, 64, 64)),
    "regnet_y_400mf": (lambda: models.regnet_y_400mf(num_classes=7, stem_width=24), (4, 3, 64, 64)),
    "convnext_tiny": (lambda: models.convnext_tiny(num_classes=7), (4, 3, 64, 64)),
    "vit_b_32": (lambda: models.vit_b_32(num_classes=7, image_size=64, dropout=0.1), (2, 3, 64, 64)),
    "vit_small": (lambda: VisionTransformer(32, 8, 2, 3, 48, 96, attention_dropout=0.2, num_classes=7, representation_size=20), (2, 3, 32, 32)),
    "swin_t": (lambda: models.swin_t(num_classes=7), (2, 3, 64, 72)),
    "swin_small": (lambda: SwinTransformer([4, 4], 24, [2, 2], [2, 4], [3, 3], num_classes=7), (2, 3, 36, 52)),
    "swin_v2_small": (lambda: SwinTransformer([2, 2], 24, [2, 2, 2], [2, 4, 8], [4, 4], num_classes=7, block=SwinTransformerBlockV2, downsample_layer=PatchMergingV2), (2, 3, 38, 50)),
    "swin_v2_t": (lambda: models.swin_v2_t(num_classes=7), (2, 3, 64, 64)),
    "maxvit_small": (lambda: MaxVit((64, 64), 16, 2, [32, 64], [2, 2], 16, 0.3, num_classes=7, mlp_dropout=0.1), (2, 3, 64, 64)),
    "fcn_resnet50": (lambda: segmentation.fcn_resnet50(num_classes=5, aux_loss=True, weights_backbone=None), (2, 3, 40, 48)),
    "deeplabv3_mobilenet_v3_large": (lambda: segmentation.deeplabv3_mobilenet_v3_large(num_classes=5, aux_loss=True, weights_backbone=None), (4, 3, 48, 64)),
    "lraspp_mobilenet_v3_large": (lambda: segmentation.lraspp_mobilenet_v3_large(num_classes=5, weights_backbone=None), (4, 3, 48, 64)),
}


def full(name):
    build, shape = FULL[name]
    torch.manual_seed(SEED)
    model = build()
    return {**structure(model), "initial": initial(model), **run(model, shape)}


def positions():
    """interpolate_embeddings from 3 x 3 to 5 x 5 patches."""
    state = {"encoder.pos_embedding": pattern(10 * 4, 3).float().view(1, 10, 4)}
    return interpolate_embeddings(40, 8, state)["encoder.pos_embedding"].flatten().tolist()


def shapes_of_all():
    content = {}
    for module, extra in ((models, {}), (segmentation, {"weights_backbone": None})):
        for name in list_models(module):
            model = get_model_builder(name)(**extra)
            content[name] = structure(model)
            del model
    return content


def timed(name):
    start = time.time()
    content = full(name)
    print(f"{name} {time.time() - start:.1f} s", file=sys.stderr, flush=True)
    return content


def write(name, content):
    path = os.path.join(OUTPUT, name)
    with open(path, "w") as f:
        # one network per line keeps the file small and its differences readable
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in content.items()) + "\n}\n")
    print(path, os.path.getsize(path))


def main():
    wanted = sys.argv[1:] or ["shapes", "values"]
    if "shapes" in wanted:
        write("zoo_shapes.json", shapes_of_all())
    if "values" in wanted:
        write("zoo_values.json", {"positions": positions(), **{name: timed(name) for name in FULL}})


if __name__ == "__main__":
    main()
