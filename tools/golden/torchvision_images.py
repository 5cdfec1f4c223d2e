"""What torchvision 0.14 and PIL make of small images and arrays: the expectations of the tests of torchvision's operations.

Run from the root of the repository with a Python that has torchvision 0.14:
    /usr/bin/python3 tools/golden/torchvision_images.py
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import pathlib

import numpy as np
import PIL.Image
import torch
import torchvision.transforms as T

OUT = pathlib.Path("tests/Thelper.Tests/Golden/transforms/torchvision.json")
random = np.random.RandomState(7)


def smooth(height, width, channels):
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(0.3 * x + c) + np.cos(0.23 * y * (c + 1)) for c in range(channels)]
    noise = random.uniform(-0.6, 0.6, (height, width, channels))
    return np.clip((np.stack(waves, 2) + noise + 2) / 4 * 255, 0, 255).astype(np.uint8)


def array(a):
    a = np.ascontiguousarray(a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


COLOR, GRAY, TALL = smooth(23, 31, 3), smooth(20, 17, 1)[:, :, 0], smooth(41, 12, 3)
INPUTS = {"color": COLOR, "gray": GRAY, "tall": TALL, "chw": (COLOR.transpose(2, 0, 1) / 255).astype(np.float32)}
cases = []


def case(name, *inputs, tolerance=1, **params):
    for key in inputs:
        given = INPUTS[key]
        operation = getattr(T, name)(**params)
        value = torch.from_numpy(given) if given.dtype == np.float32 else PIL.Image.fromarray(given)
        result = operation(value)
        result = result.numpy() if isinstance(result, torch.Tensor) else np.array(result)
        cases.append({"op": name, "params": params, "input": key, "tolerance": tolerance, "expected": array(result)})


for filter in ("nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"):
    mode = T.InterpolationMode(filter)
    for size, keys in (([11, 15], ("color", "gray")), ([40, 50], ("color",)), ([23, 10], ("color",)), ([64, 17], ("gray",)), (9, ("gray", "tall")), (37, ("gray",))):
        for key in keys:
            result = T.Resize(size, interpolation=mode)(PIL.Image.fromarray(INPUTS[key]))
            cases.append({"op": "Resize", "params": {"size": size, "interpolation": filter}, "input": key, "tolerance": 1, "expected": array(np.array(result))})
for filter in ("nearest", "bilinear", "bicubic"):
    for size, antialias in (([11, 15], False), ([40, 50], False), (9, False), ([11, 15], True)):
        if filter != "nearest" or not antialias:
            result = T.Resize(size, interpolation=T.InterpolationMode(filter), antialias=antialias)(torch.from_numpy(INPUTS["chw"]))
            cases.append({"op": "Resize", "params": {"size": size, "interpolation": filter, "antialias": antialias}, "input": "chw", "tolerance": 1e-5, "expected": array(result.numpy())})
case("Resize", "color", "tall", size=10, max_size=12)
case("CenterCrop", "color", "gray", "chw", tolerance=0, size=[10, 13])
case("CenterCrop", "color", "tall", "chw", tolerance=0, size=30)
case("Pad", "color", "gray", "chw", tolerance=0, padding=3)
case("Pad", "color", "gray", tolerance=0, padding=[1, 2], fill=77)
case("Pad", "color", tolerance=0, padding=[1, 2, 3, 4], fill=(10, 20, 30))
for mode in ("edge", "reflect", "symmetric"):
    case("Pad", "color", "gray", "chw", tolerance=0, padding=[1, 2, 3, 4], padding_mode=mode)
case("RandomHorizontalFlip", "color", "gray", "chw", tolerance=0, p=1.0)
case("RandomVerticalFlip", "color", "gray", "chw", tolerance=0, p=1.0)
case("RandomInvert", "color", "gray", "chw", tolerance=1e-6, p=1.0)
for angle in (0, 90, 180, 270, 25, -47.5, 133):
    case("RandomRotation", "color", "gray", degrees=[angle, angle])
    case("RandomRotation", "color", degrees=[angle, angle], expand=True)
case("RandomRotation", "color", "chw", tolerance=1e-4, degrees=[31, 31])
case("RandomRotation", "color", degrees=[31, 31], fill=(5, 6, 7), center=[3, 4])
for factor in (0.0, 0.4, 1.7):
    for what in ("brightness", "contrast", "saturation"):
        case("ColorJitter", "color", "gray", **{what: [factor, factor]})
        case("ColorJitter", "chw", tolerance=1e-5, **{what: [factor, factor]})
for turn in (-0.5, -0.2, 0.07, 0.35):
    case("ColorJitter", "color", "gray", hue=[turn, turn])
    case("ColorJitter", "chw", tolerance=1e-4, hue=[turn, turn])
case("Grayscale", "color", "gray", num_output_channels=1)
case("Grayscale", "color", "gray", num_output_channels=3)
case("Grayscale", "chw", tolerance=1e-6, num_output_channels=3)
case("RandomGrayscale", "color", p=1.0)
case("Normalize", "chw", tolerance=1e-6, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
case("Normalize", "chw", tolerance=1e-6, mean=[0.5], std=[0.25])
case("GaussianBlur", "color", "gray", kernel_size=5, sigma=1.3)
case("GaussianBlur", "color", kernel_size=[3, 7], sigma=0.8)
case("GaussianBlur", "chw", tolerance=1e-5, kernel_size=[3, 7], sigma=0.8)
case("ToPILImage", "chw", tolerance=0)
case("PILToTensor", "color", "gray", tolerance=0)
case("ToTensor", "color", "gray", tolerance=1e-7)
OUT.write_text(json.dumps({"inputs": {name: array(value) for name, value in INPUTS.items()}, "cases": cases}, separators=(",", ":")) + "\n")
print(len(cases))
