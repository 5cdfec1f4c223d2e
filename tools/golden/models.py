#!/usr/bin/python3
"""Reference numbers for the model tests: parameter names in order, initial weights by seed, outputs on fixed input.

Run with the Python that has Debian's torch and torchvision:  /usr/bin/python3 tools/golden/models.py
Writes tests/Thelper.Vision.Tests/Golden/models.json (torchvision itself) and tests/Thelper.Tests/Golden/models.json
(the framework's own networks, rebuilt here from plain torch layers in the documented construction order).
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import os

import torch
import torchvision
from torch import nn
from torchvision.models.segmentation.deeplabv3 import DeepLabHead
from torchvision.models.segmentation.fcn import FCNHead

SEED = 7
INPUT_SEED = 123
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests")


def fixed_input(*shape):
    torch.manual_seed(INPUT_SEED)
    return torch.rand(*shape)


def weights(model):
    """Name -> [shape, sum, sum of magnitudes] in state-dict order."""
    out = {}
    for key, value in model.state_dict().items():
        v = value.double()
        out[key] = [list(value.shape), v.sum().item(), v.abs().sum().item()]
    return out


def flat(t):
    return [round(x, 7) for x in t.detach().double().flatten()[:16].tolist()]


def describe(model, x=None, full=True):
    out = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "entries": len(model.state_dict()),
    }
    if full:
        out["weights"] = weights(model)
    if x is not None:
        model.eval()
        with torch.no_grad():
            out["eval"] = flat(model(x))
        model.train()
        torch.manual_seed(INPUT_SEED)
        y = model(x)
        out["train"] = flat(y)
        y.square().mean().backward()
        out["gradients"] = {n: p.grad.double().abs().sum().item() for n, p in model.named_parameters()}
        model.eval()
        with torch.no_grad():
            out["eval_after_train"] = flat(model(x))
    return out


# ---- torchvision -------------------------------------------------------------------------------------------------

def vision():
    out = {}
    x = fixed_input(2, 3, 64, 64)

    def add(name, build, forward=True, full=True):
        torch.manual_seed(SEED)
        model = build()
        out[name] = describe(model, x if forward else None, full)

    models = torchvision.models
    add("resnet18", lambda: models.resnet18(num_classes=10))
    add("resnet18_zero_init", lambda: models.resnet18(num_classes=10, zero_init_residual=True), forward=False)
    add("resnet50", lambda: models.resnet50(num_classes=10))
    add("resnet50_dilated",
        lambda: models.resnet50(num_classes=10, replace_stride_with_dilation=[False, True, True]))
    add("resnext50_32x4d", lambda: models.resnext50_32x4d(num_classes=10))
    add("mobilenet_v3_large", lambda: models.mobilenet_v3_large(num_classes=10, dropout=0.0))
    add("mobilenet_v3_small_tail", lambda: models.mobilenet_v3_small(num_classes=10, dropout=0.0, reduced_tail=True, dilated=True, width_mult=0.75))
    for name in ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d",
                 "wide_resnet50_2", "wide_resnet101_2"]:
        add(name + "_1000", getattr(models, name), forward=False, full=False)
    f = fixed_input(2, 64, 9, 9)
    for name, build in [("fcn_head", lambda: FCNHead(64, 5)), ("deeplab_head", lambda: DeepLabHead(64, 5))]:
        torch.manual_seed(SEED)
        out[name] = describe(build(), f)
    return out


# ---- the framework's own networks ---------------------------------------------------------------------------------

class LeNet(nn.Module):
    def __init__(self, shape=(1, 28, 28), classes=10, filters=(6, 16), hidden=(120, 84)):
        super().__init__()
        self.baseline = nn.Sequential(
            nn.Conv2d(shape[0], filters[0], 5, padding=2 if shape[1] == 28 else 0), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(filters[0], filters[1], 5), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(
            nn.Linear(filters[1] * 25, hidden[0]), nn.ReLU(), nn.Linear(hidden[0], hidden[1]), nn.ReLU(), nn.Linear(hidden[1], classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.baseline(x), 1))


def coordinates(h, w, centered=True, normalized=True):
    xs = torch.arange(w, dtype=torch.float32).repeat(h, 1)
    ys = torch.arange(h, dtype=torch.float32).unsqueeze(1).repeat(1, w)
    if centered:
        xs, ys = xs - (w - 1) // 2, ys - (h - 1) // 2
    if normalized:
        xs = xs / (w - 1) if w > 1 else xs * 0
        ys = ys / (h - 1) if h > 1 else ys * 0
    return torch.stack([xs, ys])


class CoordConv2d(nn.Module):
    def __init__(self, inputs, *args, radius=False, transpose=False, **kwargs):
        super().__init__()
        self.radius = radius
        cls = nn.ConvTranspose2d if transpose else nn.Conv2d
        self.conv = cls(inputs + (3 if radius else 2), *args, **kwargs)

    def forward(self, x):
        h, w = x.shape[-2:]
        c = coordinates(h, w)
        if self.radius:
            middle = c[:, (h - 1) // 2, (w - 1) // 2].view(2, 1, 1)
            c = torch.cat([c, (c - middle).square().sum(0, keepdim=True).sqrt()])
        return self.conv(torch.cat([x, c.unsqueeze(0).expand(x.shape[0], -1, -1, -1)], 1))


def conv(coord, i, o, *args, **kwargs):
    return CoordConv2d(i, o, *args, radius=coord == "radius", **kwargs) if coord else nn.Conv2d(i, o, *args, **kwargs)


def activation(name):
    return nn.ReLU() if name == "relu" else nn.LeakyReLU()


class Squeeze(nn.Module):
    def __init__(self, c, act):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(c, c // 16), act, nn.Linear(c // 16, c), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class Block(nn.Module):
    def __init__(self, kind, i, planes, stride, downsample, act):
        super().__init__()
        if downsample is not None:
            self.downsample = downsample
        self.act = activation(act)
        if kind == "Bottleneck":
            self.conv1 = nn.Conv2d(i, planes, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(planes)
            self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(planes)
            self.conv3 = nn.Conv2d(planes, planes * 4, 1, bias=False)
            self.bn3 = nn.BatchNorm2d(planes * 4)
        else:
            self.conv1 = nn.Conv2d(i, planes, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(planes)
            self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(planes)
            if kind == "SqueezeExcitationBlock":
                self.se = Squeeze(planes, activation(act))

    def forward(self, x):
        y = self.bn2(self.conv2(self.act(self.bn1(self.conv1(x)))))
        if hasattr(self, "conv3"):
            y = self.bn3(self.conv3(self.act(y)))
        if hasattr(self, "se"):
            y = self.se(y)
        return self.act(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class Tail(nn.Module):
    def __init__(self, f, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(f, f, 1, bias=False)
        self.conv2 = nn.Conv2d(f, f, 1, bias=False)
        self.conv3 = nn.Conv2d(f, classes, 1, bias=False)

    def forward(self, x):
        return self.conv3(x + torch.relu(self.conv2(torch.relu(self.conv1(x)))))


class ResNet(nn.Module):
    def __init__(self, kind="BasicBlock", layers=(3, 4, 6, 3), strides=(1, 2, 2, 2), channels=3, coord=None, act="relu",
                 skip_pool=False, conv1=(7, 2, 3), classes=10, head=None):
        super().__init__()
        expansion = 4 if kind == "Bottleneck" else 1
        self.skip_pool = skip_pool
        self.act = activation(act)
        self.conv1 = conv(coord, channels, 64, *conv1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        width = 64
        for s, (count, stride) in enumerate(zip(layers, strides)):
            planes = 64 << s
            downsample = None
            if stride != 1 or width != planes * expansion:
                downsample = nn.Sequential(
                    conv(coord, width, planes * expansion, 1, stride, bias=False), nn.BatchNorm2d(planes * expansion))
            blocks = [Block(kind, width, planes, stride, downsample, act)]
            width = planes * expansion
            blocks += [Block(kind, width, planes, 1, None, "relu") for _ in range(1, count)]
            setattr(self, f"layer{s + 1}", nn.Sequential(*blocks))
        self.stages = len(layers)
        self.fc = nn.Linear(width, 1000)
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity=act)
            elif isinstance(m, CoordConv2d):  # and once more as the layer within
                nn.init.kaiming_normal_(m.conv.weight, mode="fan_out", nonlinearity=act)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.ones_(m.weight)
                nn.init.zeros_(m.bias)
        for m in self.modules():
            if isinstance(m, Block):
                nn.init.zeros_(m.bn3.weight if expansion == 4 else m.bn2.weight)
        self.head = head
        if head == "tail":
            Tail(width, classes)  # the original makes it twice
            self.fc = Tail(width, classes)
        elif head == "fcn":
            self.fc = FCNHead(width, classes)
        elif head == "deeplabv3":
            self.fc = DeepLabHead(width, classes)
        elif classes != 1000:
            self.fc = nn.Linear(width, classes)

    def forward(self, x):
        x = self.act(self.bn1(self.conv1(x)))
        if not self.skip_pool:
            x = nn.functional.max_pool2d(x, 3, 2, 1)
        for s in range(self.stages):
            x = getattr(self, f"layer{s + 1}")(x)
        if self.head in ("fcn", "deeplabv3"):
            return self.fc(x)
        x = nn.functional.adaptive_avg_pool2d(x, 1)
        if self.head == "tail":
            return self.fc(x).squeeze()
        return self.fc(torch.flatten(x, 1))


def framework():
    out = {}

    def add(name, build, shape=None, full=True):
        torch.manual_seed(SEED)
        model = build()
        out[name] = describe(model, fixed_input(*shape) if shape else None, full)

    add("lenet_28", lambda: LeNet(), (2, 1, 28, 28))
    add("lenet_32", lambda: LeNet((1, 32, 32)), (2, 1, 32, 32))
    # the head for a task with four classes is drawn after the ten-class construction
    def specialised():
        m = LeNet((1, 32, 32))
        m.classifier = nn.Sequential(
            nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 4))
        return m
    add("lenet_4_classes", specialised, (2, 1, 32, 32))

    image = (2, 3, 64, 64)
    small = dict(layers=(1, 1, 1, 1))
    add("basic", lambda: ResNet(layers=(2, 2, 2, 2)), image)
    add("bottleneck", lambda: ResNet("Bottleneck", **small), image)
    add("squeeze", lambda: ResNet("SqueezeExcitationBlock", layers=(2, 1, 1, 1)), image)
    add("squeeze_leaky", lambda: ResNet("SqueezeExcitationBlock", layers=(2, 1, 1, 1), act="leaky_relu"), image)
    add("coordconv", lambda: ResNet(coord="radius", **small), image)
    add("coordconv_no_radius", lambda: ResNet(coord="plain", **small), image)
    add("stem", lambda: ResNet(channels=1, skip_pool=True, conv1=(3, 1, 1), **small), (2, 1, 32, 32))
    add("five_stages", lambda: ResNet(layers=(1, 1, 1, 1, 1), strides=(1, 2, 2, 2, 2)), image)
    add("fully_conv", lambda: ResNet(head="tail", **small), image)
    add("segmentation_fcn", lambda: ResNet(head="fcn", classes=4, **small), image)
    add("segmentation_deeplabv3", lambda: ResNet(head="deeplabv3", classes=4, **small), image)

    counts = {
        "34_10": ResNet(), "34_1000": ResNet(classes=1000), "34_10_coordconv": ResNet(coord="radius"),
        "18_1000": ResNet(layers=(2, 2, 2, 2), classes=1000), "50_10": ResNet("Bottleneck"),
        "50_1000": ResNet("Bottleneck", classes=1000),
        "se18_1000": ResNet("SqueezeExcitationBlock", (2, 2, 2, 2), classes=1000),
        "se34_10": ResNet("SqueezeExcitationBlock"),
    }
    out["counts"] = {k: sum(p.numel() for p in m.parameters()) for k, m in counts.items()}

    out["coordinates"] = {
        "5x4": coordinates(5, 4).flatten().tolist(),
        "3x3_plain": coordinates(3, 3, centered=False, normalized=False).flatten().tolist(),
        "1x3": coordinates(1, 3).flatten().tolist(),
    }
    torch.manual_seed(SEED)
    m = CoordConv2d(2, 3, 3, radius=True, stride=2, padding=1)
    out["coord_conv"] = describe(m, fixed_input(2, 2, 7, 8))
    torch.manual_seed(SEED)
    m = CoordConv2d(2, 3, 3, transpose=True, stride=2, padding=1, output_padding=1)
    out["coord_conv_transpose"] = describe(m, fixed_input(2, 2, 4, 5))
    return out


def write(project, content):
    path = os.path.join(ROOT, project, "Golden", "models.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        # one model per line keeps the file small and its differences readable
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in content.items()) + "\n}\n")
    print(path, os.path.getsize(path))


if __name__ == "__main__":
    write("Thelper.Vision.Tests", vision())
    write("Thelper.Tests", framework())
