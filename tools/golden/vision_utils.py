#!/usr/bin/python3
"""What torchvision.utils and torchvision.io make of small pictures: tests/Thelper.Vision.Tests/Golden/utils.json.

Run with the Python that has Debian's torchvision:  /usr/bin/python3 tools/golden/vision_utils.py
"""
import base64
import json
import os
import tempfile

import torch
from PIL import Image
from torchvision import io, utils

OUTPUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Thelper.Vision.Tests", "Golden", "utils.json")


def array(t):
    a = t.contiguous().numpy()
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def pattern(*shape):
    count = 1
    for s in shape:
        count *= s
    i = torch.arange(count, dtype=torch.int64)
    return ((i * i * 7 + i * 31) % 251).to(torch.uint8).view(*shape)


def smooth(height, width):
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack([x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height)]).to(torch.uint8)


def grids():
    batch = pattern(5, 3, 4, 6).float() / 255
    grey = pattern(3, 1, 4, 5).float() / 255
    cases = [
        (batch, {}), (batch, {"nrow": 2}), (batch, {"nrow": 3, "padding": 0, "pad_value": 0.5}), (batch, {"normalize": True}), (batch, {"normalize": True, "scale_each": True, "nrow": 4}),
        (batch, {"normalize": True, "value_range": [0.2, 0.7]}), (grey, {"nrow": 2, "padding": 1}), (batch[0], {}), (grey[0, 0], {}),
    ]
    for tensor, options in cases:
        given = {k: tuple(v) if isinstance(v, list) else v for k, v in options.items()}
        yield {"input": array(tensor), "options": options, "expected": array(utils.make_grid(tensor, **given))}


def saved():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.png")
        tensor = pattern(3, 3, 4, 6).float() / 251 * 1.2 - 0.1
        utils.save_image(tensor, path, nrow=2)
        return {"input": array(tensor), "expected": array(io.read_image(path))}


def boxes():
    image, grey = pattern(3, 24, 30), pattern(1, 24, 30)
    places = torch.tensor([[2, 3, 12, 15], [8, 8, 28, 22], [20, 1, 40, 5], [5, 18, 6, 19]])
    for picture, options in [
        (image, {}), (image, {"width": 3}), (image, {"fill": True, "width": 2}), (grey, {"colors": ["red", "#10f0A0", "darkgrey", "#0af"]}), (image, {"colors": "lime", "fill": True}),
    ]:
        yield {"image": array(picture), "boxes": array(places), "options": options, "expected": array(utils.draw_bounding_boxes(picture, places, **options))}


def masks():
    image = pattern(3, 12, 10)
    some = torch.stack([pattern(12, 10) > 150, pattern(12, 10) < 60, torch.ones(12, 10, dtype=torch.bool)])
    for picked, options in [(some, {}), (some[:2], {"alpha": 0.3, "colors": ["blue", "#ff8000"]}), (some[0], {"alpha": 1.0})]:
        yield {"image": array(image), "masks": array(picked), "options": options, "expected": array(utils.draw_segmentation_masks(image, picked, **options))}


def points():
    image = pattern(3, 40, 36)
    places = torch.tensor([[[5.0, 6.0], [20.7, 9.2], [35.0, 39.0]], [[0.0, 30.0], [18.0, 25.0], [30.0, 30.0]]])
    for radius in range(0, 9):
        yield {"image": array(image), "points": array(places), "radius": radius, "expected": array(utils.draw_keypoints(image, places, colors="red", radius=radius))}


def flows():
    for shape in [(2, 9, 11), (2, 2, 6, 5)]:
        flow = (pattern(*shape).float() - 120) / 17
        yield {"input": array(flow), "expected": array(utils.flow_to_image(flow))}


def files():
    """Bytes of files, and what every mode makes of them."""
    with tempfile.TemporaryDirectory() as folder:
        made = {}
        colour, grey = smooth(13, 17), smooth(13, 17)[:1]
        made["rgb.png"], made["grey.png"] = io.encode_png(colour), io.encode_png(grey)
        made["rgb.jpg"], made["grey.jpg"] = io.encode_jpeg(colour, 90), io.encode_jpeg(grey, 90)
        for name, mode in [("rgba.png", "RGBA"), ("la.png", "LA"), ("palette.png", "P")]:
            base = Image.fromarray(colour.permute(1, 2, 0).numpy())
            base.putalpha(Image.fromarray(pattern(13, 17).numpy()))
            path = os.path.join(folder, name)
            (base.convert("RGB").quantize(16) if mode == "P" else base.convert(mode)).save(path)
            made[name] = io.read_file(path)
        for name, data in made.items():
            modes = {mode.name: array(io.decode_image(data, mode)) for mode in io.ImageReadMode if not (name.endswith("jpg") and "ALPHA" in mode.name)}
            yield {"name": name, "data": array(data), "modes": modes}


def main():
    picture = smooth(16, 24)
    content = {
        "grids": list(grids()), "saved": saved(), "boxes": list(boxes()), "masks": list(masks()), "points": list(points()), "flows": list(flows()), "files": list(files()),
        "jpeg": [{"input": array(picture), "quality": q, "decoded": array(io.decode_jpeg(io.encode_jpeg(picture, q)))} for q in (10, 75, 100)],
    }
    with open(OUTPUT, "w") as f:
        json.dump(content, f)
    print(OUTPUT, os.path.getsize(OUTPUT))


if __name__ == "__main__":
    main()
