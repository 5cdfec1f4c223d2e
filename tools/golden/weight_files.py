"""Weight files as training programs leave them, for WeightLoadingTests: one small model, in ever other wrappings, among objects of classes that nobody reads.

/usr/bin/python3 tools/golden/weight_files.py tests/Thelper.Torch.Tests/Golden/serialization/weights
"""
import pins  # noqa: F401  (first: it fixes the processor's settings)

import argparse
import collections
import dataclasses
import enum
import os
import pathlib
import sys
import types

import numpy
import torch


def foreign(module, name, base=object):
    """A class of a package that is not installed here."""
    parts = module.split(".")
    for i in range(len(parts)):
        sys.modules.setdefault(".".join(parts[: i + 1]), types.ModuleType(".".join(parts[: i + 1])))
    made = type(name, (base,), {"__module__": module})
    setattr(sys.modules[module], name, made)
    return made


class Colour(enum.Enum):
    RED = 1


@dataclasses.dataclass
class Settings:
    rate: float = 0.1
    steps: list = dataclasses.field(default_factory=lambda: [1, 2])


class Net(torch.nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 3, 3)
        self.bn = torch.nn.BatchNorm2d(3)
        self.fc = torch.nn.Linear(3, classes)

    def forward(self, x):
        return self.fc(self.bn(self.conv(x)).mean((2, 3)))


for one in (Colour, Settings, Net):
    setattr(sys.modules.setdefault("project", types.ModuleType("project")), one.__name__, one)
    one.__module__ = "project"


class Attack:
    def __reduce__(self):
        return os.system, ("echo this must never run",)


def fill(model, value):
    with torch.no_grad():
        for tensor in model.state_dict().values():
            tensor.fill_(value)
    return model


def prefixed(state, prefix):
    return collections.OrderedDict((prefix + name, tensor) for name, tensor in state.items())


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    net = fill(Net(), 1)
    state = net.state_dict()
    other = fill(Net(), 2).state_dict()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    net(torch.ones(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    net = fill(net, 1)
    state = net.state_dict()
    dict_config = foreign("omegaconf.dictconfig", "DictConfig", dict)
    attributes = foreign("pytorch_lightning.utilities.parsing", "AttributeDict", dict)
    bar = foreign("tqdm.std", "tqdm")
    namespace = argparse.Namespace(lr=0.1, model="net", betas=(0.9, 0.99), path=pathlib.PurePosixPath("/data/x"))
    files = {
        "plain.pth": state,
        "state_dict.pth": {"state_dict": state, "epoch": 3},
        "model.pt": {"model": prefixed(state, "module."), "args": namespace, "optimizer": optimizer.state_dict(), "epoch": 3},
        "lightning.ckpt": {
            "epoch": 3, "global_step": 10, "pytorch-lightning_version": "1.8.0",
            "state_dict": {**prefixed(state, "model."), "criterion.weight": torch.ones(2)},
            "loops": {"fit_loop": {"state_dict": {}}}, "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(0.5), "monitor": "val"}},
            "optimizer_states": [optimizer.state_dict()], "lr_schedulers": [], "hparams_name": "kwargs",
            "hyper_parameters": attributes(lr=0.1, nested=namespace, colour=Colour.RED)},
        "compiled.pt": {"model_state_dict": prefixed(prefixed(state, "module."), "_orig_mod.")},
        "ema.pth": {"ema": other, "model": state, "updates": 7},
        "objects.pth": {
            "config": dict_config(lr=0.1), "net": state, "optimizer": optimizer, "score": numpy.float64(0.5), "kind": numpy.dtype("float32"), "colour": Colour.RED, "settings": Settings(),
            "losses": collections.deque([1.0, 2.0], maxlen=2), "by_colour": {Colour.RED: 1}, "bar": bar(), "path": pathlib.PurePosixPath("/data/x"), "random": numpy.random.RandomState(0).get_state(),
            "type": Net, "device": torch.device("cpu"), "classes": ["a", "b"], "set": {Colour.RED}, "table": numpy.array([None, "a"], dtype=object)},
        "nested.pth": {"checkpoint": {"trainer": {"model": state}}},
        "whole.pth": net,
        "whole-in.pth": {"model": net, "epoch": 3},
        "classes.pth": {"state_dict": fill(Net(10), 1).state_dict()},
        "renamed.pth": collections.OrderedDict((name.replace("fc.", "classifier."), tensor) for name, tensor in state.items()),
        "old.pth": collections.OrderedDict((name, tensor) for name, tensor in state.items() if not name.endswith("num_batches_tracked")),
        "attack.pth": {"state_dict": state, "args": Attack()},
        "optimizer.pth": {"optimizer": optimizer.state_dict(), "epoch": 3},
        "array.pth": {name: tensor.numpy() for name, tensor in state.items()},
    }
    for name, value in files.items():
        torch.save(value, folder / name)
    torch.save(files["model.pt"], folder / "legacy.pth", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
