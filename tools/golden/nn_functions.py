#!/usr/bin/python3
"""Golden values of the functions of torch.nn.functional, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/nn_functions.py tests/Thelper.Torch.Tests/Golden/functions.json

A case is one line here and one in FunctionalTests: what the layers do not reach already. Every case runs after
torch.manual_seed(0). "names" lists the public functions of the module, so that the test can tell which are missing.
"""
import pins  # first: the libraries read these settings when they are loaded
import inspect
import sys

import torch
from torch.nn import functional as F

from nn_common import G, W, run_case, write

X = W(4, 5)
I = W(1, 2, 5, 6)
V = W(1, 2, 4, 5, 6)
GRID = W(1, 3, 4, 2, k=2, scale=1.2)
GRID3 = W(1, 2, 3, 2, 3, k=2, scale=1.2)
SAMPLES2 = W(1, 2, 2, scale=0.4, shift=0.5, learnt=False)
SAMPLES3 = W(1, 2, 3, scale=0.4, shift=0.5, learnt=False)
B = W(3, k=5)
R = W(3, k=2, learnt=False)
RV = W(3, k=2, scale=0.3, shift=1.0, learnt=False)

FUNCTIONS = {
    "linear": (lambda x, w, b: F.linear(x, w, b), X, W(3, 5, k=1), B),
    "bilinear": (lambda x, y, w, b: F.bilinear(x, y, w, b), X, W(4, 2, k=1), W(3, 5, 2, k=2), B),
    "conv1d": (lambda x, w, b: F.conv1d(x, w, b, 2, 1, 2), W(1, 2, 9), W(3, 2, 3, k=1), B),
    "conv1d_same": (lambda x, w, b: F.conv1d(x, w, b, padding="same", dilation=2), W(1, 2, 9), W(3, 2, 4, k=1), B),
    "conv2d": (lambda x, w, b: F.conv2d(x, w, b, (2, 1), (1, 0), (1, 2)), I, W(3, 2, 3, 2, k=1), B),
    "conv2d_groups": (lambda x, w: F.conv2d(x, w, groups=2), I, W(4, 1, 3, 2, k=1)),
    "conv2d_same": (lambda x, w, b: F.conv2d(x, w, b, padding="same"), I, W(3, 2, 3, 2, k=1), B),
    "conv2d_valid": (lambda x, w, b: F.conv2d(x, w, b, 2, "valid"), I, W(3, 2, 3, 2, k=1), B),
    "conv3d": (lambda x, w, b: F.conv3d(x, w, b, 1, 1, 2), V, W(3, 2, 2, 2, 2, k=1), B),
    "conv3d_same": (lambda x, w, b: F.conv3d(x, w, b, padding="same"), V, W(3, 2, 2, 3, 2, k=1), B),
    "conv_transpose1d": (lambda x, w, b: F.conv_transpose1d(x, w, b, 2, 1, 1), W(1, 2, 5), W(2, 3, 3, k=1), B),
    "conv_transpose2d": (lambda x, w, b: F.conv_transpose2d(x, w, b, (2, 1), (1, 0), (1, 0), 1, (1, 2)), I, W(2, 3, 3, 2, k=1), B),
    "conv_transpose3d": (lambda x, w, b: F.conv_transpose3d(x, w, b, 2), V, W(2, 3, 2, 2, 2, k=1), B),
    "conv_tbc": (lambda x, w, b: F.conv_tbc(x, w, b, 1), W(5, 2, 4), W(3, 4, 3, k=1), B),
    "batch_norm": (lambda x, m, v: F.batch_norm(x, m, v, training=True, momentum=0.3), W(2, 3, 4), R, RV),
    "batch_norm_running": (lambda x, m, v, w, b: F.batch_norm(x, m, v, w, b, eps=1e-3), W(2, 3, 4), R, RV, W(3, k=4), B),
    "instance_norm": (lambda x, w, b: F.instance_norm(x, weight=w, bias=b), W(2, 3, 4), W(3, k=4), B),
    "instance_norm_running": (lambda x, m, v: F.instance_norm(x, m, v, use_input_stats=False), W(2, 3, 4), R, RV),
    "layer_norm": (lambda x, w, b: F.layer_norm(x, (5,), w, b, 1e-3), X, W(5, k=1), W(5, k=2)),
    "group_norm": (lambda x, w, b: F.group_norm(x, 2, w, b), W(2, 4, 3), W(4, k=1), W(4, k=2)),
    "local_response_norm": (lambda x: F.local_response_norm(x, 3, 0.2, 0.6, 1.5), I),
    "normalize": (lambda x: F.normalize(x), X),
    "normalize_options": (lambda x: F.normalize(x, p=1.0, dim=0, eps=1e-3), X),
    "max_pool1d": (lambda x: F.max_pool1d(x, 3, 2, 1, 1, ceil_mode=True), W(1, 2, 9)),
    "max_pool1d_with_indices": (lambda x: F.max_pool1d_with_indices(x, 3, 2), W(1, 2, 9)),
    "max_pool2d": (lambda x: F.max_pool2d(x, 2), I),
    "max_pool2d_with_indices": (lambda x: F.max_pool2d_with_indices(x, (2, 3), 1, (1, 0)), I),
    "max_pool3d": (lambda x: F.max_pool3d(x, 2, 1), V),
    "max_pool3d_with_indices": (lambda x: F.max_pool3d_with_indices(x, 2), V),
    "avg_pool1d": (lambda x: F.avg_pool1d(x, 3, 2, 1, True, False), W(1, 2, 9)),
    "avg_pool2d": (lambda x: F.avg_pool2d(x, (2, 3), 1, (1, 0), divisor_override=5), I),
    "avg_pool3d": (lambda x: F.avg_pool3d(x, 2, 1), V),
    "adaptive_avg_pool1d": (lambda x: F.adaptive_avg_pool1d(x, 4), W(1, 2, 9)),
    "adaptive_avg_pool2d": (lambda x: F.adaptive_avg_pool2d(x, 3), I),
    "adaptive_avg_pool3d": (lambda x: F.adaptive_avg_pool3d(x, (2, 3, 4)), V),
    "adaptive_max_pool1d": (lambda x: F.adaptive_max_pool1d(x, 4), W(1, 2, 9)),
    "adaptive_max_pool1d_with_indices": (lambda x: F.adaptive_max_pool1d_with_indices(x, 4), W(1, 2, 9)),
    "adaptive_max_pool2d": (lambda x: F.adaptive_max_pool2d(x, 3), I),
    "adaptive_max_pool2d_with_indices": (lambda x: F.adaptive_max_pool2d_with_indices(x, (2, 3)), I),
    "adaptive_max_pool3d": (lambda x: F.adaptive_max_pool3d(x, 3), V),
    "adaptive_max_pool3d_with_indices": (lambda x: F.adaptive_max_pool3d_with_indices(x, (2, 3, 4)), V),
    "max_unpool1d": (lambda x, i: F.max_unpool1d(x, i, 2, output_size=(7,)), W(1, 2, 3), G([[[1, 3, 6], [0, 2, 5]]])),
    "max_unpool2d": (lambda x, i: F.max_unpool2d(x, i, 2, 2, 0, (1, 1, 5, 5)), W(1, 1, 2, 2), G([[[[0, 8], [16, 24]]]])),
    "max_unpool3d": (lambda x, i: F.max_unpool3d(x, i, 2, output_size=(2, 3, 4)), W(1, 1, 1, 1, 2), G([[[[[3, 23]]]]])),
    "lp_pool1d": (lambda x: F.lp_pool1d(x, 2.0, 3, 2), W(1, 2, 9)),
    "lp_pool2d": (lambda x: F.lp_pool2d(x, 2.0, (2, 3), ceil_mode=True), I),
    "fractional_max_pool2d": (lambda x: F.fractional_max_pool2d(x, 2, output_size=3), I),
    "fractional_max_pool2d_with_indices": (lambda x, r: F.fractional_max_pool2d_with_indices(x, (2, 1), output_ratio=(0.5, 0.6), _random_samples=r), I, SAMPLES2),
    "fractional_max_pool3d": (lambda x: F.fractional_max_pool3d(x, 2, output_ratio=0.6), V),
    "fractional_max_pool3d_with_indices": (lambda x, r: F.fractional_max_pool3d_with_indices(x, 2, output_size=(2, 3, 3), _random_samples=r), V, SAMPLES3),
    "threshold": (lambda x: F.threshold(x, 0.1, 2.0), X),
    "softmax_dtype": (lambda x: F.softmax(x, 0, dtype=torch.float64), X),
    "softmin_dtype": (lambda x: F.softmin(x, 1, dtype=torch.float64), X),
    "log_softmax_dtype": (lambda x: F.log_softmax(x, 1, dtype=torch.float64), X),
    "prelu": (lambda x, w: F.prelu(x, w), X, W(5, k=1)),
    "rrelu": (lambda x: F.rrelu(x), X),
    "rrelu_training": (lambda x: F.rrelu(x, 0.1, 0.2, True), X),
    "relu_": (lambda x: F.relu_(x), X),
    "leaky_relu_": (lambda x: F.leaky_relu_(x, 0.2), X),
    "rrelu_": (lambda x: F.rrelu_(x, 0.1, 0.3, True), X),
    "elu_": (lambda x: F.elu_(x, 0.7), X),
    "celu_": (lambda x: F.celu_(x, 0.7), X),
    "selu_": (lambda x: F.selu_(x), X),
    "hardtanh_": (lambda x: F.hardtanh_(x, -0.3, 0.4), X),
    "threshold_": (lambda x: F.threshold_(x, 0.1, 2.0), X),
    "gumbel_softmax": (lambda x: F.gumbel_softmax(x, tau=0.7), X),
    "gumbel_softmax_hard": (lambda x: F.gumbel_softmax(x, hard=True, dim=0), X),
    "dropout": (lambda x: F.dropout(x, 0.3), X),
    "dropout_evaluation": (lambda x: F.dropout(x, 0.3, training=False), X),
    "dropout1d": (lambda x: F.dropout1d(x, 0.3), X),
    "dropout2d": (lambda x: F.dropout2d(x, 0.3, inplace=True), I),
    "dropout3d": (lambda x: F.dropout3d(x, 0.3), V),
    "alpha_dropout": (lambda x: F.alpha_dropout(x, 0.3, training=True, inplace=True), X),
    "alpha_dropout_default": (lambda x: F.alpha_dropout(x, 0.3), X),
    "feature_alpha_dropout": (lambda x: F.feature_alpha_dropout(x, 0.3, training=True), I),
    "pad_constant": (lambda x: F.pad(x, (1, 2), value=0.5), X),
    "pad_constant_crop": (lambda x: F.pad(x, (-1, 2, 0, -2)), I),
    "pad_all": (lambda x: F.pad(x, (1, 1, 1, 1), value=0.25), X),
    "pad_reflect": (lambda x: F.pad(x, (1, 2, 3, 0), "reflect"), I),
    "pad_replicate": (lambda x: F.pad(x, (1, 2, 3, 0), "replicate"), I),
    "pad_circular": (lambda x: F.pad(x, (1, 2, 3, 0), "circular"), I),
    "pad_reflect3d": (lambda x: F.pad(x, (1, 2, 3, 0, 1, 1), "reflect"), V),
    "pad_replicate3d": (lambda x: F.pad(x, (1, 2, 3, 0, 1, 1), "replicate"), V),
    "pad_circular3d": (lambda x: F.pad(x, (1, 2, 3, 0, 1, 1), "circular"), V),
    "pixel_shuffle": (lambda x: F.pixel_shuffle(x, 2), W(1, 4, 2, 3)),
    "pixel_unshuffle": (lambda x: F.pixel_unshuffle(x, 2), W(1, 1, 4, 6)),
    "channel_shuffle": (lambda x: F.channel_shuffle(x, 3), W(1, 6, 2, 2, learnt=False)),
    "native_channel_shuffle": (lambda x: F.native_channel_shuffle(x, 3), W(1, 6, 2, 2, learnt=False)),
    "fold": (lambda x: F.fold(x, (4, 5), (2, 3), (1, 1), (1, 0), (2, 1)), W(1, 6, 9)),
    "unfold": (lambda x: F.unfold(x, 2, 2, 1, 2), I),
    "one_hot": (lambda x: F.one_hot(x, 5), G([[0, 2], [4, 1]])),
    "one_hot_found": (lambda x: F.one_hot(x), G([0, 3, 1])),
    "embedding": (lambda x, w: F.embedding(x, w, padding_idx=2), G([[0, 2], [3, 2]]), W(4, 3)),
    "cosine_similarity": (lambda x, y: F.cosine_similarity(x, y, dim=0), X, W(4, 5, k=1)),
    "pairwise_distance": (lambda x, y: F.pairwise_distance(x, y, 3.0, 1e-4, True), X, W(4, 5, k=1)),
    "pdist": (lambda x: F.pdist(x), X),
    "pdist_one": (lambda x: F.pdist(x, 1.0), X),
    "grid_sample": (lambda x, g: F.grid_sample(x, g), I, GRID),
    "grid_sample_aligned": (lambda x, g: F.grid_sample(x, g, align_corners=True), I, GRID),
    "grid_sample_nearest": (lambda x, g: F.grid_sample(x, g, "nearest", "border", False), I, GRID),
    "grid_sample_bicubic": (lambda x, g: F.grid_sample(x, g, "bicubic", "zeros", True), I, GRID),
    "grid_sample_bicubic_border": (lambda x, g: F.grid_sample(x, g, "bicubic", "border", False), I, GRID),
    "grid_sample_reflection": (lambda x, g: F.grid_sample(x, g, "bilinear", "reflection", False), I, GRID),
    "grid_sample_volume": (lambda x, g: F.grid_sample(x, g, "bilinear", "border", True), V, GRID3),
    "affine_grid": (lambda t: F.affine_grid(t, (2, 3, 4, 5), align_corners=False), W(2, 2, 3)),
    "affine_grid_aligned": (lambda t: F.affine_grid(t, (2, 3, 2, 3, 4), align_corners=True), W(2, 3, 4)),
    "interpolate_nearest1d": (lambda x: F.interpolate(x, 7), W(1, 2, 4)),
    "interpolate_nearest2d": (lambda x: F.interpolate(x, scale_factor=1.7), I),
    "interpolate_nearest3d": (lambda x: F.interpolate(x, scale_factor=(2, 1.5, 0.5)), V),
    "interpolate_exact1d": (lambda x: F.interpolate(x, 7, mode="nearest-exact"), W(1, 2, 4)),
    "interpolate_exact2d": (lambda x: F.interpolate(x, scale_factor=0.6, mode="nearest-exact"), I),
    "interpolate_exact3d": (lambda x: F.interpolate(x, (3, 4, 5), mode="nearest-exact"), V),
    "interpolate_linear": (lambda x: F.interpolate(x, scale_factor=1.7, mode="linear"), W(1, 2, 4)),
    "interpolate_linear_recompute": (lambda x: F.interpolate(x, scale_factor=1.7, mode="linear", recompute_scale_factor=True), W(1, 2, 4)),
    "interpolate_bilinear": (lambda x: F.interpolate(x, (3, 9), mode="bilinear", align_corners=True), I),
    "interpolate_bilinear_antialias": (lambda x: F.interpolate(x, (3, 4), mode="bilinear", antialias=True), I),
    "interpolate_bicubic": (lambda x: F.interpolate(x, scale_factor=(0.7, 1.3), mode="bicubic"), I),
    "interpolate_bicubic_antialias": (lambda x: F.interpolate(x, scale_factor=0.6, mode="bicubic", antialias=True), I),
    "interpolate_bicubic_antialias_aligned": (lambda x: F.interpolate(x, (3, 4), mode="bicubic", align_corners=True, antialias=True), I),
    "interpolate_trilinear": (lambda x: F.interpolate(x, scale_factor=1.5, mode="trilinear", align_corners=True), V),
    "interpolate_area1d": (lambda x: F.interpolate(x, 3, mode="area"), W(1, 2, 7)),
    "interpolate_area2d": (lambda x: F.interpolate(x, scale_factor=0.6, mode="area"), I),
    "interpolate_area3d": (lambda x: F.interpolate(x, 2, mode="area"), V),
    "upsample": (lambda x: F.upsample(x, scale_factor=2, mode="bilinear"), I),
    "upsample_nearest": (lambda x: F.upsample_nearest(x, (7, 8)), I),
    "upsample_bilinear": (lambda x: F.upsample_bilinear(x, scale_factor=2), I),
    "softplus_options": (lambda x: F.softplus(x, 3, 0.5), X),
    "double": (lambda x: F.gelu(F.layer_norm(x, (5,))), W(4, 5, dtype="float64")),
}

# Of C++, of the tracer, or another file's; the rest of what the module shows is imported.
NOT_FUNCTIONS = {"assert_int_or_pair", "boolean_dispatch", "handle_torch_function", "has_torch_function", "has_torch_function_unary", "has_torch_function_variadic"}
names = [n for n in dir(F) if not n.startswith("_") and callable(getattr(F, n)) and not inspect.isclass(getattr(F, n)) and n not in NOT_FUNCTIONS and n.islower()]
write(sys.argv[1], {"functions": {name: run_case(run, specs, seed=0)[0] for name, (run, *specs) in FUNCTIONS.items()}, "names": names})
