#!/usr/bin/python3
"""Reference numbers for the networks and bricks of thelper.nn that the recorded zoo of the original lacks, rebuilt here from plain torch layers.

    /usr/bin/python3 tools/golden/networks.py      # writes tests/Thelper.Tests/Golden/networks.json

EfficientNet follows efficientnet_pytorch 0.7 (names, order of construction, padding for the native image size, stochastic depth, swish as x * sigmoid(x)); its numbers of parameters
are compared with torchvision's. Weights are drawn with seed 7; the input is torch.rand with seed 123.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import math
import os

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from models import ROOT, SEED, CoordConv2d, ResNet, describe, fixed_input

SCALES = [(1.0, 1.0, 224, 0.2), (1.0, 1.1, 240, 0.2), (1.1, 1.2, 260, 0.3), (1.2, 1.4, 300, 0.3),
          (1.4, 1.8, 380, 0.4), (1.6, 2.2, 456, 0.4), (1.8, 2.6, 528, 0.5), (2.0, 3.1, 600, 0.5)]
# kernel, repeats, input, output, expansion, stride
STAGES = [(3, 1, 32, 16, 1, 1), (3, 2, 16, 24, 6, 2), (5, 2, 24, 40, 6, 2), (3, 3, 40, 80, 6, 2), (5, 3, 80, 112, 6, 1), (5, 4, 112, 192, 6, 2), (3, 1, 192, 320, 6, 1)]


def swish(x):
    return x * torch.sigmoid(x)


class Padded(nn.Conv2d):
    """Padded for maps of one size, more on the right and at the bottom."""

    def __init__(self, i, o, k, stride, side, groups=1):
        super().__init__(i, o, k, stride, bias=False, groups=groups)
        self.side = math.ceil(side / stride)
        total = max((self.side - 1) * stride + k - side, 0)
        self.pads = [total // 2, total - total // 2] * 2

    def forward(self, x):
        return super().forward(F.pad(x, self.pads))


def norm(c):
    return nn.BatchNorm2d(c, momentum=0.01, eps=0.001)


class MBConv(nn.Module):
    def __init__(self, i, o, k, stride, expansion, side, drop):
        super().__init__()
        wide = i * expansion
        if expansion != 1:
            self._expand_conv = nn.Conv2d(i, wide, 1, bias=False)
            self._bn0 = norm(wide)
        self._depthwise_conv = Padded(wide, wide, k, stride, side, wide)
        self._bn1 = norm(wide)
        few = max(1, int(i * 0.25))
        self._se_reduce = nn.Conv2d(wide, few, 1)
        self._se_expand = nn.Conv2d(few, wide, 1)
        self._project_conv = nn.Conv2d(wide, o, 1, bias=False)
        self._bn2 = norm(o)
        self.drop, self.skip, self.side = drop, stride == 1 and i == o, self._depthwise_conv.side

    def forward(self, x):
        y = swish(self._bn0(self._expand_conv(x))) if hasattr(self, "_expand_conv") else x
        y = swish(self._bn1(self._depthwise_conv(y)))
        s = self._se_expand(swish(self._se_reduce(F.adaptive_avg_pool2d(y, 1))))
        y = self._bn2(self._project_conv(torch.sigmoid(s) * y))
        if not self.skip:
            return y
        if self.drop and self.training:
            keep = 1 - self.drop
            y = y / keep * torch.floor(keep + torch.rand([x.shape[0], 1, 1, 1]))
        return y + x


class Port(nn.Module):
    def __init__(self, num, classes, channels=3):
        super().__init__()
        width, depth, side, self.dropout = SCALES[num]

        def filters(c):
            c = c * width
            near = max(8, int(c + 4) // 8 * 8)
            return int(near + 8 if near < 0.9 * c else near)

        self._conv_stem = Padded(channels, filters(32), 3, 2, side)
        self._bn0 = norm(filters(32))
        side = self._conv_stem.side
        count = sum(math.ceil(depth * stage[1]) for stage in STAGES)
        self._blocks = nn.ModuleList()
        for k, repeats, i, o, expansion, stride in STAGES:
            for r in range(math.ceil(depth * repeats)):
                self._blocks.append(MBConv(filters(o if r else i), filters(o), k, 1 if r else stride, expansion, side, 0.2 * len(self._blocks) / count))
                side = self._blocks[-1].side
        self._conv_head = nn.Conv2d(filters(320), filters(1280), 1, bias=False)
        self._bn1 = norm(filters(1280))
        self._fc = nn.Linear(filters(1280), classes)

    def forward(self, x):
        x = swish(self._bn0(self._conv_stem(x)))
        for block in self._blocks:
            x = block(x)
        x = F.adaptive_avg_pool2d(swish(self._bn1(self._conv_head(x))), 1)
        return self._fc(F.dropout(torch.flatten(x, 1), self.dropout, self.training))


class EfficientNet(nn.Module):
    def __init__(self, num, classes, channels=3):
        super().__init__()
        self.model = Port(num, classes, channels)

    def forward(self, x):
        return self.model(x)


class Inverted(nn.Module):
    def __init__(self, i, o, stride, expansion):
        super().__init__()
        wide = i * expansion
        self.conv = nn.Sequential(nn.Conv2d(i, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(),
                                  nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(),
                                  nn.Conv2d(wide, o, 1, bias=False), nn.BatchNorm2d(o))
        self.skip = stride == 1 and i == o

    def forward(self, x):
        return x + self.conv(x) if self.skip else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, classes, input_size=224, width_mult=1.0):
        super().__init__()
        unit = lambda i, o, k, s: nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU6())
        width, last = int(32 * width_mult), int(1280 * max(1.0, width_mult))
        layers = [unit(3, width, 3, 2)]
        for t, c, n, s in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
            for r in range(n):
                layers.append(Inverted(width, int(c * width_mult), 1 if r else s, t))
                width = int(c * width_mult)
        self.features = nn.Sequential(*layers, unit(width, last, 1, 1), nn.AvgPool2d(input_size // 32))
        self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Linear(last, 1000))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                m.weight.data.normal_(0, math.sqrt(2 / (m.kernel_size[0] * m.kernel_size[1] * m.out_channels)))
            elif isinstance(m, nn.Linear):
                m.weight.data.normal_(0, 0.01)
                m.bias.data.zero_()
        if classes != 1000:
            self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Linear(last, classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


# ---- thelper.nn.common -------------------------------------------------------------------------------------------

ACTIVATIONS = {"relu": nn.ReLU, "prelu": nn.PReLU, "lrelu": lambda: nn.LeakyReLU(0.2), "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


class Brick(nn.Module):
    """A layer, perhaps shuffled, normalised, activated."""

    def __init__(self, name, layer, out, act, norm, shuffle=None, flat=False):
        super().__init__()
        setattr(self, name, layer)
        self.layer_name, self.shuffle = name, shuffle
        if norm:
            self.bn = {"batch": nn.BatchNorm1d if flat else nn.BatchNorm2d, "instance": nn.InstanceNorm1d if flat else nn.InstanceNorm2d}[norm](out)
        if act:
            self.act = ACTIVATIONS[act]()

    def forward(self, x):
        x = getattr(self, self.layer_name)(x)
        if self.shuffle:
            x = F.pixel_shuffle(x, self.shuffle)
        if hasattr(self, "bn"):
            x = self.bn(x)
        return self.act(x) if hasattr(self, "act") else x


def conv_block(i, o, k=4, s=2, p=1, act="relu", norm="batch"):
    return Brick("conv", nn.Conv2d(i, o, k, s, p), o, act, norm)


def deconv_block(i, o, k=4, s=2, p=1, act="relu", norm="batch"):
    return Brick("deconv", nn.ConvTranspose2d(i, o, k, s, p), o, act, norm)


def ps_block(i, o, scale, act="relu", norm="batch"):
    return Brick("conv", nn.Conv2d(i, o * scale * scale, 3, 1, 1), o, act, norm, scale)


def dense_block(i, o, act="relu", norm="batch"):
    return Brick("fc", nn.Linear(i, o), o, act, norm, flat=True)


class ResNetBlock(nn.Module):
    def __init__(self, c, act="relu", norm="batch"):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(c, c, 3, 1, 1), nn.Conv2d(c, c, 3, 1, 1)
        self.bn, self.act = nn.BatchNorm2d(c), ACTIVATIONS[act]()

    def forward(self, x):
        return self.bn(self.conv2(self.act(self.bn(self.conv1(x))))) + x


class Upsample2x(nn.Module):
    def __init__(self, i, o, way, **options):
        super().__init__()
        self.upsample = {"deconv": lambda: deconv_block(i, o, **options), "ps": lambda: ps_block(i, o, 2, **options),
                         "rnc": lambda: nn.Sequential(nn.Upsample(scale_factor=2), conv_block(i, o, 3, 1, 1, **options))}[way]()

    def forward(self, x):
        return self.upsample(x)


# ---- thelper.nn.srm, thelper.nn.coordconv ------------------------------------------------------------------------

def srm_weights(channels):
    k1, k2 = torch.zeros(5, 5), torch.zeros(5, 5)
    k1[2, 1:4] = torch.tensor([1., -2, 1]) / 2
    k2[1:4, 1:4] = torch.tensor([[-1., 2, -1], [2, -4, 2], [-1, 2, -1]]) / 4
    k3 = torch.tensor([[-1., 2, -2, 2, -1], [2, -6, 8, -6, 2], [-2, 8, -12, 8, -2], [2, -6, 8, -6, 2], [-1, 2, -2, 2, -1]]) / 12
    return torch.stack([k.expand(channels, 5, 5) for k in (k1, k2, k3)]).clone()


class SRMWrapper(nn.Module):
    def __init__(self, base, channels):
        super().__init__()
        self.base_model = base
        self.srm_conv = nn.Conv2d(channels, 3, 5, padding=2, bias=False)
        self.srm_conv.weight.data = srm_weights(channels)

    def forward(self, x):
        return self.base_model(torch.cat([x, self.srm_conv(x)], 1))


def add_swapped(out):
    """A network with convolutions at two depths whose layers are then made again in order, with coordinates and the radius."""
    torch.manual_seed(SEED)
    first, second, third = nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(4, 5, 3, stride=2, padding=1, bias=False), nn.ConvTranspose2d(5, 3, 3, stride=2, padding=1, output_padding=1)
    del first, second, third  # drawn, then replaced
    model = nn.Sequential(CoordConv2d(2, 4, 3, padding=1, radius=True), nn.ReLU(),
                          nn.Sequential(CoordConv2d(4, 5, 3, stride=2, padding=1, bias=False, radius=True), nn.Tanh()),
                          CoordConv2d(5, 3, 3, stride=2, padding=1, output_padding=1, radius=True, transpose=True))
    out["swapped"] = describe(model, fixed_input(2, 2, 8, 6))


class Layered(nn.Module):
    """What the list of layers in LayeredNetTests describes."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        self.branch = conv_block(16, 16, 3, 1, 1)
        self.wide = nn.Conv2d(16, 24, (3, 1), padding=(1, 0))
        self.weigh = nn.Conv2d(24, 24, 1)
        self.fc = nn.Linear(40, 5)

    def forward(self, x):
        x = torch.relu(self.norm(self.stem(x)))
        small = F.max_pool2d(x + self.branch(x), 2)
        wide = self.wide(small)
        wide = wide * torch.sigmoid(self.weigh(F.adaptive_avg_pool2d(wide, 1)))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(torch.cat([small, wide], 1), 1), 1))


def cases():
    out = {}

    def add(name, build, *shape):
        torch.manual_seed(SEED)
        out[name] = describe(build(), fixed_input(*shape))

    maps = (2, 4, 6, 8)
    add("conv_block", lambda: conv_block(4, 6), *maps)
    add("conv_block_prelu_instance", lambda: conv_block(4, 6, act="prelu", norm="instance"), *maps)
    add("conv_block_bare", lambda: conv_block(4, 6, act=None, norm=None), *maps)
    add("deconv_block_lrelu", lambda: deconv_block(4, 6, act="lrelu"), *maps)
    add("ps_block_tanh", lambda: ps_block(4, 3, 3, act="tanh"), *maps)
    add("dense_block_sigmoid", lambda: dense_block(5, 7, act="sigmoid"), 4, 5)
    add("resnet_block", lambda: ResNetBlock(4, act="prelu"), *maps)
    for way in ("deconv", "ps", "rnc"):
        add("upsample_" + way, lambda: Upsample2x(4, 3, way), *maps)
    add("srm_wrapper", lambda: SRMWrapper(ResNet(layers=(1, 1, 1, 1), channels=5), 2), 2, 2, 32, 32)
    add("layered", Layered, 2, 3, 12, 10)
    out["srm"] = srm_weights(2).flatten().tolist()
    add_swapped(out)
    add("efficientnet_b0", lambda: EfficientNet(0, 5), 2, 3, 64, 64)

    # Maps of 15 and 33 cells: their padding is not that of even ones.
    for num in (1, 2):
        torch.manual_seed(SEED)
        model = EfficientNet(num, 3, channels=1).eval()
        with torch.no_grad():
            for buffers in model.modules():
                if isinstance(buffers, nn.BatchNorm2d):
                    buffers.running_var.fill_(0.05)  # else hardly anything reaches the output
            out[f"efficientnet_b{num}"] = model(fixed_input(1, 1, 70, 50)).flatten().double().tolist()

    out["efficientnet_counts"] = [sum(p.numel() for p in Port(num, 1000).parameters()) for num in range(8)]
    theirs = [sum(p.numel() for p in getattr(torchvision.models, f"efficientnet_b{num}")().parameters()) for num in range(8)]
    if out["efficientnet_counts"] != theirs:
        raise SystemExit(f"not EfficientNet: {out['efficientnet_counts']} and {theirs} parameters")
    return out


if __name__ == "__main__":
    path = os.path.join(ROOT, "Thelper.Tests", "Golden", "networks.json")
    content = cases()
    with open(path, "w") as f:
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in content.items()) + "\n}\n")
    print(path, os.path.getsize(path))
