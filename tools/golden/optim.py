#!/usr/bin/python3
"""Golden values of optimizers and schedulers, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/optim.py tests/Thelper.Torch.Tests/Golden/optim.json

Beside it go optim_schedules.pt, a checkpoint with the states of schedules that PyTorch pickles with functions of its own, and of the optimizer.
Every option of every optimizer is in optim_options.py.

Optimizers: three parameters of 3 x 4, 5 and 2 x 2 x 2 elements in two groups; element i of parameter k starts at
sin(0.7 i + k), its gradient at step t is cos(0.3 i + k + 0.9 t). The last parameter has no gradient before step 3.
Ten steps; the state after five is kept whole. Schedulers: fifty steps of two groups with rates 0.1 and 0.02.
"""
import pins  # first: the libraries read these settings when they are loaded
import io
import json
import os
import math
import sys
import warnings
from collections import OrderedDict

import torch
from torch import optim
from torch.optim import lr_scheduler as schedulers, swa_utils

warnings.simplefilter("ignore")

SHAPES = [(3, 4), (5,), (2, 2, 2)]


def values(shape, function):
    count = math.prod(shape)
    return torch.tensor([function(i) for i in range(count)], dtype=torch.float64).float().reshape(shape)


def parameters():
    return [torch.nn.Parameter(values(s, lambda i: math.sin(0.7 * i + k))) for k, s in enumerate(SHAPES)]


def set_gradients(params, t):
    for k, p in enumerate(params):
        p.grad = None if k == 2 and t < 3 else values(SHAPES[k], lambda i: math.cos(0.3 * i + k + 0.9 * t))


def plain(value):
    if isinstance(value, torch.Tensor):
        return {"tensor": value.detach().flatten().tolist(), "shape": list(value.shape)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return {"tuple": [plain(v) for v in value]}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


OPTIMIZERS = {
    "SGD": [dict(lr=0.1), dict(lr=0.1, momentum=0.9, dampening=0.1, weight_decay=0.01), dict(lr=0.05, momentum=0.8, nesterov=True, maximize=True)],
    "Adam": [dict(), dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, amsgrad=True), dict(lr=0.02, maximize=True)],
    "AdamW": [dict(), dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, amsgrad=True), dict(lr=0.02, weight_decay=0.0, maximize=True)],
    "RMSprop": [dict(), dict(lr=0.02, alpha=0.9, eps=1e-5, weight_decay=0.1, momentum=0.7, centered=True), dict(momentum=0.5, maximize=True), dict(centered=True)],
    "Adagrad": [dict(), dict(lr=0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.2, eps=1e-6, maximize=True)],
    "Adadelta": [dict(), dict(lr=0.5, rho=0.8, eps=1e-4, weight_decay=0.1, maximize=True)],
    "Adamax": [dict(), dict(lr=0.01, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1, maximize=True)],
    "NAdam": [dict(), dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, momentum_decay=0.1)],
    "RAdam": [dict(), dict(lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1)],
    "ASGD": [dict(), dict(lr=0.1, lambd=0.01, alpha=0.5, t0=3.0, weight_decay=0.1, maximize=True)],
    "Rprop": [dict(), dict(lr=0.05, etas=(0.3, 1.5), step_sizes=(1e-3, 0.1), maximize=True)],
}


def optimizer_case(name, options):
    params = parameters()
    optimizer = getattr(optim, name)([{"params": params[:1]}, {"params": params[1:], "lr": 0.03}], **options)
    case = {"name": name, "options": plain(options), "text": str(optimizer)}
    for t in range(10):
        set_gradients(params, t)
        optimizer.step()
        if t == 4:
            case["half"] = {"parameters": [plain(p) for p in params], "state": plain(optimizer.state_dict())}
    case["parameters"] = [plain(p) for p in params]
    case["state"] = plain(optimizer.state_dict())
    return case


SCHEDULERS = [
    ("LambdaLR", {}),
    ("StepLR", dict(step_size=7)),
    ("StepLR", dict(step_size=3, gamma=0.9)),
    ("MultiStepLR", dict(milestones=[5, 12, 12, 30], gamma=0.5)),
    ("ConstantLR", {}),
    ("ConstantLR", dict(factor=0.25, total_iters=11)),
    ("LinearLR", {}),
    ("LinearLR", dict(start_factor=0.2, end_factor=0.9, total_iters=13)),
    ("ExponentialLR", dict(gamma=0.95)),
    ("CosineAnnealingLR", dict(T_max=10)),
    ("CosineAnnealingLR", dict(T_max=7, eta_min=0.001)),
    ("CosineAnnealingWarmRestarts", dict(T_0=6)),
    ("CosineAnnealingWarmRestarts", dict(T_0=3, T_mult=2, eta_min=0.005)),
    ("CyclicLR", dict(base_lr=0.01, max_lr=0.1, step_size_up=4)),
    ("CyclicLR", dict(base_lr=[0.01, 0.02], max_lr=[0.1, 0.3], step_size_up=4, step_size_down=7, mode="triangular2", base_momentum=0.7, max_momentum=0.95)),
    ("CyclicLR", dict(base_lr=0.01, max_lr=0.1, step_size_up=5, mode="exp_range", gamma=0.97, cycle_momentum=False)),
    ("OneCycleLR", dict(max_lr=0.5, total_steps=50)),
    ("OneCycleLR", dict(max_lr=[0.5, 0.2], epochs=10, steps_per_epoch=6, pct_start=0.4, anneal_strategy="linear", base_momentum=0.8, max_momentum=0.9, div_factor=10.0, final_div_factor=100.0, three_phase=True)),
    ("OneCycleLR", dict(max_lr=0.5, total_steps=60, cycle_momentum=False)),
    ("PolynomialLR", dict(total_iters=20)),
    ("PolynomialLR", dict(total_iters=30, power=0.7)),
    ("MultiplicativeLR", {}),
    ("CyclicLR", dict(base_lr=0.01, max_lr=0.1, step_size_up=3, scale_fn="cycle", scale_mode="cycle")),
    ("CyclicLR", dict(base_lr=0.01, max_lr=0.1, step_size_up=6, scale_fn="iterations", scale_mode="iterations")),
    ("SWALR", dict(swa_lr=0.05)),
    ("SWALR", dict(swa_lr=[0.05, 0.3], anneal_epochs=7, anneal_strategy="linear")),
    ("SWALR", dict(swa_lr=0.2, anneal_epochs=0)),
    ("SequentialLR", {}),
    ("ChainedScheduler", {}),
]
SCALES = {"cycle": lambda x: 1 / (1 + 0.5 * x), "iterations": lambda x: 0.98 ** x}

PLATEAUS = [
    {},
    dict(mode="max", factor=0.5, patience=3, threshold=0.01, threshold_mode="abs", cooldown=2, min_lr=0.001),
    dict(factor=0.3, patience=1, threshold=0.05, min_lr=[0.01, 0.002], eps=1e-3),
    dict(mode="max", factor=0.7, patience=0, threshold=0.1, cooldown=1),
]


def sgd(kind="SGD"):
    params = parameters()
    make = (lambda p: optim.SGD(p, lr=0.1, momentum=0.9)) if kind == "SGD" else (lambda p: optim.Adam(p, lr=0.1))
    optimizer = make(params[:1])
    optimizer.add_param_group({"params": params[1:], "lr": 0.02})
    return optimizer


def rates(optimizer):
    groups = optimizer.param_groups
    moment = [g["momentum"] if "momentum" in g else g["betas"][0] for g in groups]
    return [g["lr"] for g in groups] + moment


def state(scheduler):
    def data(value):
        if isinstance(value, dict):
            return {k: data(v) for k, v in value.items() if k not in ("anneal_func", "_scale_fn_ref")}
        if isinstance(value, list):
            return [data(v) for v in value]
        return None if callable(value) else value
    return plain(data(dict(scheduler.state_dict())))


def make_scheduler(name, options, optimizer):
    if name == "LambdaLR":
        return schedulers.LambdaLR(optimizer, [lambda e: 0.9 ** e, lambda e: 1.0 / (e + 1)])
    if name == "MultiplicativeLR":
        return schedulers.MultiplicativeLR(optimizer, [lambda e: 0.95, lambda e: 1 - 0.3 / (e + 1)])
    if name == "SequentialLR":
        parts = [schedulers.ConstantLR(optimizer, factor=0.1, total_iters=4), schedulers.ExponentialLR(optimizer, gamma=0.9), schedulers.StepLR(optimizer, step_size=5)]
        return schedulers.SequentialLR(optimizer, parts, milestones=[6, 20])
    if name == "ChainedScheduler":
        return schedulers.ChainedScheduler([schedulers.LinearLR(optimizer, start_factor=0.25, total_iters=8), schedulers.ExponentialLR(optimizer, gamma=0.97)])
    options = {k: SCALES[v] if k == "scale_fn" else v for k, v in options.items()}
    return getattr(swa_utils if name == "SWALR" else schedulers, name)(optimizer, **options)


def scheduler_case(name, options, kind="SGD"):
    case = {"name": name, "options": plain(options), "optimizer": kind}
    optimizer = sgd(kind)
    scheduler = make_scheduler(name, options, optimizer)
    case["first"] = state(scheduler)
    chain = [rates(optimizer)]
    for t in range(1, 50):
        optimizer.step()
        scheduler.step()
        chain.append(rates(optimizer))
        if t == 25:
            case["middle"] = state(scheduler)
    case["chain"], case["last"] = chain, state(scheduler)
    if name in ("SWALR", "SequentialLR", "ChainedScheduler"):
        return case
    optimizer = sgd(kind)
    scheduler = make_scheduler(name, options, optimizer)
    case["epochs"] = []
    for t in list(range(0, 40)) + [3, 0, 45, 20]:
        scheduler.step(t)
        case["epochs"].append(rates(optimizer))
    case["groups"] = [{k: plain(v) for k, v in g.items() if k != "params"} for g in optimizer.param_groups]
    if name == "CosineAnnealingWarmRestarts":
        case["fractions"] = []
        for t in range(40):
            scheduler.step(t * 0.65)
            case["fractions"].append(rates(optimizer))
    return case


def plateau_case(options):
    optimizer = sgd()
    scheduler = schedulers.ReduceLROnPlateau(optimizer, **options)
    case = {"options": plain(options), "first": state(scheduler), "metrics": [], "chain": []}
    for t in range(50):
        metric = 1.0 / (1 + t) if t < 8 else 0.125 + 0.02 * math.sin(t)
        metric = -metric if options.get("mode") == "max" else metric
        scheduler.step(metric)
        case["metrics"].append(metric)
        case["chain"].append(rates(optimizer))
    case["last"] = state(scheduler)
    return case


def pickled(path):
    """Schedules half-way, whose states PyTorch pickles with functions and, through one of them, the whole optimizer."""
    saved = {}
    for key, name, options in (("cos", "OneCycleLR", dict(max_lr=0.5, total_steps=50)), ("linear", "OneCycleLR", dict(max_lr=0.5, total_steps=50, anneal_strategy="linear")),
                               ("swa", "SWALR", dict(swa_lr=0.05)), ("swa_linear", "SWALR", dict(swa_lr=0.05, anneal_strategy="linear"))):
        params = parameters()
        optimizer = optim.Adam([{"params": params[:1]}, {"params": params[1:], "lr": 0.02}], lr=0.1)
        scheduler = make_scheduler(name, options, optimizer)
        rates = []
        for t in range(30):
            if t == 12:
                saved[key] = {"scheduler": scheduler.state_dict(), "optimizer": optimizer.state_dict()}
                data = pickle_bytes(saved[key])
            set_gradients(params, t)
            optimizer.step()
            scheduler.step()
            rates.append([g["lr"] for g in optimizer.param_groups])
        saved[key] = dict(torch.load(data), rates=rates[12:])
        data.seek(0)
    # loading ties the function to a copy of the schedule, so the whole is written anew
    torch.save(saved, path)


def pickle_bytes(value):
    data = io.BytesIO()
    torch.save(value, data)
    data.seek(0)
    return data


def averaging_cases():
    """A linear layer and a batch normalisation whose values are 1.5 + sin(0.7 i + k + t), k the place in the state; the count of batches is 5 t."""
    def model():
        return torch.nn.Sequential(OrderedDict(linear=torch.nn.Linear(3, 2), norm=torch.nn.BatchNorm1d(2)))

    def change(m, t):
        with torch.no_grad():
            for k, v in enumerate(m.state_dict().values()):
                v.copy_(torch.tensor(5 * t) if v.dtype == torch.int64 else values(v.shape, lambda i: 1.5 + math.sin(0.7 * i + k + t)))

    def batch(t):
        return values((4, 3), lambda i: math.sin(0.7 * i + t) * (1 + t))

    cases = {}
    for name, function, buffers in (("mean", None, False), ("mean_buffers", None, True), ("moving", lambda mean, value, n: mean * 0.75 + value * 0.25, False)):
        m = model()
        averaged = swa_utils.AveragedModel(m, avg_fn=function, use_buffers=buffers)
        for t in range(4):
            change(m, t)
            averaged.update_parameters(m)
        cases[name] = plain(dict(averaged.state_dict()))
    m = model()
    change(m, 1)
    m.eval()
    swa_utils.update_bn([batch(t) for t in range(3)], m)
    cases["update_bn"] = plain(dict(m.state_dict()))
    m.train()
    m(batch(0))
    cases["after"] = plain(dict(m.state_dict()))
    return cases


def clip_cases():
    cases = []
    for norm_type, max_norm in ((2.0, 1.5), (1.0, 4.0), (math.inf, 0.5), (2.0, 100.0), (3.5, 0.1)):
        params = parameters()
        set_gradients(params, 1)
        total = torch.nn.utils.clip_grad_norm_(params, max_norm, norm_type)
        cases.append({"norm_type": norm_type if math.isfinite(norm_type) else "inf", "max_norm": max_norm, "total": total.item(),
                      "gradients": [None if p.grad is None else plain(p.grad) for p in params]})
    params = parameters()
    set_gradients(params, 4)
    torch.nn.utils.clip_grad_value_(params, 0.4)
    return cases, [plain(p.grad) for p in params]


def main(path):
    norms, clipped = clip_cases()
    golden = {
        "optimizers": [optimizer_case(n, o) for n, cases in OPTIMIZERS.items() for o in cases],
        "schedulers": [scheduler_case(n, o) for n, o in SCHEDULERS] + [scheduler_case("OneCycleLR", dict(max_lr=0.5, total_steps=50), "Adam")],
        "plateaus": [plateau_case(o) for o in PLATEAUS],
        "clip_norm": norms,
        "clip_value": clipped,
        "averages": averaging_cases(),
    }

    def short(value):
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, dict):
            # float32 tensors: nine digits are exact
            return {k: [float(f"{x:.9g}") for x in v] if k == "tensor" else short(v) for k, v in value.items()}
        return [short(v) for v in value] if isinstance(value, list) else value

    with open(path, "w") as file:
        json.dump(short(golden), file, separators=(",", ":"))
        file.write("\n")
    pickled(os.path.join(os.path.dirname(path), "optim_schedules.pt"))


if __name__ == "__main__":
    main(sys.argv[1])
