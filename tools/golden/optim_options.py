#!/usr/bin/python3
"""Golden values of every option of every optimizer, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/optim_options.py tests/Thelper.Torch.Tests/Golden/optim_options.json

Four parameters of 3 x 4, 5, no dimension, and 0 x 3, in two groups of two (the second with its own lr, 0.03, and half of the first's
weight decay); element i of parameter k starts at sin(0.7 i + k), its gradient at step t is cos(0.3 i + k + 0.9 t); complex ones have
0.5 sin(0.4 i + k) and 0.5 sin(0.2 i + k + 0.7 t) as imaginary parts. The second parameter has no gradient at steps 0 and 4; at step 6
the first group's rate is halved. Sparse: one parameter of 6 x 3, whose gradient has rows (t, t + 2, t) modulo 6, uncoalesced.
Ten steps; parameters and state after them. LBFGS: three steps on the loss of `loss_of`.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import math
import sys
import warnings

import torch
from torch import optim

warnings.simplefilter("ignore")

SHAPES = [(3, 4), (5,), (), (0, 3)]
TYPES = {"float32": torch.float32, "float64": torch.float64, "complex64": torch.complex64}


def values(shape, dtype, real, imaginary=None):
    count = math.prod(shape)
    if dtype.is_complex:
        return torch.tensor([complex(real(i), imaginary(i)) for i in range(count)], dtype=torch.complex128).to(dtype).reshape(shape)
    return torch.tensor([real(i) for i in range(count)], dtype=torch.float64).to(dtype).reshape(shape)


def parameters(dtype, shapes=None):
    return [torch.nn.Parameter(values(s, dtype, lambda i: math.sin(0.7 * i + k), lambda i: 0.5 * math.sin(0.4 * i + k))) for k, s in enumerate(shapes or SHAPES)]


def gradient(k, t, dtype):
    return values(SHAPES[k], dtype, lambda i: math.cos(0.3 * i + k + 0.9 * t), lambda i: 0.5 * math.sin(0.2 * i + k + 0.7 * t))


def sparse_gradient(t, dtype):
    rows = torch.tensor([[t % 6, (t + 2) % 6, t % 6]])
    return torch.sparse_coo_tensor(rows, values((3, 3), dtype, lambda i: math.cos(0.3 * i + 0.9 * t)), (6, 3))


def plain(value):
    if isinstance(value, torch.Tensor):
        value = value.detach()
        if value.is_sparse:
            return {"sparse": plain(value.to_dense())}
        if value.is_complex():
            return {"complex": plain(torch.view_as_real(value))}
        return {"tensor": value.flatten().tolist(), "shape": list(value.shape), "dtype": str(value.dtype)[6:]}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return {"tuple": [plain(v) for v in value]}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


# each option once on its own, then some together
OPTIONS = {
    "SGD": [dict(lr=0.1), dict(lr=0.1, momentum=0.9), dict(lr=0.1, momentum=0.9, dampening=0.3), dict(lr=0.1, weight_decay=0.1), dict(lr=0.1, momentum=0.9, nesterov=True),
            dict(lr=0.1, maximize=True), dict(lr=0.1, momentum=0.7, weight_decay=0.05, nesterov=True, maximize=True), dict(lr=0.1, momentum=0.9, differentiable=False)],
    "Adam": [dict(), dict(lr=0.02), dict(betas=(0.7, 0.9)), dict(eps=1e-3), dict(weight_decay=0.1), dict(amsgrad=True), dict(maximize=True),
             dict(lr=0.02, betas=(0.5, 0.8), weight_decay=0.1, amsgrad=True, maximize=True), dict(capturable=False, differentiable=False, fused=False)],
    "AdamW": [dict(), dict(lr=0.02), dict(betas=(0.7, 0.9)), dict(eps=1e-3), dict(weight_decay=0.3), dict(weight_decay=0.0), dict(amsgrad=True), dict(maximize=True),
              dict(lr=0.02, betas=(0.5, 0.8), weight_decay=0.1, amsgrad=True, maximize=True), dict(capturable=False)],
    "RMSprop": [dict(), dict(lr=0.02), dict(alpha=0.8), dict(eps=1e-3), dict(weight_decay=0.1), dict(momentum=0.7), dict(centered=True), dict(maximize=True),
                dict(momentum=0.7, centered=True, weight_decay=0.05), dict(differentiable=False)],
    "Adagrad": [dict(), dict(lr=0.1), dict(lr_decay=0.1), dict(weight_decay=0.1), dict(initial_accumulator_value=0.3), dict(eps=1e-3), dict(maximize=True)],
    "Adadelta": [dict(), dict(lr=0.5), dict(rho=0.7), dict(eps=1e-3), dict(weight_decay=0.1), dict(maximize=True)],
    "Adamax": [dict(), dict(lr=0.02), dict(betas=(0.7, 0.9)), dict(eps=1e-3), dict(weight_decay=0.1), dict(maximize=True)],
    "NAdam": [dict(), dict(lr=0.02), dict(betas=(0.7, 0.9)), dict(eps=1e-3), dict(weight_decay=0.1), dict(momentum_decay=0.1)],
    "RAdam": [dict(), dict(lr=0.02), dict(betas=(0.7, 0.9)), dict(eps=1e-3), dict(weight_decay=0.1)],
    "ASGD": [dict(), dict(lr=0.1), dict(lambd=0.1), dict(alpha=0.5), dict(t0=3.0), dict(weight_decay=0.1), dict(maximize=True)],
    "Rprop": [dict(), dict(lr=0.05), dict(etas=(0.3, 1.5)), dict(step_sizes=(1e-3, 0.02)), dict(maximize=True)],
}
SPARSE = {
    "SGD": [dict(lr=0.1), dict(lr=0.1, momentum=0.9), dict(lr=0.1, momentum=0.9, nesterov=True), dict(lr=0.1, maximize=True)],
    "Adagrad": [dict(), dict(lr_decay=0.1), dict(initial_accumulator_value=0.3), dict(eps=1e-3), dict(maximize=True)],
    "SparseAdam": [dict(), dict(lr=0.02), dict(betas=(0.7, 0.9)), dict(eps=1e-3), dict(maximize=True)],
}
LBFGS = [dict(), dict(lr=0.3), dict(max_iter=3), dict(max_eval=4), dict(tolerance_grad=0.5), dict(tolerance_change=0.05), dict(history_size=2, max_iter=8), dict(line_search_fn="strong_wolfe"),
         dict(line_search_fn="strong_wolfe", lr=3, max_iter=5, history_size=3)]


def case(name, options, dtype="float32"):
    kind = TYPES[dtype]
    params = parameters(kind)
    second = {"params": params[2:], "lr": 0.03}
    if "weight_decay" in options:
        second["weight_decay"] = options["weight_decay"] / 2
    optimizer = getattr(optim, name)([{"params": params[:2]}, second], **options)
    for t in range(10):
        if t == 6:
            optimizer.param_groups[0]["lr"] *= 0.5
        for k, p in enumerate(params):
            p.grad = None if k == 1 and t in (0, 4) else gradient(k, t, kind)
        optimizer.step()
    return {"name": name, "options": plain(options), "dtype": dtype, "kind": "dense", "text": str(optimizer), "parameters": plain(params), "state": plain(optimizer.state_dict())}


def sparse_case(name, options, dtype="float32"):
    kind = TYPES[dtype]
    params = parameters(kind, [(6, 3)])
    optimizer = getattr(optim, name)(params, **options)
    for t in range(10):
        params[0].grad = sparse_gradient(t, kind)
        optimizer.step()
    return {"name": name, "options": plain(options), "dtype": dtype, "kind": "sparse", "text": str(optimizer), "parameters": plain(params), "state": plain(optimizer.state_dict())}


def loss_of(params):
    total = 0
    for k, p in enumerate(params):
        target = values(p.shape, p.dtype, lambda i: math.cos(0.9 * i + k))
        weights = values(p.shape, p.dtype, lambda i: 1.0 + i % 3)
        total = total + ((p - target).pow(2) * weights).sum() + 0.1 * p.pow(4).sum()
    return total


def lbfgs_case(options, dtype="float32"):
    params = parameters(TYPES[dtype], SHAPES[:3])
    optimizer = optim.LBFGS(params, **options)
    losses = []

    def closure():
        optimizer.zero_grad()
        loss = loss_of(params)
        loss.backward()
        return loss

    for t in range(3):
        losses.append(float(optimizer.step(closure)))
    return {"name": "LBFGS", "options": plain(options), "dtype": dtype, "kind": "closure", "text": str(optimizer), "losses": losses, "parameters": plain(params),
            "state": plain(optimizer.state_dict())}


def main(path):
    cases = []
    for name, table in OPTIONS.items():
        cases += [case(name, options) for options in table]
        cases += [case(name, options, "float64") for options in (table[0], table[-1], table[-2])]
        cases += [case(name, dict(options, foreach=choice)) for options in (table[0], table[2]) for choice in (True, False)]
        cases += [case(name, options, "complex64") for options in (table[0], table[2], table[4])]
    for name, table in SPARSE.items():
        cases += [sparse_case(name, options) for options in table] + [sparse_case(name, table[0], "float64")]
    cases += [lbfgs_case(options) for options in LBFGS] + [lbfgs_case(options, "float64") for options in (LBFGS[0], LBFGS[-2])]

    def short(value):
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, dict):
            if value.get("dtype") == "float32" and "tensor" in value:
                return dict(value, tensor=[x if not math.isfinite(x) else float(f"{x:.9g}") for x in value["tensor"]])
            return {k: short(v) for k, v in value.items()}
        return [short(v) for v in value] if isinstance(value, list) else value

    with open(path, "w") as file:
        json.dump(short(cases), file, separators=(",", ":"), allow_nan=False)
        file.write("\n")
    print(len(cases), "cases")


main(sys.argv[1])
