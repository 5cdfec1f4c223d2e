"""What torchvision 0.14 and Pillow make of a part of a photograph: all that moves pixels, and the operations of the automatic augmentations.

The photograph is the first picture of docs/images/operations.png ("china" by danielbuechele, CC BY 2.0).
Run from the root of the repository with a Python that has torchvision 0.14:
    /usr/bin/python3 tools/golden/torchvision_photo.py
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import pathlib

import numpy as np
import PIL.Image
import torch
import torchvision.transforms as T
import torchvision.transforms.autoaugment as A
import torchvision.transforms.functional as F

CLASSES = pathlib.Path("tests/Thelper.Tests/Golden/transforms/torchvision_photo.json")
FUNCTIONS = pathlib.Path("tests/Thelper.Vision.Tests/Golden/torchvision_photo.json")
MODES = {name: T.InterpolationMode(name) for name in ("nearest", "bilinear", "bicubic")}


def array(a):
    a = np.ascontiguousarray(a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


PHOTO = np.array(PIL.Image.open("docs/images/operations.png").convert("RGB"))[30:56, 34:70]
GRAY = np.array(PIL.Image.fromarray(PHOTO).convert("L"))
INPUTS = {"color": PHOTO, "gray": GRAY, "chw": (PHOTO.transpose(2, 0, 1) / 255).astype(np.float32), "small": np.ascontiguousarray(PHOTO[::9, ::10].transpose(2, 0, 1) / 255, dtype=np.float32)}


def value(key):
    given = INPUTS[key]
    return torch.from_numpy(given) if given.dtype == np.float32 else PIL.Image.fromarray(given)


def plain(result):
    if isinstance(result, (list, tuple)):
        return np.stack([plain(one) for one in result])
    return result.numpy() if isinstance(result, torch.Tensor) else np.array(result)


classes = []

# torchvision draws in single precision: numbers of parameters are chosen that it holds exactly.

def case(name, *inputs, exact=False, mode=None, **params):
    for key in inputs:
        options = dict(params, **({"interpolation": MODES[mode]} if mode else {}))
        result = getattr(T, name)(**options)(value(key))
        classes.append({"op": name, "params": dict(params, **({"interpolation": mode} if mode else {})), "input": key, "exact": exact, "expected": array(plain(result))})


for mode in MODES:
    keys = ("color", "gray") if mode == "bicubic" else ("color", "gray", "chw")
    case("RandomRotation", *keys, mode=mode, exact=mode == "nearest", degrees=[23, 23], fill=40 if mode != "bilinear" else 0)
    case("RandomRotation", *keys, mode=mode, degrees=[-71, -71], expand=True)
    case("RandomRotation", *keys, mode=mode, degrees=[140, 140], center=[7, 21])
    case("RandomAffine", *keys, mode=mode, degrees=[17, 17], scale=[1.25, 1.25], shear=[9, 9, -14, -14])
    case("RandomAffine", *keys, mode=mode, degrees=[0, 0], scale=[0.75, 0.75], fill=90)
    case("RandomAffine", *keys, mode=mode, degrees=[-40, -40], shear=[12, 12], center=[5, 9], fill=3)
case("RandomRotation", "color", "gray", mode="nearest", exact=True, degrees=[90, 90], expand=True)
case("RandomRotation", "color", "gray", mode="nearest", exact=True, degrees=[270, 270])
case("RandomRotation", "chw", mode="bilinear", degrees=[180, 180])
case("RandomEqualize", "color", "gray", exact=True, p=1.0)
case("RandomAutocontrast", "color", "gray", exact=True, p=1.0)
case("RandomAutocontrast", "chw", p=1.0)
for bits in (1, 4, 8):
    case("RandomPosterize", "color", "gray", exact=True, bits=bits, p=1.0)
case("RandomSolarize", "color", "gray", exact=True, threshold=130.5, p=1.0)
case("RandomSolarize", "chw", threshold=0.4, p=1.0)
for factor in (0.0, 0.5, 1.0, 2.5):
    case("RandomAdjustSharpness", "color", "gray", exact=True, sharpness_factor=factor, p=1.0)
    case("RandomAdjustSharpness", "chw", sharpness_factor=factor, p=1.0)
case("RandomInvert", "gray", exact=True, p=1.0)
case("FiveCrop", "color", "gray", "chw", exact=True, size=[13, 21])
case("TenCrop", "color", "chw", exact=True, size=17)
case("TenCrop", "color", exact=True, size=[13, 21], vertical_flip=True)
for mode in MODES:
    case("Resize", "color", mode=mode, exact=True, size=[20, 33])
    case("Resize", "gray", mode=mode, exact=True, size=70)
random = np.random.RandomState(5)
matrix, mean = random.normal(size=(36, 36)).round(2), random.uniform(size=36).round(2)
small = torch.from_numpy(INPUTS["small"])
result = T.LinearTransformation(torch.tensor(matrix, dtype=torch.float32), torch.tensor(mean, dtype=torch.float32))(small)
classes.append({"op": "LinearTransformation", "params": {"transformation_matrix": matrix.tolist(), "mean_vector": mean.tolist()}, "input": "small", "exact": False, "expected": array(result.numpy())})

functions = []


def function(name, key, result, exact=False, **params):
    functions.append({"function": name, "params": params, "input": key, "exact": exact, "expected": array(plain(result))})


BYTES = torch.from_numpy(PHOTO.transpose(2, 0, 1).copy())
TENSORS = {"bytes": BYTES, "chw": torch.from_numpy(INPUTS["chw"]), "one": BYTES[:1].clone()}
START, END = [[0, 0], [35, 0], [35, 25], [0, 25]], [[5, 3], [32, 1], [33, 20], [2, 24]]
displacement = torch.from_numpy((random.normal(size=(1, 26, 36, 2)) * 0.04).astype(np.float32))
for key, tensor in TENSORS.items():
    for mode in ("nearest", "bilinear"):
        for fill in (None, [0.25 if key == "chw" else 60.0]):
            function("rotate", key, F.rotate(tensor, 33.0, MODES[mode], fill=fill), mode=mode, fill=fill, angle=33.0, expand=False, center=None)
            function("rotate", key, F.rotate(tensor, -100.0, MODES[mode], expand=True, fill=fill), mode=mode, fill=fill, angle=-100.0, expand=True, center=None)
            function("affine", key, F.affine(tensor, 12.0, [4, -3], 1.2, [8.0, -5.0], MODES[mode], fill=fill, center=[10, 12]), mode=mode, fill=fill)
            function("perspective", key, F.perspective(tensor, START, END, MODES[mode], fill=fill), mode=mode, fill=fill)
            function("elastic_transform", key, F.elastic_transform(tensor, displacement, MODES[mode], fill=fill), mode=mode, fill=fill)
    function("rotate", key, F.rotate(tensor, 50.0, MODES["nearest"], center=[3, 4]), mode="nearest", fill=None, angle=50.0, expand=False, center=[3, 4])
    function("gaussian_blur", key, F.gaussian_blur(tensor, [5, 7]))
    function("gaussian_blur_sigma", key, F.gaussian_blur(tensor, [3, 9], [0.7, 2.0]))
    function("adjust_sharpness", key, F.adjust_sharpness(tensor, 1.8))
    function("autocontrast", key, F.autocontrast(tensor))
    function("solarize", key, F.solarize(tensor, 0.5 if key == "chw" else 128), exact=True)
    function("resized_crop", key, F.resized_crop(tensor, 4, 6, 20, 30, [11, 45]))
    function("erase", key, F.erase(tensor, 3, 5, 7, 9, torch.tensor(0, dtype=tensor.dtype)), exact=True)
    function("gray1", key, F.rgb_to_grayscale(tensor, 1))
    function("saturation", key, F.adjust_saturation(tensor, 1.6))
    function("contrast", key, F.adjust_contrast(tensor, 1.6))
    function("five_crop", key, F.five_crop(tensor, [9, 14]), exact=True)
    function("ten_crop", key, F.ten_crop(tensor, [9, 14], vertical_flip=True), exact=True)
    for mode in ("constant", "edge", "reflect", "symmetric"):
        function("pad", key, F.pad(tensor, [3, 4, 5, 6], 0, mode), exact=True, mode=mode)
    if key != "chw":
        function("equalize", key, F.equalize(tensor), exact=True)
        function("posterize", key, F.posterize(tensor, 3), exact=True)
types = ["uint8", "int8", "int16", "int32", "int64", "float32", "float64"]
for source in types:
    for target in types:
        image = BYTES[:, :6, :5]
        start = F.convert_image_dtype(F.convert_image_dtype(image, torch.float64), getattr(torch, source)) if source != "int64" else image.to(torch.int64) * 2**55
        try:
            function("convert_image_dtype", "", F.convert_image_dtype(start, getattr(torch, target)), exact=True, start=array(start.numpy()), target=target)
        except RuntimeError:
            functions.append({"function": "convert_image_dtype", "params": {"start": array(start.numpy()), "target": target}, "input": "", "exact": True, "expected": None})

pil = []
for key in ("color", "gray"):
    image = PIL.Image.fromarray(INPUTS[key])
    for mode in MODES:
        for fill in (0, 77):
            pil.append({"op": "perspective", "input": key, "mode": mode, "fill": fill, "expected": array(plain(F.perspective(image, START, END, MODES[mode], fill=fill)))})
    for name, strengths in {
        "ShearX": (0.25, -0.3), "ShearY": (0.2,), "TranslateX": (7.9, -12.0), "TranslateY": (5.0,), "Rotate": (21.0, -30.0), "Brightness": (0.6, -0.5), "Color": (0.7, -0.9),
        "Contrast": (0.8, -0.4), "Sharpness": (0.9, -0.9), "Posterize": (4.0,), "Solarize": (100.0,), "AutoContrast": (0.0,), "Equalize": (0.0,), "Invert": (0.0,), "Identity": (0.0,),
    }.items():
        for strength in strengths:
            for mode in ("nearest", "bilinear"):
                result = A._apply_op(image, name, strength, MODES[mode], [20, 30, 40] if key == "color" else [20])
                pil.append({"op": name, "input": key, "mode": mode, "strength": strength, "fill": [20, 30, 40] if key == "color" else [20], "expected": array(plain(result))})

def space(operation, *arguments):
    return [[name, numbers.reshape(-1).tolist() if numbers.ndim else None, signed] for name, (numbers, signed) in operation._augmentation_space(*arguments).items()]

spaces = {
    "auto": space(T.AutoAugment(), 10, (26, 36)), "rand": space(T.RandAugment(), 31, (26, 36)), "wide": space(T.TrivialAugmentWide(), 31),
    "mix": space(T.AugMix(), 10, (26, 36)), "plain": space(T.AugMix(all_ops=False), 10, (26, 36)),
}
policies = {policy.value: T.AutoAugment(policy).policies for policy in T.AutoAugmentPolicy}

CLASSES.write_text(json.dumps({"inputs": {name: array(one) for name, one in INPUTS.items()}, "cases": classes}, separators=(",", ":")) + "\n")
FUNCTIONS.write_text(json.dumps({
    "inputs": {name: array(one) for name, one in INPUTS.items()} | {"bytes": array(BYTES.numpy()), "one": array(TENSORS["one"].numpy())},
    "displacement": array(displacement.numpy()), "functions": functions, "pil": pil, "spaces": spaces, "policies": policies}, separators=(",", ":")) + "\n")
print(len(classes), len(functions), len(pil))
