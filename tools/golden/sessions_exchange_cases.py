"""The sessions that change hands: every schedule, every network that trains, momentum and Adam. Imported by sessions_exchange.py.

cut: epochs in the first hands. The data are twelve digits of each class and the photographs of samples/mini-voc.
"""
from sessions_cases import COLOR, CROSS_ENTROPY, GRAY, LENET, VOC, config, folder, optimizer, scheduler

MOMENTUM = optimizer("SGD", lr=0.02, momentum=0.9, weight_decay=0.0001)
ADAM = optimizer("Adam", lr=0.002)
DIGITS = {"batch_size": 10, "train_split": {"d": 0.25}, "skip_norm": True}
SEEDS = (4, 3, 2, 1, 0)
SMALL = {"layers": [1, 1, 1, 1], "flexible_input_res": True}


def digits(model, opt, epochs=3, cut=1, sched=None, transforms=COLOR, **trainer):
    loss = None if "classif_loss" in trainer else CROSS_ENTROPY
    content = config({"d": folder("mini")}, {**DIGITS, "base_transforms": transforms}, model, {"epochs": epochs, **trainer}, loss, opt, sched, SEEDS)
    return {"config": without_loss(content) if loss is None else content, "cut": cut}


def photos(model, opt, task="segm", batch=3, share=0.25, size=64, epochs=2, **trainer):
    keys = ["image", "label_map"]
    stages = [{"operation": "thelper.transforms.CenterCrop", "params": {"size": [size, size]}, "target_key": keys}] if task == "segm" else []
    content = config({"voc": {**VOC, "params": {**VOC["params"], "task": task}}},
                     {"batch_size": batch, "train_split": {"voc": share}, "skip_norm": True,
                      "base_transforms": stages + [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]},
                     model, {"epochs": epochs, **trainer}, CROSS_ENTROPY, opt, None, SEEDS)
    return {"config": without_loss(content) if task == "detect" or "classif_loss" in trainer else content, "cut": 1}


def without_loss(content):
    del content["trainer"]["optimization"]["loss"]
    return content


def resnet(kind="ResNet", **params):
    return {"type": "thelper.nn.resnet." + kind, "params": {**SMALL, **params}}


def painting(kind):
    return {"type": "thelper.train.ae.AutoEncoderTrainer", "reconstr_display_count": 2, "reconstr_display_mean": 0.0, "reconstr_display_stddev": 1.0,
            "reconstr_scale": 0.5, "reconstr_edges": False, "classif_loss": {"type": "torch.nn.CrossEntropyLoss"}, "use_tbx": False}


SCHEDULES = {
    "step": scheduler("StepLR", step_size=2, gamma=0.5),
    "multi-step": scheduler("MultiStepLR", milestones=[1, 3], gamma=0.5),
    "exponential": scheduler("ExponentialLR", gamma=0.7),
    "cosine": scheduler("CosineAnnealingLR", T_max=3, eta_min=0.0005),
    "warm-restarts": scheduler("CosineAnnealingWarmRestarts", T_0=2, T_mult=2),
    "constant": scheduler("ConstantLR", factor=0.5, total_iters=2),
    "linear": scheduler("LinearLR", start_factor=0.25, total_iters=3),
    "polynomial": scheduler("PolynomialLR", total_iters=5, power=2.0),
    "cyclic": scheduler("CyclicLR", base_lr=0.001, max_lr=0.01, step_size_up=2),
    "one-cycle": scheduler("OneCycleLR", max_lr=0.05, total_steps=6),
    "one-cycle-linear": scheduler("OneCycleLR", max_lr=0.01, total_steps=6, anneal_strategy="linear", three_phase=True),
    "plateau": scheduler("ReduceLROnPlateau", "loss", factor=0.5, patience=0, threshold=0.5),
    "custom-step": scheduler("CustomStepLR", milestones={"2": 0.1, "3": 0.5}),
}
# Adam has no momentum for a cycle of CyclicLR.
BY_ADAM = ("multi-step", "cosine", "constant", "polynomial", "one-cycle-linear", "custom-step")

CASES = {
    **{"lenet-" + name: digits(LENET, ADAM if name in BY_ADAM else MOMENTUM, 4, 2, sched, GRAY) for name, sched in SCHEDULES.items()},
    "file": digits({"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32], "conv1_filters": 2, "conv2_filters": 2, "hidden1_size": 8, "hidden2_size": 8,
                                                                 "output_size": 10}},
                   MOMENTUM, 4, 2, SCHEDULES["one-cycle"], GRAY),
    "resnet-basic": digits(resnet(), MOMENTUM),
    "resnet-bottleneck": digits(resnet(block="thelper.nn.resnet.Bottleneck"), ADAM),
    "resnet-squeeze": digits(resnet(block="thelper.nn.resnet.SqueezeExcitationBlock", activation="leaky_relu"), ADAM),
    "resnet-coordconv": digits(resnet(coordconv=True, conv1_config=[3, 2, 1], skip_max_pool=True), MOMENTUM),
    "resnet-fully-conv": digits(resnet("ResNetFullyConv"), MOMENTUM),
    "auto-encoder": digits(resnet("AutoEncoderResNet", output_pads=[1, 1, 1, 1, 1]), ADAM, **painting("classif")),
    "auto-encoder-skip": photos(resnet("AutoEncoderSkipResNet"), MOMENTUM, **painting("segm")),
    "mobilenet": digits({"type": "thelper.nn.mobilenet.MobileNetV2", "params": {"input_size": 32, "width_mult": 0.5}}, MOMENTUM),
    "torchvision-resnet18": digits({"type": "torchvision.models.resnet18"}, MOMENTUM),
    "torchvision-mobilenet": digits({"type": "torchvision.models.mobilenet_v3_small", "params": {"weights": None}}, ADAM),
    "unet": photos({"type": "thelper.nn.unet.UNet", "params": {"mid_channels": 32}}, ADAM),
    "fcn-resnet50": photos({"type": "thelper.nn.segmentation.fcn_resnet50"}, MOMENTUM, size=32),
    "torchvision-deeplab": photos({"type": "torchvision.models.segmentation.deeplabv3_resnet50", "params": {"weights": None, "weights_backbone": None}}, ADAM, size=32),
    "detector": photos({"type": "torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn",
                        "params": {"weights": None, "weights_backbone": None, "min_size": 128, "max_size": 160}},
                       optimizer("SGD", lr=0.005, momentum=0.9, weight_decay=0.0005), "detect", 1, 0.15),
    "detector-adam": photos({"type": "torchvision.models.detection.fasterrcnn_mobilenet_v3_large_fpn",
                             "params": {"weights": None, "weights_backbone": None, "min_size": 96, "max_size": 128}},
                            optimizer("Adam", lr=0.0001), "detect", 1, 0.1),
}
