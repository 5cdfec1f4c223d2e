#!/usr/bin/python3
"""Opens exported models in Python and compares: torch.jit.load, and torchvision's own model with the weights of the TorchScript file, to 1e-5 of the greatest number (of detectors to four times what their
answers are off those in 64 bits, or change when the input changes by a millionth, where that is more), onnx.checker, and OpenCV's dnn where it has the operators.

    make zoo                                            (group by group), or
    THELPER_ZOO=all THELPER_ZOO_FILES=FOLDER tests/Thelper.Tests/bin/Release/net10.0/Thelper.Tests -class Thelper.Tests.Export.ZooExportTests
    /usr/bin/python3 tools/zoo.py FOLDER

Needs Debian's torch, torchvision, onnx and OpenCV. Prints a line for each model; exit code 1 where TorchScript, torchvision or the checker disagrees. What OpenCV cannot load or run is named, and no failure.
"""
import collections
import json
import multiprocessing
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden"))
import pins  # noqa: E402, F401  first: the answers were made by these kernels
import cv2
import numpy as np
import onnx
import torch
import torchvision  # the operators of detectors

TOLERANCE = 1e-5
MARGIN = 4  # two engines are off in different directions


def read(path):
    """A file of safetensors."""
    types = {"F32": np.float32, "I64": np.int64, "F64": np.float64}
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        data = file.read()
    return {name: np.frombuffer(data[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"]) for name, entry in header.items() if name != "__metadata__"}


def difference(found, expected):
    if len(found) != len(expected) or any(a.shape != b.shape for a, b in zip(found, expected)):
        return f"shapes {[a.shape for a in found]}, not {[b.shape for b in expected]}"
    return max((float(np.abs(a.astype(np.float64) - b).max() / max(np.abs(b).max(), 1e-30)) for a, b in zip(found, expected) if b.size), default=0.0)


def script(folder, given, expected):
    model = torch.jit.load(os.path.join(folder, "model.pt"))
    with torch.no_grad():
        found = model(torch.from_numpy(given.copy()))
    return difference([t.numpy() for t in ([found] if torch.is_tensor(found) else found)], expected)


def rounding(folder, given):
    """By how much the program's own boxes, labels and scores change when its input changes by a millionth: what a few last bits become in a detector."""
    nudge = (np.arange(given.size) % 2 * 2 - 1).reshape(given.shape).astype(given.dtype) * 1e-6
    model = torch.jit.load(os.path.join(folder, "model.pt"))
    with torch.no_grad():
        own, *others = ([t.numpy() for t in model(torch.from_numpy((given * factor).astype(given.dtype)))][:3] for factor in (1, 1 + nudge, 1 - nudge))
    found = [difference(other, own) for other in others]
    return next((text for text in found if isinstance(text, str)), None) or max(found)


def torchvisions(name, folder, given, expected):
    """What torchvision's own model answers, of its names."""
    if not name.startswith("torchvision.models."):
        return "-"
    package = next((part for part in (torchvision.models.detection, torchvision.models.segmentation) if name.startswith(part.__name__ + ".")), torchvision.models)
    with open(os.path.join(folder, "params.json")) as file:
        params = json.load(file)
    if package is torchvision.models.segmentation:
        params["weights_backbone"] = None
    state = torch.jit.load(os.path.join(folder, "model.pt")).state_dict()
    if package is torchvision.models and any(key.startswith(("aux", "Aux")) for key in state):
        params["aux_logits"] = True
    model = getattr(package, name.split(".")[-1])(weights=None, num_classes=5, **params)
    versions = collections.OrderedDict(state)
    versions._metadata = model.state_dict()._metadata  # a program does not say which version of a layer it holds: MNASNet would take it for its first
    model.load_state_dict(versions)
    model.eval()
    with torch.no_grad():
        if package is torchvision.models.detection:
            objects = model([torch.from_numpy(given[0].copy())])[0]
            found = [objects[key] for key in ("boxes", "labels", "scores", "masks", "keypoints", "keypoints_scores") if key in objects]
        else:
            found = model(torch.from_numpy(given.copy()))
            found = [found["out"] if isinstance(found, dict) else found]
    return difference([t.numpy() for t in found], expected)


def opencv(folder, given, expected):
    """In a process of its own: of some graphs OpenCV 4.6 dies."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=lambda: sender.send(dnn(folder, given, expected)))
    child.start()
    child.join()
    return receiver.recv() if receiver.poll() else f"no: died of {signal.Signals(-child.exitcode).name}" if child.exitcode < 0 else f"no: ended with {child.exitcode}"


def dnn(folder, given, expected):
    try:
        network = cv2.dnn.readNetFromONNX(os.path.join(folder, "model.onnx"))
        network.setInput(given)
        return difference([network.forward()], expected)
    except cv2.error as e:
        return "no: " + e.err.strip().splitlines()[0][:110]


def checker(folder):
    try:
        onnx.checker.check_model(os.path.join(folder, "model.onnx"), full_check=True)
        return "ok"
    except Exception as e:  # whatever it says is what is wrong
        return "BAD: " + str(e).splitlines()[0]


def main():
    root, failed = sys.argv[1], 0
    torch.set_num_threads(2)
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        if not os.path.exists(os.path.join(folder, "answers.safetensors")):
            continue
        answers = read(os.path.join(folder, "answers.safetensors"))
        given, expected, exact = answers["input"], *([answers[name] for name in sorted(answers) if name.startswith(kind)] for kind in ("output", "exact"))
        doubt = difference(expected[:3], exact[:3]) if exact else 0.0  # boxes, labels, scores: the rest follows from them
        doubt = [doubt, rounding(folder, given)] if exact else []
        tolerance = max([TOLERANCE, *(MARGIN * one for one in doubt if not isinstance(one, str))])
        torchscript, check = script(folder, given, expected), checker(folder)
        own = torchvisions(name, folder, given, expected)
        dnn = opencv(folder, given, expected) if len(expected) == 1 else "-"
        good = not isinstance(torchscript, str) and torchscript <= tolerance and check == "ok" and (own == "-" or not isinstance(own, str) and own <= tolerance)
        failed += not good
        text = [value if isinstance(value, str) else f"{value:.1e}" for value in (torchscript, own, check, dnn)]
        print(f"{name:80} torch.jit {text[0]:10} torchvision {text[1]:10} allowed {tolerance:.1e} checker {text[2]:4} dnn {text[3]}{'' if good else '   FAILED'}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
