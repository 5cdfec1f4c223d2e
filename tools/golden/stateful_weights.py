#!/usr/bin/python3
"""Golden values of parametrisations, pruning and fusion, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/stateful_weights.py tests/Thelper.Torch.Tests/Golden

writes parametrize.json, prune.json and fusion.json there, or those of them whose names follow (prune).
stateful_common.py says how the cases are made.
"""
import pins  # first: the libraries read these settings when they are loaded
import math
import sys

import torch
from torch import nn

from stateful_common import case, main, w, wave


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).transpose(-1, -2)


class Scaled(nn.Module):
    """Twice the parameter; it finds its way back."""

    def forward(self, x):
        return 2 * x

    def right_inverse(self, y):
        return y / 2


class Pair(nn.Module):
    """Two layers that share what the first one's weight is made of."""
    def __init__(self, first, name=None):
        super().__init__()
        self.first = first
        self.second = nn.Linear(4, 4)
        torch.nn.utils.parametrize.transfer_parametrizations_and_params(self.first, self.second, name)

    def forward(self, x):
        return self.second(torch.tanh(self.first(x)))


def parametrize():
    from torch.nn.utils import parametrizations as p, parametrize as r, weight_norm, remove_weight_norm, spectral_norm, remove_spectral_norm
    x = lambda *shape: lambda: (w(*shape),)
    linear = lambda: nn.Linear(4, 3)
    two = dict(steps=2)
    return {"cases": {
        "weight_norm": case(lambda: weight_norm(linear()), x(2, 4), **two),
        "weight_norm_one": case(lambda: weight_norm(linear(), dim=None), x(2, 4)),
        "weight_norm_conv": case(lambda: weight_norm(nn.Conv2d(2, 3, 3), dim=1), x(1, 2, 5, 5)),
        "weight_norm_lstm": case(lambda: weight_norm(weight_norm(nn.LSTM(4, 3), "weight_hh_l0"), "weight_ih_l0"), x(5, 2, 4), **two),
        "weight_norm_removed": case(lambda: remove_weight_norm(weight_norm(linear())), x(2, 4)),
        "spectral_norm": case(lambda: spectral_norm(linear()), x(2, 4), **two),
        "spectral_norm_options": case(lambda: spectral_norm(nn.Conv2d(2, 3, 3), n_power_iterations=3, dim=1, eps=1e-6), x(1, 2, 5, 5), **two),
        "spectral_norm_transposed": case(lambda: spectral_norm(nn.ConvTranspose2d(2, 3, 2)), x(1, 2, 3, 3), **two),
        "spectral_norm_removed": case(lambda: remove_spectral_norm(spectral_norm(linear())), x(2, 4)),
        "new_spectral_norm": case(lambda: p.spectral_norm(linear()), x(2, 4), **two),
        "new_spectral_norm_options": case(lambda: p.spectral_norm(nn.ConvTranspose2d(2, 3, 2), n_power_iterations=2), x(1, 2, 3, 3), **two),
        "new_spectral_norm_vector": case(lambda: p.spectral_norm(linear(), "bias"), x(2, 4)),
        "orthogonal_tall": case(lambda: p.orthogonal(nn.Linear(3, 5)), x(2, 3), **two),
        "orthogonal_square": case(lambda: p.orthogonal(nn.Linear(4, 4)), x(2, 4), **two),
        "orthogonal_wide_cayley": case(lambda: p.orthogonal(nn.Linear(5, 3), orthogonal_map="cayley"), x(2, 5), **two),
        "orthogonal_tall_exp": case(lambda: p.orthogonal(nn.Linear(3, 5), orthogonal_map="matrix_exp"), x(2, 3)),
        "orthogonal_plain": case(lambda: p.orthogonal(nn.Linear(5, 3), use_trivialization=False), x(2, 5)),
        "orthogonal_plain_exp": case(lambda: p.orthogonal(nn.Linear(4, 4), use_trivialization=False), x(2, 4)),
        "own": case(lambda: r.register_parametrization(nn.Linear(4, 4), "weight", Symmetric()), x(2, 4), **two),
        "own_twice": case(lambda: r.register_parametrization(r.register_parametrization(nn.Linear(4, 4), "weight", Symmetric()), "weight", Scaled()), x(2, 4)),
        "own_inverse": case(lambda: r.register_parametrization(r.register_parametrization(linear(), "weight", Scaled()), "bias", Scaled()), x(2, 4)),
        "transferred": case(lambda: Pair(r.register_parametrization(nn.Linear(4, 4), "weight", Symmetric())), x(2, 4), **two),
        "transferred_inverse": case(lambda: Pair(r.register_parametrization(r.register_parametrization(nn.Linear(4, 4), "weight", Scaled()), "bias", Scaled())), x(2, 4)),
        "transferred_one": case(lambda: Pair(r.register_parametrization(r.register_parametrization(nn.Linear(4, 4), "weight", Scaled()), "bias", Scaled()), "bias"), x(2, 4)),
        "transferred_spectral": case(lambda: Pair(p.spectral_norm(nn.Linear(4, 4))), x(2, 4), **two),
        "transferred_nothing": case(lambda: Pair(nn.Linear(4, 4)), x(2, 4)),
        "own_removed": case(lambda: r.remove_parametrizations(r.register_parametrization(nn.Linear(4, 4), "weight", Symmetric()), "weight"), x(2, 4)),
        "own_dropped": case(lambda: r.remove_parametrizations(r.register_parametrization(nn.Linear(4, 4), "weight", Symmetric()), "weight", leave_parametrized=False), x(2, 4)),
    }}


def pruning():
    from torch.nn.utils import prune as p
    x = lambda *shape: lambda: (w(*shape),)
    linear = lambda: nn.Linear(4, 3)
    conv = lambda: nn.Conv2d(2, 4, 3)

    def sequence(first=None, **options):
        model = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))
        if first is not None:
            first(model[0])
        p.global_unstructured([(model[0], "weight"), (model[2], "weight"), (model[2], "bias")], **options)
        return model

    def scored():
        model = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))
        p.global_unstructured([(model[0], "weight"), (model[2], "weight")], p.L1Unstructured, {(model[0], "weight"): wave((3, 4), 1)}, amount=5)
        return model

    two = dict(steps=2)
    return {"cases": {
        "identity": case(lambda: p.identity(linear(), "weight"), x(2, 4), **two),
        "random": case(lambda: p.random_unstructured(linear(), "weight", 0.4), x(2, 4), **two),
        "random_count": case(lambda: p.random_unstructured(linear(), "bias", 2), x(2, 4)),
        "random_none": case(lambda: p.random_unstructured(linear(), "weight", 0), x(2, 4)),
        "random_half": case(lambda: p.random_unstructured(nn.Linear(5, 1), "weight", 0.5), x(2, 5)),
        "l1": case(lambda: p.l1_unstructured(linear(), "weight", 0.3), x(2, 4), **two),
        "l1_all": case(lambda: p.l1_unstructured(linear(), "weight", 1.0), x(2, 4)),
        "l1_scores": case(lambda: p.l1_unstructured(conv(), "weight", 20, wave((4, 2, 3, 3))), x(1, 2, 5, 5)),
        "l1_lstm": case(lambda: p.l1_unstructured(nn.LSTM(4, 3), "weight_hh_l0", 0.5), x(5, 2, 4), **two),
        "random_structured": case(lambda: p.random_structured(conv(), "weight", 2, 0), x(1, 2, 5, 5), **two),
        "random_structured_share": case(lambda: p.random_structured(linear(), "weight", 0.5, -1), x(2, 4)),
        "random_structured_none": case(lambda: p.random_structured(linear(), "weight", 0.1, 0), x(2, 4)),
        "ln": case(lambda: p.ln_structured(conv(), "weight", 0.5, 2, 0), x(1, 2, 5, 5), **two),
        "ln_one": case(lambda: p.ln_structured(conv(), "weight", 1, 1, -1), x(1, 2, 5, 5)),
        "ln_infinity": case(lambda: p.ln_structured(linear(), "weight", 2, math.inf, 1), x(2, 4)),
        "ln_scores": case(lambda: p.ln_structured(linear(), "weight", 1, 2, 0, wave((3, 4), 2)), x(2, 4)),
        "mask": case(lambda: p.custom_from_mask(linear(), "bias", torch.tensor([0, 1, 0])), x(2, 4), **two),
        "twice": case(lambda: p.l1_unstructured(p.random_unstructured(linear(), "weight", 0.4), "weight", 0.5), x(2, 4), **two),
        "random_twice": case(lambda: p.random_unstructured(p.l1_unstructured(linear(), "weight", 3), "weight", 4), x(2, 4)),
        "slices_twice": case(lambda: p.ln_structured(p.ln_structured(conv(), "weight", 1, 2, 0), "weight", 1, 2, 0), x(1, 2, 5, 5), **two),
        "random_slices_twice": case(lambda: p.random_structured(p.random_structured(conv(), "weight", 1, 1), "weight", 0.5, 0), x(1, 2, 5, 5)),
        "slices_of_elements": case(lambda: p.ln_structured(p.l1_unstructured(linear(), "weight", 7), "weight", 1, 1, 1), x(2, 4), **two),
        "mask_after": case(lambda: p.custom_from_mask(p.l1_unstructured(linear(), "bias", 1), "bias", torch.tensor([True, False, True])), x(2, 4)),
        "thrice": case(lambda: p.identity(p.ln_structured(p.random_unstructured(linear(), "weight", 3), "weight", 1, 2, 0), "weight"), x(2, 4)),
        "both": case(lambda: p.random_unstructured(p.random_unstructured(linear(), "weight", 3), "bias", 1), x(2, 4)),
        "global": case(lambda: sequence(pruning_method=p.L1Unstructured, amount=0.4), x(2, 4), **two),
        "global_random": case(lambda: sequence(pruning_method=p.RandomUnstructured, amount=6), x(2, 4)),
        "global_after": case(lambda: sequence(lambda m: p.random_structured(m, "weight", 1, 0), pruning_method=p.L1Unstructured, amount=0.4), x(2, 4)),
        "global_scores": case(scored, x(2, 4)),
        "removed": case(lambda: p.remove(p.l1_unstructured(linear(), "weight", 0.3), "weight"), x(2, 4), **two),
    }}


class Fused(nn.Module):
    """Two layers after two steps in training, and what they are fused to."""
    def __init__(self, first, norm, shape, fuse):
        super().__init__()
        for k in range(2):
            norm(first(wave(shape, k)))
        self.fused = fuse(first.eval(), norm.eval())

    def forward(self, x):
        return self.fused(x)


def fusion():
    from torch.nn.utils import fuse_conv_bn_eval as conv, fusion as f
    one = lambda make, norm, shape, fuse=conv: case(lambda: Fused(make(), norm(), shape, fuse), lambda: (w(*shape),))
    across = lambda c, n: conv(c, n, transpose=True)
    return {"cases": {
        "conv1d": one(lambda: nn.Conv1d(2, 3, 3, bias=False), lambda: nn.BatchNorm1d(3), (2, 2, 6)),
        "conv2d": one(lambda: nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2, padding_mode="circular"), lambda: nn.BatchNorm2d(6, eps=1e-2), (2, 4, 5, 6)),
        "conv2d_plain": one(lambda: nn.Conv2d(2, 3, 2), lambda: nn.BatchNorm2d(3, affine=False, momentum=None), (2, 2, 4, 5)),
        "conv3d": one(lambda: nn.Conv3d(1, 2, 2), lambda: nn.BatchNorm3d(2), (2, 1, 3, 3, 4)),
        "conv_transpose2d": one(lambda: nn.ConvTranspose2d(2, 3, 2, stride=2, bias=False), lambda: nn.BatchNorm2d(3), (2, 2, 3, 4), across),
        "linear": one(lambda: nn.Linear(4, 3), lambda: nn.BatchNorm1d(3), (5, 4), f.fuse_linear_bn_eval),
        "linear_nobias": one(lambda: nn.Linear(4, 3, bias=False), lambda: nn.BatchNorm1d(3), (5, 4), f.fuse_linear_bn_eval),
    }}


main({"parametrize": parametrize, "prune": pruning, "fusion": fusion}, *sys.argv[1:])
