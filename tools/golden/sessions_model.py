"""Models, losses and schedules of the reference sessions, drawn in the documented order of construction. Imported by sessions.py."""
import inspect

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

import models
import networks
import task_models
from sessions_data import class_weights


class ConvBlock(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.layer = nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(),
                                   nn.Conv2d(o, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU())

    def forward(self, x):
        return self.layer(x)


class UNet(nn.Module):
    def __init__(self, task, in_channels=3, mid_channels=512):
        super().__init__()
        m = mid_channels
        widths = [m // 16, m // 8, m // 4, m // 2]
        for k, (i, o) in enumerate(zip([in_channels] + widths, widths), 1):
            setattr(self, f"encoder_block{k}", ConvBlock(i, o))
        self.mid_block = ConvBlock(m // 2, m)
        for k, o in enumerate(reversed(widths), 1):
            setattr(self, f"upsampling_block{k}", nn.ConvTranspose2d(o * 2, o, 2, 2))
            if k < 4:
                setattr(self, f"decoder_block{k}", ConvBlock(o * 2, o))
        self.final_block = nn.Sequential(nn.Conv2d(m // 8, m // 16, 3, padding=1), nn.ReLU(), nn.Conv2d(m // 16, len(task.names), 1))

    def forward(self, x):
        maps = []
        for k in range(1, 5):
            x = getattr(self, f"encoder_block{k}")(x)
            maps.append(x)
            x = F.max_pool2d(x, 2)
        x = self.mid_block(x)
        for k in range(1, 5):
            x = torch.cat([maps.pop(), getattr(self, f"upsampling_block{k}")(x)], 1)
            x = getattr(self, f"decoder_block{k}")(x) if k < 4 else self.final_block(x)
        return x


class Convs(nn.Module):
    """Every channel is an image of its own."""

    def folded(self, x, f):
        n, c, h, w = x.shape
        y = f(x.reshape(n * c, 1, h, w))
        return y.reshape(n, c, *y.shape[2:])


class SRCNN(Convs):
    def __init__(self, task, num_channels=1, base_filter=64):
        super().__init__()
        self.conv1 = nn.Conv2d(num_channels, base_filter, 9)
        self.conv2 = nn.Conv2d(base_filter, base_filter // 2, 5)
        self.conv3 = nn.Conv2d(base_filter // 2, num_channels, 5)

    def forward(self, x):
        return self.folded(x, lambda y: self.conv3(F.relu(self.conv2(F.relu(self.conv1(y))))))


class VDSR(Convs):
    def __init__(self, task, base_filter=64, num_residuals=18):
        super().__init__()
        unit = lambda i, o: nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
        self.layers = nn.Sequential(unit(1, base_filter), *[unit(base_filter, base_filter) for _ in range(num_residuals)],
                                    nn.Conv2d(base_filter, 1, 3, padding=1, bias=False))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.normal_(m.weight, 1.0, 0.02)

    def forward(self, x):
        return self.folded(x, lambda y: self.layers(y) + y)


class LeNet(models.LeNet):
    def __init__(self, task, input_shape=(1, 28, 28), conv1_filters=6, conv2_filters=16, hidden1_size=120, hidden2_size=84, output_size=10):
        super().__init__(input_shape, output_size, (conv1_filters, conv2_filters), (hidden1_size, hidden2_size))
        if len(task.names) != output_size:  # the task decides; the classifier is drawn again
            sizes = conv2_filters * 25, hidden1_size, hidden2_size, len(task.names)
            self.classifier = nn.Sequential(nn.Linear(*sizes[:2]), nn.ReLU(), nn.Linear(*sizes[1:3]), nn.ReLU(), nn.Linear(*sizes[2:]))


def resnet(task, block="BasicBlock", layers=(3, 4, 6, 3), strides=(1, 2, 2, 2), input_channels=3, flexible_input_res=False, head_type=None,
           coordconv=False, radius_channel=True, activation="relu", skip_max_pool=False, conv1_config=(7, 2, 3), tail=False):
    return models.ResNet(block.split(".")[-1], layers, strides, input_channels, (("radius" if radius_channel else "plain") if coordconv else None),
                         activation, skip_max_pool, conv1_config, len(task.names), head_type if task.kind == "segm" else "tail" if tail else None)


def fully_conv(task, **params):
    return resnet(task, **params, tail=True)


def auto_encoder(task, block="BasicBlock", layers=(3, 4, 6, 3), flexible_input_res=False, output_pads=(1, 1, 1, 1, 1)):
    return task_models.AutoEncoder(len(task.names), pads=output_pads, kind=block.split(".")[-1], layers=layers)


def skip_auto_encoder(task, block="BasicBlock", layers=(3, 4, 6, 3), flexible_input_res=False):
    return task_models.SkipAutoEncoder(len(task.names), kind=block.split(".")[-1], layers=layers)


def mobile_net(task, **params):
    return networks.MobileNetV2(len(task.names), **params)


class Holder(nn.Module):
    """torchvision's network for segmentation under model., with a last layer for the classes of the task."""

    def __init__(self, task, build):
        super().__init__()
        self.model = build(weights=None, weights_backbone=None)
        last = self.model.classifier[4]
        if last.out_channels != len(task.names):
            self.model.classifier[4] = nn.Conv2d(last.in_channels, len(task.names), 1)

    def forward(self, x):
        return self.model(x)


def torchvision_model(name, params, task):
    module = torchvision.models
    for part in name.split(".")[2:-1]:
        module = getattr(module, part)
    model = getattr(module, name.split(".")[-1])(**params)
    if task.kind == "classif" and isinstance(getattr(model, "fc", None), nn.Linear) and model.fc.out_features != len(task.names):
        model.fc = nn.Linear(model.fc.in_features, len(task.names))  # wrapped as a classifier: the head follows the task
    if isinstance(model, torchvision.models.MobileNetV3) and task.kind == "classif":
        model.classifier[3] = nn.Linear(model.classifier[3].in_features, len(task.names))  # thelper 0.6.2 leaves this one as it is
    if task.kind == "detect" and model.roi_heads.box_predictor.cls_score.out_features != len(task.names):
        width = model.roi_heads.box_predictor.cls_score.in_features
        model.roi_heads.box_predictor = torchvision.models.detection.faster_rcnn.FastRCNNPredictor(width, len(task.names))
    return model


def create_model(config, task):
    name, params = config["type"], config.get("params", {})
    if name.startswith("torchvision."):
        return torchvision_model(name, params, task)
    if name.startswith("thelper.nn.segmentation."):
        return Holder(task, getattr(torchvision.models.segmentation, name.split(".")[-1]))
    return {"LeNet": LeNet, "UNet": UNet, "SRCNN": SRCNN, "VDSR": VDSR, "ResNet": resnet, "ResNetFullyConv": fully_conv,
            "MobileNetV2": mobile_net, "AutoEncoderResNet": auto_encoder, "AutoEncoderSkipResNet": skip_auto_encoder}[name.split(".")[-1]](task, **params)


class FocalLoss(nn.Module):
    def __init__(self, gamma=2, alpha=0.5, weight=None, ignore_index=255):
        super().__init__()
        self.gamma, self.alpha, self.weight, self.ignore = gamma, alpha, weight, ignore_index

    def forward(self, pred, target):
        ce = F.cross_entropy(pred, target, self.weight, ignore_index=self.ignore)
        return (1 if self.alpha is None else self.alpha) * (1 - torch.exp(-ce)) ** self.gamma * ce


def class_sizes(loader, task):
    """Samples (pixels, where pixels are labelled) of each class in all of the data behind a loader, not in its subset."""
    sizes = {c: 0 for c in task.names}
    if task.kind == "segm":
        for i in range(sum(len(d.samples) for d in loader.datasets())):
            labels = torch.as_tensor(loader.get(i)[task.gt_key])
            for c, name in enumerate(task.names):
                sizes[name] += int((labels == c).sum())
            sizes["dontcare"] = sizes.get("dontcare", 0) + int((labels == task.dontcare).sum())
        return sizes
    for d in loader.datasets():
        for i in range(len(d.samples)):
            for name in d.label(i) if task.multi_label else [d.label(i)]:
                sizes[name] += 1
    return sizes


def create_loss(config, task, loader):
    """Returns the loss and the weights of its classes (None without)."""
    params, weights, name = dict(config.get("params", {})), None, config["type"].split(".")[-1]
    cls = FocalLoss if name == "FocalLoss" else getattr(nn, name)
    given = config.get("weight_distribution")
    if isinstance(given, dict):
        weights = [float(given.get(c, 1.0)) for c in task.names]
    elif given:
        norm = config.get("weight_norm", given == "uniform")
        by_name = class_weights(class_sizes(loader, task), given, config.get("weight_max", float("inf")), config.get("weight_min", 0.0),
                                norm=False, invmax=True)
        total = sum(by_name.values()) if norm else 1  # normalised after the inversion
        weights = [by_name[c] / total for c in task.names]
    if weights:
        params[config.get("weight_param_name", "weight")] = torch.tensor(weights)
    for key in ("weight", "pos_weight"):
        if isinstance(params.get(key), list):
            params[key] = torch.tensor(params[key])
    if task.kind == "segm" and "ignore_index" in inspect.signature(cls.__init__).parameters and task.dontcare is not None:
        params["ignore_index"] = task.dontcare
    return cls(**params), weights


class CustomStepLR(torch.optim.lr_scheduler._LRScheduler):
    def __init__(self, optimizer, milestones, last_epoch=-1):
        given = {int(k): v for k, v in milestones.items()}
        # thelper 0.6.2 registers its own first stage at 1.
        self.stages = ([] if 0 in given else [1]) + sorted(given)
        self.scales = ([] if 0 in given else [1.0]) + [given[k] for k in sorted(given)]
        self.milestones = milestones
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        factor = 1.0
        for start, value in zip(self.stages, self.scales):
            factor = value if start <= self.last_epoch else factor
        return [b * factor for b in self.base_lrs]


def create_scheduler(config, optimizer):
    if not config:
        return None, None
    name = config["type"].split(".")[-1]
    cls = CustomStepLR if name == "CustomStepLR" else getattr(torch.optim.lr_scheduler, name)
    return cls(optimizer, **config.get("params", {})), config.get("step_metric")
