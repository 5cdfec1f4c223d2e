#!/usr/bin/python3
"""The public names of PyTorch 1.13 (Debian: python3-torch), per namespace, for the coverage page.

    /usr/bin/python3 tools/golden/api_names.py tests/Thelper.Torch.Tests/Golden/api_names.json

A name counts as public when it does not begin with an underscore and is a function, class or attribute that the
namespace itself offers to users: what was only imported for the module's own use is left out.
"""
import pins  # first: the libraries read these settings when they are loaded
import inspect
import json
import sys
import types
import warnings

import torch
import torch.fft
import torch.linalg
import torch.nn.utils.parametrizations
import torch.nn.utils.parametrize
import torch.nn.utils.prune
import torch.nn.utils.rnn
import torch.optim.lr_scheduler
import torch.optim.swa_utils
import torch.special
import torch.utils.data

warnings.simplefilter("ignore")


def public(module):
    return [name for name in dir(module) if not name.startswith("_")]


def functions(module, prefix=None):
    """Functions of a module, Python's and C++'s, that belong to it (or to its C++ half)."""
    names = []
    for name in public(module):
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.ismodule(value) or not callable(value):
            continue
        home = getattr(value, "__module__", None)
        if home is None or home.startswith("torch.") or home == "torch":
            names.append(name)
    return names


def classes(module, base=object, home=None):
    names = []
    for name in public(module):
        value = getattr(module, name)
        if inspect.isclass(value) and issubclass(value, base) and (home is None or value.__module__.startswith(home)):
            names.append(name)
    return names


def own(module):
    """Functions and classes that the module itself defines."""
    names = []
    for name in public(module):
        value = getattr(module, name)
        if callable(value) and getattr(value, "__module__", None) == module.__name__:
            names.append(name)
    return names


def main(path):
    internal = {"torch.nn.functional": {"boolean_dispatch", "has_torch_function", "has_torch_function_unary", "has_torch_function_variadic",
                                        "handle_torch_function", "assert_int_or_pair", "NamedTuple", "List", "Optional", "Tuple", "Union", "Callable"}}
    torch_functions = [name for name in functions(torch) if name in torch.__all__ or isinstance(getattr(torch, name), types.BuiltinFunctionType)]
    spaces = {
        "torch": torch_functions,
        "torch.Tensor": public(torch.Tensor),
        "torch.nn": [n for n in torch.nn.modules.__all__] + ["Parameter", "ParameterList", "ParameterDict"],
        "torch.nn.functional": [n for n in functions(torch.nn.functional) if n not in internal["torch.nn.functional"]],
        "torch.nn.init": own(torch.nn.init),
        "torch.nn.utils": [n for n in functions(torch.nn.utils)],
        "torch.nn.utils.rnn": own(torch.nn.utils.rnn),
        "torch.nn.utils.parametrizations": own(torch.nn.utils.parametrizations),
        "torch.nn.utils.parametrize": own(torch.nn.utils.parametrize),
        "torch.nn.utils.prune": own(torch.nn.utils.prune),
        "torch.optim": classes(torch.optim, torch.optim.Optimizer),
        "torch.optim.lr_scheduler": [n for n in own(torch.optim.lr_scheduler)],
        "torch.optim.swa_utils": own(torch.optim.swa_utils),
        "torch.linalg": functions(torch.linalg),
        "torch.fft": functions(torch.fft),
        "torch.special": functions(torch.special),
        "torch.autograd": ["Function", "backward", "detect_anomaly", "enable_grad", "grad", "gradcheck", "gradgradcheck", "inference_mode", "no_grad",
                           "profiler", "set_detect_anomaly", "set_grad_enabled"],
        "torch.autograd.functional": own(torch.autograd.functional),
        "torch.cuda": ["Event", "Stream", *functions(torch.cuda)],
        "torch.amp": ["GradScaler", "autocast", "custom_bwd", "custom_fwd"],
        "torch.utils.data": [n for n in torch.utils.data.__all__ if not n.startswith("_")],
        "torch.distributions": [n for n in torch.distributions.__all__],
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump({key: sorted(set(names)) for key, names in spaces.items()}, file, indent=1)
        file.write("\n")
    for key, names in spaces.items():
        print(key, len(set(names)))


if __name__ == "__main__":
    main(sys.argv[1])
