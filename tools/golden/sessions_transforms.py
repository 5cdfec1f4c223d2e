"""Transforms of the reference sessions, on OpenCV and numpy. Imported by sessions_data.py."""
import cv2
import numpy as np
import torch


def center_crop(image, size):
    h, w = image.shape[:2]
    if isinstance(size, (int, float)):
        size = [size, size]
    cw, ch = (round(size[0] * w), round(size[1] * h)) if isinstance(size[0], float) else size
    left, top = w // 2 - cw // 2, h // 2 - ch // 2
    padded = cv2.copyMakeBorder(image, max(0, -top), max(0, top + ch - h), max(0, -left), max(0, left + cw - w), cv2.BORDER_CONSTANT, value=0)
    return padded[max(0, top):max(0, top) + ch, max(0, left):max(0, left) + cw].copy()


def to_gray(image):
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[:, :, None] if image.ndim == 3 and image.shape[2] == 3 else image


def to_tensor(image):
    image = image[:, :, None] if image.ndim == 2 else image
    t = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))
    return t.float().div(255) if image.dtype == np.uint8 else t


def resize(image, dsize, interpolation=cv2.INTER_LINEAR):
    out = cv2.resize(image, tuple(dsize), interpolation=interpolation)
    return out[:, :, None] if out.ndim == 2 else out


def operation(name, p):
    short = name.split(".")[-1]
    if short == "ToGray":
        return to_gray
    if short == "ToColor":
        return lambda x: cv2.cvtColor(x, cv2.COLOR_GRAY2BGR)
    if short == "ToTensor":
        return to_tensor
    if short == "CenterCrop":
        return lambda x: center_crop(x, p["size"])
    if short == "Resize":
        return lambda x: resize(x, p["dsize"])
    if short == "Transpose":
        return lambda x: np.ascontiguousarray(np.transpose(x, p["axes"]))
    if short == "SelectChannels":
        return lambda x: x[..., p["channels"]]
    if short == "NormalizeMinMax":
        low, high = np.array(p["min"], np.float32), np.array(p["max"], np.float32)
        return lambda x: ((x - low) / (high - low)).astype(np.float32)
    if short == "NormalizeZeroMeanUnitVar":
        mean, std = np.array(p["mean"], np.float32), np.array(p["std"], np.float32)
        return lambda x: ((x - mean) / std).astype(np.float32)
    raise ValueError(name)


def apply_stages(stages, sample):
    for stage in stages:
        if stage["operation"].endswith("Duplicator"):
            sample = {k: [v] * stage["params"]["count"] for k, v in sample.items()}
            continue
        op, keys = operation(stage["operation"], stage.get("params", {})), stage["target_key"]
        for key in [keys] if isinstance(keys, str) else keys:
            v = sample[key]
            sample[key] = [op(x) for x in v] if isinstance(v, list) else op(v)
    return sample
