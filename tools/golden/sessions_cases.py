"""The configurations of the reference sessions: small, and each with options that the others have not. Imported by sessions.py."""
import os
import shutil

GRAY = [{"operation": "thelper.transforms.ToGray", "target_key": "image"},
        {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127], "max": [255]}, "target_key": "image"},
        {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
COLOR = [{"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [60.5, 70.25, 80.0], "std": [55.1, 60.0, 65.3]},
          "target_key": "image"},
         {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
LARGE = [{"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 64]}, "target_key": "image"}]
LENET = {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]}}
CROSS_ENTROPY = {"type": "torch.nn.CrossEntropyLoss"}
ACCURACY = {"accuracy": {"type": "thelper.optim.Accuracy"}}
MINI = {"from": "digits", "counts": {str(c): 12 for c in range(10)}}
UNEVEN = {"from": "digits", "counts": {"0": 60, "1": 25, "3": 12, "7": 40, "8": 33}}


def folder(root, **more):
    return {"type": "thelper.data.ImageFolderDataset", "params": {"root": root, "order": "name"}, **more}


def optimizer(name, **params):
    return {"type": "torch.optim." + name, "params": params}


def scheduler(name, step_metric=None, **params):
    full = "thelper.optim.CustomStepLR" if name == "CustomStepLR" else "torch.optim.lr_scheduler." + name
    return {"type": full, "params": params, **({"step_metric": step_metric} if step_metric else {})}


def external(name, kind, goal="max", **params):
    return {"type": "thelper.optim.metrics.ExternalMetric",
            "params": {"metric_name": "sklearn.metrics." + name, "metric_type": kind, "metric_goal": goal, **params}}


def roc(**params):
    return {"type": "thelper.optim.metrics.ROCCurve", "params": params}


def config(datasets, loaders, model, trainer, loss=CROSS_ENTROPY, opt=None, sched=None, seeds=(0, 1, 2, 3, 4)):
    optimization = {"loss": loss, "optimizer": opt or optimizer("Adam", lr=0.001), **({"scheduler": sched} if sched else {})}
    keys = ("test_seed", "valid_seed", "torch_seed", "numpy_seed", "random_seed")
    return {"bypass_queries": True, "orion": {"report": False}, "datasets": datasets,
            "loaders": {"workers": 0, **dict(zip(keys, seeds)), **loaders}, "model": model,
            "trainer": {"device": "cpu", "optimization": optimization, **trainer}}


def multi_label_table():
    rows = []
    for n in range(120):
        digit, labels = n % 10, []
        labels += ["odd"] if digit % 2 else []
        labels += ["large"] if digit > 5 else []
        labels += ["round"] if digit in (0, 6, 8, 9) else []
        rows.append(f"{digit}/{n // 10},{'|'.join(labels)},{digit / 10},{(digit * 7) % 10 / 5 - 1}")
    return rows


def table(samples):
    """Lines "path,labels,height,turn" for files that exist."""
    lines = ["path,label,height,turn"]
    names = {str(d): sorted(os.listdir(os.path.join(samples, "digits", str(d)))) for d in range(10)}
    for row in multi_label_table():
        place, rest = row.split(",", 1)
        digit, index = place.split("/")
        lines.append(f"{digit}/{names[digit][int(index)]},{rest}")
    return "\n".join(lines) + "\n"


def prepare(case, work, samples):
    """Lays out the working folder of a case: the samples, folders with some of them, text files."""
    samples = os.path.abspath(samples)
    for name in ("digits", "mini-voc"):
        os.symlink(os.path.join(samples, name), os.path.join(work, name))
    for name, spec in case.get("folders", {}).items():
        for c, count in spec["counts"].items():
            source, target = os.path.join(samples, spec["from"], c), os.path.join(work, name, c)
            os.makedirs(target)
            for f in sorted(os.listdir(source))[:count]:
                shutil.copy(os.path.join(source, f), target)
    for name, text in case.get("files", {}).items():
        with open(os.path.join(work, name), "w") as f:
            f.write(text)


TABLE = {"list.csv": table(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples"))}
LIST = {"list": "list.csv", "root": "digits"}
CROP96 = {"operation": "thelper.transforms.CenterCrop", "params": {"size": [96, 96]}, "target_key": ["image", "label_map"]}
PHOTO = [{"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [123.7, 116.3, 103.5], "std": [58.4, 57.1, 57.4]},
          "target_key": "image"},
         {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}]
VOC = {"type": "thelper.data.PASCALVOC", "params": {"root": "mini-voc", "task": "segm", "subset": "trainval", "preload": False}}
IOU = {"type": "thelper.optim.IntersectionOverUnion"}

CASES = {
    "two-datasets": {
        "about": "two data sets in one batch whose classes are counted together, shares that leave samples over, drop_last, a test set, dampened momentum",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"a": folder("uneven"), "b": folder("digits", transforms=[{"operation": "thelper.transforms.CenterCrop", "params": {"size": [30, 34]}, "target_key": "image"},
                                                                    {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"}])},
            {"batch_size": 24, "drop_last": True, "base_transforms": GRAY, "train_split": {"a": 0.6, "b": 0.11}, "valid_split": {"a": 0.25, "b": 0.07},
             "test_split": {"b": 0.05}},
            LENET, {"epochs": 3, "monitor": "accuracy", "metrics": ACCURACY},
            loss={**CROSS_ENTROPY, "weight_distribution": "root2", "weight_max": 2.5}, opt=optimizer("SGD", lr=0.1, momentum=0.9, dampening=0.1, weight_decay=1e-4), sched=scheduler("StepLR", step_size=2, gamma=0.3))},
    "sampler-uniform": {
        "about": "uniform sampling at half the size, a schedule that follows the loss, the loss monitored",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"train_batch_size": 9, "valid_batch_size": 13, "base_transforms": GRAY, "train_split": {"d": 0.8}, "valid_split": {"d": 0.2}, "train_scale": 0.5,
             "train_sampler": {"type": "thelper.data.WeightedSubsetRandomSampler", "pass_labels": True}},
            {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32], "output_size": 5}},
            {"epochs": 4, "monitor": "loss", "metrics": ACCURACY}, opt=optimizer("RMSprop", lr=0.0005, momentum=0.5, centered=True),
            sched=scheduler("ReduceLROnPlateau", "loss", factor=0.5, patience=0, threshold=0.2), seeds=(7, 8, 9, 10, 11))},
    "sampler-root": {
        "about": "root2 sampling at twice the size; f1, ROC operating points and balanced accuracy",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"batch_size": 17, "base_transforms": GRAY, "train_split": {"d": 0.5}, "valid_split": {"d": 0.3}, "train_scale": 2.0,
             "train_sampler": {"type": "thelper.data.samplers.WeightedSubsetRandomSampler", "params": {"stype": "root2"}, "pass_labels": True}},
            LENET, {"epochs": 2, "monitor": "f1", "metrics": {
                **ACCURACY, "f1": external("f1_score", "classif_best", metric_params={"average": "macro"}),
                "balanced": external("balanced_accuracy_score", "classif_top1"), "kappa": external("cohen_kappa_score", "classif_best"),
                "tpr": roc(target_name="7", target_fpr=0.2), "fpr": roc(target_name="0", target_tpr=0.9), "others": roc(target_name="!1"),
                "ap": external("average_precision_score", "classif_score", target_name="8")}},
            opt=optimizer("Adam", lr=0.002, betas=[0.8, 0.99], amsgrad=True), seeds=(11, 22, 33, 44, 55))},
    "sampler-random": {
        "about": "drawing with replacement, classes weighted by the root of their inverse share within bounds, cosine schedule",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"batch_size": 16, "base_transforms": GRAY, "train_split": {"d": 0.7}, "valid_split": {"d": 0.3}, "train_scale": 1.3,
             "train_sampler": {"type": "thelper.data.samplers.WeightedSubsetRandomSampler", "params": {"stype": "random"}, "pass_labels": True}},
            LENET, {"epochs": 3, "monitor": "accuracy", "metrics": ACCURACY},
            loss={**CROSS_ENTROPY, "weight_distribution": "root3", "weight_max": 1.6, "weight_min": 1.05}, opt=optimizer("AdamW", lr=0.003, weight_decay=0.05),
            sched=scheduler("CosineAnnealingLR", T_max=3, eta_min=0.0001))},
    "sampler-fixed": {
        "about": "fixed class factors, inverse class shares normalised, milestones",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"batch_size": 10, "base_transforms": GRAY, "train_split": {"d": 0.8}, "valid_split": {"d": 0.2},
             "train_sampler": {"type": "thelper.data.samplers.FixedWeightSubsetSampler",
                               "params": {"weights": {"0": 0.5, "1": 1.0, "3": 3.0, "7": 0.25, "8": 1.5}}, "pass_labels": True}},
            LENET, {"epochs": 3, "metrics": ACCURACY}, loss={**CROSS_ENTROPY, "weight_distribution": "linear", "weight_norm": True},
            opt=optimizer("Adagrad", lr=0.002), sched=scheduler("MultiStepLR", milestones=[1, 2], gamma=0.2))},
    "sampler-without-labels": {
        "about": "training and validation from data sets of their own: nothing is balanced, the sampler gets no labels and takes all samples as one class",
        "folders": {"uneven": UNEVEN, "other": {"from": "digits", "counts": {"0": 8, "1": 8, "3": 8, "7": 8, "8": 8}}},
        "config": config(
            {"t": folder("uneven"), "v": folder("other")},
            {"batch_size": 20, "base_transforms": GRAY, "train_split": {"t": 0.9}, "valid_split": {"v": 1.0}, "train_scale": 0.7,
             "train_sampler": {"type": "thelper.data.samplers.WeightedSubsetRandomSampler", "params": {"stype": "uniform"}, "pass_labels": True}},
            LENET, {"epochs": 2, "metrics": ACCURACY})},
    "no-balancing": {
        "about": "nothing shuffled but the validation set, no balancing, own step schedule with a milestone at epoch 1",
        "config": config(
            {"d": folder("digits")},
            {"batch_size": 21, "base_transforms": GRAY, "train_split": {"d": 0.1}, "valid_split": {"d": 0.05}, "test_split": {"d": 0.03},
             "train_shuffle": False, "valid_shuffle": True, "skip_class_balancing": True},
            LENET, {"epochs": 4, "monitor": "accuracy", "metrics": ACCURACY}, opt=optimizer("SGD", lr=0.05, momentum=0.9, nesterov=True),
            sched=scheduler("CustomStepLR", milestones={"1": 0.5, "3": 0.1}))},
    "no-shuffle": {
        "about": "no set shuffled: samples in the order of the files, class by class",
        "config": config(
            {"d": folder("digits")},
            {"batch_size": 30, "base_transforms": GRAY, "train_split": {"d": 0.08}, "valid_split": {"d": 0.02}, "shuffle": False},
            LENET, {"epochs": 2, "metrics": {**ACCURACY, "top3": {"type": "thelper.optim.metrics.Accuracy", "params": {"top_k": 3, "max_win_size": 2}}}},
            opt=optimizer("Adamax", lr=0.003), sched=scheduler("ExponentialLR", gamma=0.5))},
    "multi-label": {
        "about": "several labels a sample, split class by class without taking a sample twice",
        "files": TABLE,
        "config": config(
            {"d": {"type": "thelper.data.FileListDataset", "params": {**LIST, "label_column": "label", "label_separator": "|"}}},
            {"batch_size": 16, "base_transforms": GRAY, "train_split": {"d": 0.6}, "valid_split": {"d": 0.3}, "test_split": {"d": 0.1}},
            {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32], "output_size": 3}},
            {"epochs": 4, "monitor": "accuracy", "metrics": ACCURACY},
            loss={"type": "torch.nn.BCEWithLogitsLoss", "params": {"pos_weight": [1.0, 2.0, 0.5]}}, opt=optimizer("Adam", lr=0.005))},
    "merged-classes": {
        "about": "data sets with different classes in one task, focal loss with weights, sums of shares above 1",
        "folders": {"few": {"from": "digits", "counts": {"8": 30, "9": 20, "2": 25}}, "other": {"from": "digits", "counts": {"1": 22, "9": 31, "4": 18}}},
        "config": config(
            {"x": folder("few"), "y": folder("other")},
            {"batch_size": 8, "base_transforms": GRAY, "train_split": {"x": 1.4, "y": 0.5}, "valid_split": {"x": 0.6, "y": 0.5}},
            {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32], "output_size": 5}},
            {"epochs": 2, "metrics": ACCURACY},
            loss={"type": "thelper.optim.FocalLoss", "params": {"gamma": 1.5, "alpha": 0.7}, "weight_distribution": {"9": 0.25, "4": 2.0}},
            opt=optimizer("NAdam", lr=0.002), sched=scheduler("LinearLR", start_factor=0.5, total_iters=4))},
    "torchvision-resnet": {
        "about": "a torchvision network whose head follows the task, colours, label smoothing, uniform weights",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"batch_size": 20, "drop_last": True, "base_transforms": LARGE + COLOR, "train_split": {"d": 0.24}, "valid_split": {"d": 0.2}},
            {"type": "torchvision.models.resnet18"}, {"epochs": 1, "monitor": "accuracy", "metrics": ACCURACY},
            loss={**CROSS_ENTROPY, "params": {"label_smoothing": 0.1}, "weight_distribution": "uniform"}, opt=optimizer("SGD", lr=0.001))},
    "own-resnet": {
        "about": "the framework's ResNet with squeeze and excitation, CoordConv, another stem",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"batch_size": 25, "base_transforms": COLOR, "train_split": {"d": 0.6}, "valid_split": {"d": 0.4}},
            {"type": "thelper.nn.resnet.ResNet", "params": {"block": "thelper.nn.resnet.SqueezeExcitationBlock", "layers": [1, 1, 1, 1], "strides": [1, 2, 1, 2],
                                                            "flexible_input_res": True, "coordconv": True, "conv1_config": [3, 2, 1]}},
            {"epochs": 1, "monitor": "accuracy", "metrics": ACCURACY}, opt=optimizer("RAdam", lr=0.001))},
    "torchvision-folder": {
        "about": "torchvision's ImageFolder, whose split does not look at the classes; warm restarts, momentum, an F1 of one class",
        "folders": {"mini": MINI},
        "config": config(
            {"e": {"type": "torchvision.datasets.ImageFolder", "params": {"root": "mini"},
                   "task": {"type": "thelper.tasks.Classification", "params": {"class_names": list("0123456789"), "input_key": "0", "label_key": "1"}}}},
            {"batch_size": 10, "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "0"}], "train_split": {"e": 0.5}, "valid_split": {"e": 0.5}},
            {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [3, 32, 32]}},
            {"epochs": 4, "monitor": "f1", "metrics": {**ACCURACY, "f1": external("f1_score", "classif_best", target_name="3")}},
            opt=optimizer("SGD", lr=0.05, momentum=0.9), sched=scheduler("CosineAnnealingWarmRestarts", T_0=2), seeds=(10, 11, 12, 13, 14))},
    "copies": {
        "about": "an augmentation that makes copies: gradients are summed, in evaluation predictions are averaged",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"batch_size": 14, "base_transforms": GRAY, "train_split": {"d": 0.7}, "valid_split": {"d": 0.3},
             "augments": {"append": False, "transforms": [{"operation": "thelper.transforms.Duplicator", "params": {"count": 3}},
                                                          {"operation": "thelper.transforms.CenterCrop", "params": {"size": [32, 32]}, "target_key": "image"}]}},
            LENET, {"epochs": 2, "metrics": ACCURACY, "skip_eval_iter": 1}, sched=scheduler("CosineAnnealingWarmRestarts", T_0=2, eta_min=0.0002))},
    "appended-augments": {
        "about": "augmentations after the data set's own transforms, of the training set alone; a plateau schedule on accuracy",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")},
            {"batch_size": 19, "base_transforms": GRAY[:2], "train_split": {"d": 0.7}, "valid_split": {"d": 0.2}, "test_split": {"d": 0.1},
             "train_augments": {"append": True, "transforms": [{"operation": "thelper.transforms.CenterCrop", "params": {"size": [28, 30]}, "target_key": "image"},
                                                               {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"},
                                                               GRAY[2]]},
             "eval_augments": {"append": True, "transforms": [GRAY[2]]}},
            LENET, {"epochs": 5, "monitor": "accuracy", "train_metrics": {"window": {"type": "thelper.optim.Accuracy", "params": {"max_win_size": 3}}},
                    "valid_metrics": ACCURACY, "test_metrics": {"log_loss": external("recall_score", "classif_best", target_name="0")}},
            opt=optimizer("Adadelta", lr=5.0), sched=scheduler("ReduceLROnPlateau", "accuracy", mode="max", factor=0.1, patience=0, threshold=0.1, cooldown=1))},
    "train-only": {
        "about": "no validation: a training metric is monitored; hinge loss",
        "folders": {"uneven": UNEVEN},
        "config": config(
            {"d": folder("uneven")}, {"batch_size": 32, "base_transforms": GRAY, "train_split": {"d": 0.9}},
            LENET, {"epochs": 2, "monitor": "accuracy", "metrics": ACCURACY}, loss={"type": "torch.nn.MultiMarginLoss", "params": {"margin": 0.7}},
            opt=optimizer("Adam", lr=0.001), sched=scheduler("PolynomialLR", total_iters=3, power=2.0))},
    "evaluation-only": {
        "about": "no training set: the fresh model is evaluated once",
        "config": config({"d": folder("digits")}, {"batch_size": 31, "base_transforms": GRAY, "valid_split": {"d": 0.1}}, LENET, {"metrics": ACCURACY})},
    "segmentation": {
        "about": "selected labels of PASCAL VOC, pixels without a class, weights by map, an odd batch size",
        "config": config(
            {"voc": {**VOC, "params": {**VOC["params"], "target_labels": ["person", "cat", "bottle"]}}},
            {"batch_size": 3, "base_transforms": [CROP96] + PHOTO, "train_split": {"voc": 0.6}, "valid_split": {"voc": 0.4}},
            {"type": "thelper.nn.unet.UNet", "params": {"mid_channels": 64}},
            {"epochs": 2, "monitor": "iou", "metrics": {**ACCURACY, "iou": IOU, "two": {**IOU, "params": {"target_names": ["person", "cat"], "global_score": False}}}},
            loss={**CROSS_ENTROPY, "weight_distribution": {"background": 0.5, "cat": 2}}, opt=optimizer("SGD", lr=0.02))},
    "segmentation-weights": {
        "about": "weights from pixel counts, a ResNet with a fully convolutional head and dropout, predictions resized to the image",
        "config": config(
            {"voc": {**VOC, "params": {**VOC["params"], "target_labels": ["person", "aeroplane"]}}},
            {"batch_size": 2, "base_transforms": [CROP96] + PHOTO, "train_split": {"voc": 0.7}, "valid_split": {"voc": 0.3}},
            {"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "strides": [1, 2, 1, 1], "head_type": "fcn"}},
            {"epochs": 1, "params": {"scale_preds": True}, "metrics": {**ACCURACY, "iou": IOU}},
            loss={**CROSS_ENTROPY, "weight_distribution": "root2", "weight_max": 3.0}, opt=optimizer("SGD", lr=0.001, momentum=0.5))},
    "regression": {
        "about": "two numbers from a table, a torchvision network",
        "files": TABLE,
        "config": config(
            {"d": {"type": "thelper.data.FileListDataset", "params": {**LIST, "target_columns": ["height", "turn"]}}},
            {"batch_size": 48, "base_transforms": LARGE + COLOR, "train_split": {"d": 0.8}, "valid_split": {"d": 0.2}},
            {"type": "torchvision.models.resnet18", "params": {"num_classes": 2}},
            {"epochs": 1, "monitor": "mae", "metrics": {"mae": {"type": "thelper.optim.MeanAbsoluteError"},
                                                        "mse": {"type": "thelper.optim.MeanSquaredError", "params": {"reduction": "sum"}}}},
            loss={"type": "torch.nn.SmoothL1Loss", "params": {"beta": 0.5}}, opt=optimizer("SGD", lr=0.0001))},
    "super-resolution": {
        "about": "a factor of 3, twice the samples, a schedule that follows the signal-to-noise ratio",
        "config": config(
            {"photos": {"type": "thelper.data.SuperResFolderDataset",
                        "params": {"root": "mini-voc/VOCdevkit/VOC2012", "downscale_factor": 3, "center_crop": [48, 40], "order": "name"}}},
            {"batch_size": 5, "drop_last": True, "train_scale": 2.0,
             "base_transforms": [{"operation": "thelper.transforms.CenterCrop", "params": {"size": [32, 24]}, "target_key": "highres_image"},
                                 {"operation": "torchvision.transforms.ToTensor", "target_key": ["lowres_image", "highres_image"]}],
             "train_split": {"photos": 0.6}, "valid_split": {"photos": 0.4}},
            {"type": "thelper.nn.sr.SRCNN", "params": {"base_filter": 32}},
            {"epochs": 2, "monitor": "psnr", "metrics": {"psnr": {"type": "thelper.optim.PSNR"}, "mae": {"type": "thelper.optim.MeanAbsoluteError"}}},
            loss={"type": "torch.nn.L1Loss"}, opt=optimizer("Adam", lr=0.001), sched=scheduler("ReduceLROnPlateau", "psnr", mode="max", patience=0))},
}
