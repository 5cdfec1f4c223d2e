#!/usr/bin/python3
"""Golden values of image transforms, from torchvision 0.14 (Debian: python3-torchvision).

    /usr/bin/python3 tools/golden/vision_transforms.py tests/Thelper.Vision.Tests/Golden/transforms.json

Element i of the floating-point image (2, 3, 6, 7) is (sin(0.7 i) + 1) / 2; of the byte image, that times 255, rounded down.
Stored are the shape, the sum, and the sum weighted by cosines of element numbers, in double. Pictures are the first image of each kind (H x W x C where they
are PIL's); `functions` are the names of torchvision.transforms.functional.
"""
import pins  # first: the libraries read these settings when they are loaded
import inspect
import json
import math
import sys
import warnings

import torch
import torchvision.transforms as T
import torchvision.transforms.functional as F
from torchvision.transforms import InterpolationMode

warnings.simplefilter("ignore")


def image(kind):
    values = torch.tensor([(math.sin(0.7 * i) + 1) / 2 for i in range(2 * 3 * 6 * 7)], dtype=torch.float64).reshape(2, 3, 6, 7)
    return (values * 255).to(torch.uint8) if kind == "byte" else values.to(torch.float32)


def brief(tensor):
    flat = tensor.double().flatten()
    weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
    return {"shape": list(tensor.shape), "sum": flat.sum().item(), "wave": (flat * weights).sum().item()}


CASES = {
    "resize": lambda x: F.resize(x, [4, 9], InterpolationMode.NEAREST),
    "resize_bilinear": lambda x: F.resize(x, [4, 9], InterpolationMode.BILINEAR, antialias=False),
    "resize_bicubic_antialias": lambda x: F.resize(x, [3, 4], InterpolationMode.BICUBIC, antialias=True),
    "resize_shorter": lambda x: F.resize(x, [12], InterpolationMode.BILINEAR, antialias=False),
    "crop": lambda x: F.crop(x, 1, 2, 4, 3),
    "crop_outside": lambda x: F.crop(x, -2, 4, 6, 6),
    "center_crop": lambda x: F.center_crop(x, [3, 4]),
    "center_crop_larger": lambda x: F.center_crop(x, [9, 4]),
    "pad": lambda x: F.pad(x, [1, 2, 3, 4], fill=1),
    "hflip": F.hflip,
    "vflip": F.vflip,
    "rotate": lambda x: F.rotate(x, 90),
    "rotate_bilinear": lambda x: F.rotate(x, 25, InterpolationMode.BILINEAR),
    "grayscale": lambda x: F.rgb_to_grayscale(x, 3),
    "brightness": lambda x: F.adjust_brightness(x, 1.3),
    "contrast": lambda x: F.adjust_contrast(x, 1.25),
    "saturation": lambda x: F.adjust_saturation(x, 0.4),
    "hue": lambda x: F.adjust_hue(x, 0.3),
    "gamma": lambda x: F.adjust_gamma(x, 0.7, 0.9),
    "invert": F.invert,
    "convert": lambda x: F.convert_image_dtype(x, torch.float32 if x.dtype == torch.uint8 else torch.uint8),
}


def pictures():
    pil = F.to_pil_image(image("byte")[0])
    return {"to_tensor": F.to_tensor(pil), "pil_to_tensor": F.pil_to_tensor(pil), "to_pil_image": F.pil_to_tensor(F.to_pil_image(image("float")[0])).permute(1, 2, 0),
            "to_grayscale": F.pil_to_tensor(F.to_grayscale(pil)).permute(1, 2, 0), "to_grayscale_3": F.pil_to_tensor(F.to_grayscale(pil, 3)).permute(1, 2, 0)}


def main(path):
    result = {kind: {name: brief(case(image(kind))) for name, case in CASES.items()} for kind in ("float", "byte")}
    result["float"]["normalize"] = brief(F.normalize(image("float"), [0.4, 0.5, 0.6], [0.2, 0.3, 0.4]))
    for kind in ("float", "byte"):
        torch.manual_seed(11)
        result[kind]["jitter"] = brief(T.ColorJitter(0.2, 0.3, 0.4, 0.1)(image(kind)))
        torch.manual_seed(3)
        flip = T.RandomHorizontalFlip(0.5)
        result[kind]["random_flip"] = brief(torch.cat([flip(image(kind)) for _ in range(6)]))
    result["picture"] = {name: brief(value.contiguous()) for name, value in pictures().items()}
    result["functions"] = sorted(name for name, value in vars(F).items() if inspect.isfunction(value) and value.__module__ == F.__name__ and not name.startswith("_"))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
