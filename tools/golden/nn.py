#!/usr/bin/python3
"""Golden values of initialisers, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/nn.py tests/Thelper.Torch.Tests/Golden/nn.json
"""
import pins  # first: the libraries read these settings when they are loaded
import sys

import torch
from torch import nn

from nn_common import bits, brief, write


def init_cases():
    init = nn.init
    cases = {
        "uniform": lambda t: init.uniform_(t, -0.5, 2.0),
        "normal": lambda t: init.normal_(t, 1.0, 0.3),
        "trunc_normal": lambda t: init.trunc_normal_(t, 0.1, 0.7, -1.0, 0.5),
        "constant": lambda t: init.constant_(t, 0.3),
        "ones": lambda t: init.ones_(t),
        "zeros": lambda t: init.zeros_(t),
        "eye": lambda t: init.eye_(t),
        "xavier_uniform": lambda t: init.xavier_uniform_(t, 1.3),
        "xavier_normal": lambda t: init.xavier_normal_(t),
        "kaiming_uniform": lambda t: init.kaiming_uniform_(t, 0.2),
        "kaiming_normal": lambda t: init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"),
        "orthogonal": lambda t: init.orthogonal_(t, 1.1),
    }
    result = {}
    for name, fill in cases.items():
        for shape in ((5, 7), (7, 5)) if name == "eye" else ((5, 7), (7, 5), (4, 3, 3, 3)):
            torch.manual_seed(1)
            tensor = torch.empty(shape)
            fill(tensor)
            result[f"{name}/{'x'.join(map(str, shape))}"] = {"bits": bits(tensor), "values": brief(tensor)}
    gains = {n: init.calculate_gain(n, p) for n, p in (("linear", None), ("conv2d", None), ("sigmoid", None), ("tanh", None), ("relu", None), ("leaky_relu", 0.3), ("leaky_relu_default", None), ("selu", None)) if n != "leaky_relu_default"}
    return result, gains


inits, gains = init_cases()
write(sys.argv[1], {"init": inits, "gains": gains})
