#!/usr/bin/python3
"""Writes src/Thelper.Vision/Models/weights.tsv: torchvision's published weights and how their images are prepared, as data; and categories.tsv, what their classes are.

Run with the Python that has Debian's torchvision:  /usr/bin/python3 tools/torchvision_weights.py
One line for each set of weights; the first line names the columns. A dash stands for what a preset does not do. Of categories there is one line for each list that
detectors and segmentation networks have, by its number of classes; those of ImageNet are left out.
"""
import functools
import os
import sys

import torchvision
from torchvision.models import get_model_builder, get_model_weights, list_models
from torchvision.transforms import _presets

OUTPUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "Thelper.Vision", "Models", "weights.tsv")
CATEGORIES = os.path.join(os.path.dirname(OUTPUT), "categories.tsv")
SERVER = "https://download.pytorch.org/models/"
TASKS = {
    _presets.ImageClassification: "classification",
    _presets.SemanticSegmentation: "segmentation",
    _presets.ObjectDetection: "detection",
}
COLUMNS = ["function", "list", "name", "role", "file", "classes", "parameters", "least_size", "task", "resize", "crop", "interpolation", "mean", "std"]


def of_pretrained(builder):
    """What the old switch pretrained=True stands for, from the wrapper that handles it."""
    function = builder
    while function is not None:
        for cell in function.__closure__ or ():
            value = cell.cell_contents
            if isinstance(value, dict) and isinstance(value.get("weights"), tuple):
                default = value["weights"][1]
                return default({"pretrained": True}) if callable(default) else default
        function = getattr(function, "__wrapped__", None)
    sys.exit(f"{builder.__name__}: the meaning of 'pretrained' is not found")


def numbers(values):
    return ",".join(repr(v) for v in values)


def row(function, list_, weights, legacy):
    preset = weights.transforms
    kind, given = (preset.func, preset.keywords) if isinstance(preset, functools.partial) else (preset, {})
    made = kind(**given)
    size = weights.meta.get("min_size")
    assert weights.url.startswith(SERVER)
    assert size is None or size[0] == size[1]
    roles = [role for role, holds in [("default", weights is list_.DEFAULT), ("pretrained", weights is legacy)] if holds]
    resize, crop = (getattr(made, name, None) for name in ("resize_size", "crop_size"))
    assert all(len(v or [0]) == 1 for v in (resize, crop))
    scaled = hasattr(made, "mean")
    return [
        function, list_.__name__, weights.name, ",".join(roles) or "-", weights.url[len(SERVER):], str(len(weights.meta["categories"])) if weights.meta["categories"] else "-",
        str(weights.meta["num_params"]), str(size[0]) if size else "-", TASKS[kind], str(resize[0]) if resize else "-", str(crop[0]) if crop else "-",
        made.interpolation.value if resize else "-", numbers(made.mean) if scaled else "-", numbers(made.std) if scaled else "-",
    ]


def main():
    lines = [COLUMNS]
    categories = {}
    for module in (torchvision.models, torchvision.models.segmentation, torchvision.models.detection):
        for function in list_models(module):
            list_ = get_model_weights(function)
            legacy = of_pretrained(get_model_builder(function))
            lines += [row(function, list_, weights, legacy) for weights in list_]
            for weights in list_ if module is not torchvision.models else []:
                names = list(weights.meta["categories"])
                assert categories.setdefault(len(names), names) == names
    with open(OUTPUT, "w") as f:
        f.writelines("\t".join(line) + "\n" for line in lines)
    with open(CATEGORIES, "w") as f:
        f.writelines("\t".join([str(count), *names]) + "\n" for count, names in sorted(categories.items()))
    print(OUTPUT, len(lines) - 1, os.path.getsize(OUTPUT))


if __name__ == "__main__":
    main()
