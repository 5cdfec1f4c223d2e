#!/usr/bin/python3
"""Reference numbers for the networks that segment, sharpen and paint images: names, initial weights by seed, outputs, gradients.

Run with the Python that has Debian's torch and torchvision:  /usr/bin/python3 tools/golden/task_models.py
Writes tests/Thelper.Tests/Golden/task-models.json: the framework's networks rebuilt from plain torch layers in the documented order, and
torchvision's segmentation networks. Weights are drawn with seed 7; the input is torch.rand with seed 123.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import os

import torch
import torchvision
from torch import nn

from models import INPUT_SEED, ROOT, SEED, CoordConv2d, ResNet, conv, fixed_input, flat, weights


def describe(model, x=None, train=True):
    out = {"parameters": sum(p.numel() for p in model.parameters()), "weights": weights(model)}
    if x is not None:
        model.eval()
        with torch.no_grad():
            out["eval"] = flat(joined(model(x)))
        if train:
            model.train()
            torch.manual_seed(INPUT_SEED)
            y = joined(model(x))
            out["train"] = flat(y)
            y.square().mean().backward()
            out["gradients"] = {n: (0 if p.grad is None else p.grad.double().abs().sum().item()) for n, p in model.named_parameters()}
            model.eval()
            with torch.no_grad():
                out["eval_after_train"] = flat(joined(model(x)))
    return out


def joined(y):
    """One tensor of all outputs: the first eight elements of each."""
    if isinstance(y, torch.Tensor):
        return y
    return torch.cat([v.flatten()[:8] for v in (y.values() if isinstance(y, dict) else y)])


class UBlock(nn.Module):
    def __init__(self, i, o, coord):
        super().__init__()
        self.layer = nn.Sequential(conv(coord, i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(),
                                   conv(coord, o, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU())

    def forward(self, x):
        return self.layer(x)


class UNet(nn.Module):
    def __init__(self, classes, channels=3, mid=512, coord=None, srm=False):
        super().__init__()
        self.pool = nn.MaxPool2d(2, 2)
        self.srm = srm
        if srm:
            self.srm_conv = nn.Conv2d(channels, 3, 5, padding=2, bias=False)
            k1, k2 = torch.zeros(5, 5), torch.zeros(5, 5)
            k1[2, 1:4] = torch.tensor([1., -2, 1]) / 2
            k2[1:4, 1:4] = torch.tensor([[-1., 2, -1], [2, -4, 2], [-1, 2, -1]]) / 4
            k3 = torch.tensor([[-1., 2, -2, 2, -1], [2, -6, 8, -6, 2], [-2, 8, -12, 8, -2], [2, -6, 8, -6, 2], [-1, 2, -2, 2, -1]]) / 12
            self.srm_conv.weight.data = torch.stack([k.expand(channels, 5, 5) for k in (k1, k2, k3)]).clone()
            channels += 3
        for i in range(4):
            setattr(self, f"encoder_block{i + 1}", UBlock(channels, mid >> (4 - i), coord))
            channels = mid >> (4 - i)
        self.mid_block = UBlock(channels, mid, coord)
        for i in range(4):
            setattr(self, f"upsampling_block{i + 1}", nn.ConvTranspose2d(mid >> i, mid >> (i + 1), 2, stride=2))
            if i < 3:
                setattr(self, f"decoder_block{i + 1}", UBlock(mid >> i, mid >> (i + 1), coord))
        self.final_block = nn.Sequential(nn.Conv2d(mid // 8, mid // 16, 3, padding=1), nn.ReLU(), nn.Conv2d(mid // 16, classes, 1))

    def forward(self, x):
        if self.srm:
            x = torch.cat([x, self.srm_conv(x)], 1)
        maps = []
        for i in range(4):
            x = getattr(self, f"encoder_block{i + 1}")(x if i == 0 else self.pool(x))
            maps.append(x)
        x = self.mid_block(self.pool(x))
        for i in range(4):
            x = torch.cat([maps[3 - i], getattr(self, f"upsampling_block{i + 1}")(x)], 1)
            x = getattr(self, f"decoder_block{i + 1}")(x) if i < 3 else self.final_block(x)
        return x


class ConvBlock(nn.Module):
    def __init__(self, i, o, k, pad, bias, norm, act):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, padding=pad, bias=bias)
        if norm:
            self.bn = nn.BatchNorm2d(o)
        self.norm, self.act = norm, act

    def forward(self, x):
        x = self.conv(x)
        x = self.bn(x) if self.norm else x
        return torch.relu(x) if self.act else x


class SRCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = ConvBlock(1, 64, 9, 0, True, False, True)
        self.conv2 = ConvBlock(64, 32, 5, 0, True, False, True)
        self.conv3 = ConvBlock(32, 1, 5, 0, True, False, False)

    def forward(self, x):
        b, c, h, w = x.shape
        y = self.conv3(self.conv2(self.conv1(x.view(b * c, 1, h, w))))
        return y.view(b, c, *y.shape[2:])


class VDSR(nn.Module):
    def __init__(self, count=18):
        super().__init__()
        self.input_conv = ConvBlock(1, 64, 3, 1, False, True, True)
        self.residual_layers = nn.Sequential(*[ConvBlock(64, 64, 3, 1, False, True, True) for _ in range(count)])
        self.output_conv = ConvBlock(64, 1, 3, 1, False, False, False)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.normal_(m.weight, 1, 0.02)
                nn.init.zeros_(m.bias)

    def forward(self, x):
        b, c, h, w = x.shape
        x = x.view(b * c, 1, h, w)
        return (self.output_conv(self.residual_layers(self.input_conv(x))) + x).view(b, c, h, w)


class FCN32s(nn.Module):
    def __init__(self, classes):
        super().__init__()
        i = 3
        for n, (w, count) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]):
            layers = []
            for j in range(count):
                layers += [nn.Conv2d(i, w, 3, padding=100 if n + j == 0 else 1), nn.ReLU()]
                i = w
            setattr(self, f"conv_block{n + 1}", nn.Sequential(*layers, nn.MaxPool2d(2, 2, ceil_mode=True)))
        self.classifier = nn.Sequential(nn.Conv2d(512, 4096, 7), nn.ReLU(), nn.Dropout2d(), nn.Conv2d(4096, 4096, 1), nn.ReLU(),
                                        nn.Dropout2d(), nn.Conv2d(4096, classes, 1))
        self.upscaler = nn.ConvTranspose2d(classes, classes, 64, stride=32, bias=False)
        ramp = 1 - (torch.arange(64.) - 31.5).abs() / 32
        self.upscaler.weight.data.zero_()
        for c in range(classes):
            self.upscaler.weight.data[c, c] = ramp[:, None] * ramp

    def forward(self, x):
        y = x
        for n in range(5):
            y = getattr(self, f"conv_block{n + 1}")(y)
        y = self.upscaler(self.classifier(y))
        return y[:, :, 19:19 + x.shape[2], 19:19 + x.shape[3]].contiguous()


def up(coord, i, o, pad):
    if coord:
        return CoordConv2d(i, o, 3, stride=2, padding=1, output_padding=pad, transpose=True)
    return nn.ConvTranspose2d(i, o, 3, stride=2, padding=1, output_padding=pad)


def reset(model):
    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="leaky_relu")
        elif isinstance(m, CoordConv2d):
            nn.init.kaiming_normal_(m.conv.weight, mode="fan_out", nonlinearity="leaky_relu")


class AutoEncoder(ResNet):
    def __init__(self, classes=10, channels=3, pads=(1, 1, 1, 1, 1), coord=None, **kwargs):
        super().__init__(classes=classes, channels=channels, act="leaky_relu", coord=coord, **kwargs)
        f, act = 512, nn.LeakyReLU
        self.decoder_top = nn.Sequential(CoordConv2d(f, f, 1), nn.BatchNorm2d(f), act())
        self.decoder_layers = nn.ModuleList([
            nn.Sequential(up(coord, f >> i, f >> (i + 1), pads[i]), nn.BatchNorm2d(f >> (i + 1)), act()) for i in range(5)])
        self.decoder_bottom = nn.Sequential(CoordConv2d(f >> 5, channels, 3, padding=1), nn.Tanh())
        reset(self)

    def maps(self, x):
        out = [self.act(self.bn1(self.conv1(x)))]
        x = nn.functional.max_pool2d(out[0], 3, 2, 1)
        for s in range(self.stages):
            x = getattr(self, f"layer{s + 1}")(x)
            out.append(x)
        return out

    def forward(self, x):
        m = self.maps(x)[-1]
        y = self.decoder_top(m)
        for layer in self.decoder_layers:
            y = layer(y)
        return self.fc(m.mean((2, 3))), self.decoder_bottom(y)


class SkipAutoEncoder(ResNet):
    def __init__(self, classes=7, channels=3, dropout=None, coord=None, **kwargs):
        super().__init__(classes=1000, channels=channels, act="leaky_relu", coord=coord, **kwargs)
        del self.fc
        f, act = 512, nn.LeakyReLU
        drop = (lambda: nn.Dropout2d(dropout)) if dropout else nn.Identity
        self.decoder_top = nn.Sequential(CoordConv2d(f, f, 1), nn.BatchNorm2d(f), drop(), act())
        self.ae_decoder_layers = nn.ModuleList([
            nn.Sequential(up(coord, f >> i, f >> (i + 1), 1), nn.BatchNorm2d(f >> (i + 1)), drop(), act()) for i in range(5)])
        self.ae_decoder_bottom = nn.Sequential(CoordConv2d(f >> 5, channels, 3, padding=1), nn.Tanh())
        widths = [(f, f // 2), (f, f // 4), (f // 2, f // 8), (f // 4, f // 8), (f // 4, f // 8)]
        self.unet_decoder_layers = nn.ModuleList([
            nn.Sequential(up(coord, i, o, 1), nn.BatchNorm2d(o), act(), conv("radius" if coord else None, o, o, 3, padding=1, bias=False),
                          nn.BatchNorm2d(o), drop(), act()) for i, o in widths])
        self.unet_decoder_bottom = nn.Conv2d(f // 8, classes, 1)
        reset(self)

    maps = AutoEncoder.maps

    def forward(self, x):
        maps = self.maps(x)
        top = self.decoder_top(maps[-1])
        y = top
        for layer in self.ae_decoder_layers:
            y = layer(y)
        z = top
        for i, layer in enumerate(self.unet_decoder_layers):
            z = layer(z if i == 0 else torch.cat([z, maps[-1 - i]], 1))
        return self.unet_decoder_bottom(z), self.ae_decoder_bottom(y)


def cases():
    out = {}

    def add(name, build, shape=None, train=True):
        torch.manual_seed(SEED)
        out[name] = describe(build(), fixed_input(*shape) if shape else None, train)

    add("unet", lambda: UNet(5, mid=32), (2, 3, 32, 48))
    add("unet_coordconv", lambda: UNet(5, mid=32, coord="plain"), (2, 3, 32, 32))
    add("unet_srm", lambda: UNet(5, channels=2, mid=32, srm=True), (2, 2, 32, 32))
    add("srcnn", SRCNN, (2, 3, 28, 25))
    add("vdsr", lambda: VDSR(3), (2, 3, 16, 20))
    add("fcn32s", lambda: FCN32s(3), (1, 3, 40, 33))
    small = dict(layers=(1, 1, 1, 1))
    image = (2, 3, 64, 64)
    add("auto_encoder", lambda: AutoEncoder(**small), image)
    add("auto_encoder_coordconv", lambda: AutoEncoder(classes=1000, coord="radius", **small), image)
    add("skip_auto_encoder", lambda: SkipAutoEncoder(**small), image)
    add("skip_auto_encoder_coordconv", lambda: SkipAutoEncoder(coord="radius", dropout=0.25, **small), image)

    seg = torchvision.models.segmentation

    def wrapped(build, classes):
        model = build(weights=None, weights_backbone=None)
        last = model.classifier[4]
        if classes != 21:
            model.classifier[4] = nn.Conv2d(last.weight.shape[1], classes, 1)
        holder = nn.Module()
        holder.model = model
        holder.forward = model.forward
        return holder
    add("deeplabv3_resnet50", lambda: wrapped(seg.deeplabv3_resnet50, 5), (2, 3, 32, 32), train=False)
    add("fcn_resnet50", lambda: wrapped(seg.fcn_resnet50, 21), (2, 3, 32, 32), train=False)
    add("torchvision_fcn_resnet50_aux", lambda: seg.fcn_resnet50(weights=None, weights_backbone=None, num_classes=4, aux_loss=True), (2, 3, 32, 32), train=False)
    counts = {
        "unet_2": UNet(2), "unet_21": UNet(21), "vdsr": VDSR(), "fcn32s_21": FCN32s(21), "auto_encoder_34_10": AutoEncoder(),
        "skip_auto_encoder_34_7_4": SkipAutoEncoder(channels=4),
    }
    out["counts"] = {k: sum(p.numel() for p in m.parameters()) for k, m in counts.items()}
    return out


if __name__ == "__main__":
    path = os.path.join(ROOT, "Thelper.Tests", "Golden", "task-models.json")
    content = cases()
    with open(path, "w") as f:
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in content.items()) + "\n}\n")
    print(path, os.path.getsize(path), content["counts"])
