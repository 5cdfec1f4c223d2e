"""Models and rasters for the tests of inference over scenes (tests/Thelper.Geo.Tests/Golden/scenes), with what torch says of them as a whole.

Run with Debian's Python: /usr/bin/python3 tools/golden/scenes.py (python3-torch, python3-rasterio).
"""
import json
import os

import numpy
import rasterio
import torch
from rasterio.transform import Affine
from torch import nn

OUT = os.path.join(os.path.dirname(__file__), "../../tests/Thelper.Geo.Tests/Golden/scenes")
CLASSES = ["ground", "water", "roof"]
TO_TENSOR = [
    {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0], "max": [255]}, "target_key": "image"},
    {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"},
]


def save(name, model, task, transforms=TO_TENSOR):
    module = model if isinstance(model, torch.jit.ScriptModule) else torch.jit.script(model.eval())
    torch.jit.save(module, os.path.join(OUT, name + ".pt"), _extra_files={"task": task, "base_transforms": json.dumps(transforms)})


def segmentation():
    return f"thelper.tasks.segm.Segmentation(class_names={CLASSES}, input_key='image', label_map_key='label_map', dontcare=255)"


class Constant(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        answer = torch.zeros([x.shape[0], 3, x.shape[2], x.shape[3]])
        answer[:, 1] = 2.0
        return answer


class Twice(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.interpolate(x[:, :2], scale_factor=2.0, mode="nearest") * 3.0


class Lifted(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, :1] + 1.0


class Dots(nn.Module):
    """Reports each rectangle whose first band is above 0.5: the corners as they are, the score is the brightness."""

    def forward(self, x: torch.Tensor):
        image = x[0, 0]
        height, width = image.shape[0], image.shape[1]
        boxes = torch.zeros([0, 4])
        labels = torch.zeros([0], dtype=torch.long)
        scores = torch.zeros([0])
        bright = image > 0.5
        for y in range(height):
            for x0 in range(width):
                if bool(bright[y, x0]) and not (x0 > 0 and bool(bright[y, x0 - 1])) and not (y > 0 and bool(bright[y - 1, x0])):
                    right, bottom = x0, y
                    while right < width and bool(bright[y, right]):
                        right += 1
                    while bottom < height and bool(bright[bottom, x0]):
                        bottom += 1
                    boxes = torch.cat([boxes, torch.tensor([[float(x0), float(y), float(right), float(bottom)]])])
                    labels = torch.cat([labels, torch.tensor([1])])
                    scores = torch.cat([scores, image[y, x0].reshape(1)])
        return boxes, labels, scores


def write(name, values, nodata=None, transform=Affine(0.5, 0, 600000, 0, -0.5, 5040000), crs="EPSG:32618", **more):
    values = values if values.ndim == 3 else values[None]
    with rasterio.open(os.path.join(OUT, name), "w", driver="GTiff", height=values.shape[1], width=values.shape[2], count=values.shape[0], dtype=values.dtype, nodata=nodata,
                       transform=transform, crs=crs, compress="deflate", **more) as file:
        file.write(values)


def main():
    os.makedirs(OUT, exist_ok=True)
    torch.manual_seed(1)
    pixels = nn.Conv2d(3, 3, 1)
    with torch.no_grad():
        pixels.weight.copy_(torch.tensor([[1.2, -0.7, -0.4], [-0.6, 1.1, -0.5], [-0.5, -0.6, 1.3]]).reshape(3, 3, 1, 1) * 3)
        pixels.bias.copy_(torch.tensor([0.15, -0.3, 0.06]))
    around = nn.Sequential(nn.Conv2d(3, 8, 5, padding=2, padding_mode="reflect"), nn.Tanh(), nn.Conv2d(8, 3, 3, padding=1, padding_mode="reflect"))
    with torch.no_grad():
        for parameter in around.parameters():
            parameter.mul_(3)
    patches = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 3))
    with torch.no_grad():
        patches[2].weight.copy_(pixels.weight.reshape(3, 3) * 2)
        patches[2].bias.copy_(pixels.bias)
    save("pixels", pixels, segmentation())
    save("around", around, segmentation())
    save("constant", Constant(), segmentation())
    save("twice", Twice(), "thelper.tasks.regr.SuperResolution(input_key='image', target_key='sharp')")
    save("lifted", Lifted(), "thelper.tasks.regr.SuperResolution(input_key='image', target_key='sharp')")
    save("patches", patches, f"thelper.tasks.classif.Classification(class_names={CLASSES}, input_key='image', label_key='label')")
    save("dots", Dots(), "thelper.tasks.detect.Detection(class_names={'background': 0, 'dot': 1}, input_key='image', bboxes_key='boxes', background=0)")

    # A scene of smooth patches, with pixels without data in a corner and a hole; what the networks say of it as a whole.
    generator = numpy.random.RandomState(3)
    coarse = torch.from_numpy(generator.rand(1, 3, 12, 16).astype("float32"))
    scene = torch.nn.functional.interpolate(coarse, size=(93, 130), mode="bicubic", align_corners=False)[0].clamp(0, 1)
    values = (scene.numpy() * 254 + 1).astype("uint8")
    values[:, :40, :35] = 0
    values[:, 60:70, 80:95] = 0
    write("scene.tif", values, nodata=0, tiled=True, blockxsize=32, blockysize=32)
    valid = (values != 0).any(0)
    with torch.no_grad():
        image = torch.from_numpy(values.astype("float32"))[None] / 255
        answer = pixels(image).softmax(1)[0].numpy()
        write("pixels_class.tif", numpy.where(valid, answer.argmax(0) + 1, 0).astype("uint8"), nodata=0)
        write("pixels_probs.tif", (answer * valid).astype("float32"))
        write("around_class.tif", numpy.where(valid, around(image)[0].numpy().argmax(0) + 1, 0).astype("uint8"), nodata=0)
        labels = numpy.zeros(valid.shape, dtype="uint8")
        shares = numpy.zeros((3,) + valid.shape, dtype="float32")
        size = 9
        for y in range(0, valid.shape[0] - size + 1):
            for x in range(0, valid.shape[1] - size + 1):
                cy, cx = y + size // 2, x + size // 2
                if valid[cy, cx]:
                    share = patches(image[:, :, y:y + size, x:x + size]).softmax(1)[0].numpy()
                    labels[cy, cx] = share.argmax() + 1
                    shares[:, cy, cx] = share
        write("patches_class.tif", labels, nodata=0)
        write("patches_probs.tif", shares)


main()
