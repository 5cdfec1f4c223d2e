#!/usr/bin/python3
"""Golden values of the layers of torch.nn, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/nn_layers.py tests/Thelper.Torch.Tests/Golden/layers.json

A case is one line here and one in LayerTests. Every case is built after torch.manual_seed(0). The loss of a case is the sum
of its output times cosines of element numbers, which makes every gradient distinct. Long tensors are stored as a few
elements and two sums. Kept: the text, the initial weights' bits, output, gradients, state, and the output in evaluation.
"""
import pins  # first: the libraries read these settings when they are loaded
import sys

import torch
from torch import nn

from nn_common import G, W, bits, brief, listed, run_case, write

D = {"dtype": torch.float64}
DW = {"dtype": "float64"}
PLACES1 = G([[[1, 3, 5], [0, 2, 4]]])
PLACES2 = G([[[[0, 2], [9, 11]], [[5, 7], [12, 15]]]])
PLACES3 = G([[[[[0, 3], [8, 15]], [[17, 23], [30, 31]]]]])
ROWS = G([[1, 7, 3], [7, 9, 7]])

LAYERS = {
    # linear
    "linear": (lambda: nn.Linear(7, 5), W(3, 7)),
    "linear_nobias": (lambda: nn.Linear(7, 5, bias=False), W(2, 3, 7)),
    "linear_vector": (lambda: nn.Linear(7, 5), W(7)),
    "linear_double": (lambda: nn.Linear(7, 5, **D), W(3, 7, **DW)),
    "bilinear": (lambda: nn.Bilinear(4, 5, 3), W(2, 4), W(2, 5, k=1)),
    "bilinear_nobias": (lambda: nn.Bilinear(4, 5, 3, bias=False), W(2, 3, 4), W(2, 3, 5, k=1)),
    "identity": (lambda: nn.Identity(), W(2, 3)),
    # convolutions
    "conv1d": (lambda: nn.Conv1d(4, 6, 3, stride=2, padding=1), W(2, 4, 11)),
    "conv1d_same": (lambda: nn.Conv1d(2, 2, 4, padding="same", dilation=2), W(1, 2, 9)),
    "conv1d_valid": (lambda: nn.Conv1d(2, 2, 3, padding="valid", stride=2), W(1, 2, 9)),
    "conv1d_reflect": (lambda: nn.Conv1d(2, 4, 3, padding=2, padding_mode="reflect", groups=2), W(1, 2, 9)),
    "conv1d_replicate": (lambda: nn.Conv1d(2, 4, 3, padding=2, padding_mode="replicate", bias=False), W(1, 2, 9)),
    "conv1d_circular": (lambda: nn.Conv1d(2, 4, 3, padding=2, padding_mode="circular", dilation=2), W(1, 2, 9)),
    "conv1d_unbatched": (lambda: nn.Conv1d(2, 3, 3), W(2, 7)),
    "conv1d_double": (lambda: nn.Conv1d(2, 3, 3, **D), W(2, 2, 7, **DW)),
    "conv2d": (lambda: nn.Conv2d(1, 6, 5), W(2, 1, 12, 12)),
    "conv2d_options": (lambda: nn.Conv2d(4, 8, (3, 5), stride=(2, 1), padding=(1, 2), dilation=(2, 1), groups=2, bias=False), W(2, 4, 9, 10)),
    "conv2d_array": (lambda: nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 1), dilation=(1, 2)), W(2, 2, 7, 8)),
    "conv2d_depthwise": (lambda: nn.Conv2d(4, 8, 3, groups=4), W(1, 4, 5, 6)),
    "conv2d_same": (lambda: nn.Conv2d(2, 3, 3, padding="same"), W(1, 2, 6, 7)),
    "conv2d_same_even": (lambda: nn.Conv2d(2, 3, (4, 3), padding="same", dilation=(1, 2)), W(1, 2, 6, 7)),
    "conv2d_valid": (lambda: nn.Conv2d(2, 3, 3, padding="valid"), W(1, 2, 6, 7)),
    "conv2d_valid_reflect": (lambda: nn.Conv2d(2, 3, 3, padding="valid", padding_mode="reflect"), W(1, 2, 6, 7)),
    "conv2d_reflect": (lambda: nn.Conv2d(2, 3, 3, padding=2, padding_mode="reflect"), W(1, 2, 6, 7)),
    "conv2d_circular_same": (lambda: nn.Conv2d(2, 3, 4, padding="same", padding_mode="circular"), W(1, 2, 6, 7)),
    "conv2d_replicate": (lambda: nn.Conv2d(2, 3, 3, padding=(1, 2), padding_mode="replicate"), W(1, 2, 6, 7)),
    "conv2d_unbatched": (lambda: nn.Conv2d(2, 3, 3), W(2, 5, 6)),
    "conv2d_double": (lambda: nn.Conv2d(2, 3, 3, **D), W(1, 2, 5, 6, **DW)),
    "conv3d": (lambda: nn.Conv3d(2, 4, (1, 2, 3), stride=2, padding=1), W(1, 2, 4, 5, 6)),
    "conv3d_options": (lambda: nn.Conv3d(4, 4, 2, stride=(1, 2, 1), padding=(1, 0, 1), dilation=(1, 1, 2), groups=2, bias=False), W(1, 4, 4, 5, 6)),
    "conv3d_same": (lambda: nn.Conv3d(2, 2, (2, 3, 1), padding="same"), W(1, 2, 4, 5, 3)),
    "conv3d_circular": (lambda: nn.Conv3d(2, 2, 3, padding=1, padding_mode="circular"), W(1, 2, 3, 4, 3)),
    "conv3d_replicate": (lambda: nn.Conv3d(2, 2, 3, padding=1, padding_mode="replicate"), W(1, 2, 3, 4, 3)),
    "conv3d_reflect": (lambda: nn.Conv3d(2, 2, 3, padding=1, padding_mode="reflect"), W(1, 2, 3, 4, 3)),
    "conv_transpose1d": (lambda: nn.ConvTranspose1d(3, 4, 3, stride=2, padding=1, output_padding=1), W(2, 3, 5)),
    "conv_transpose1d_options": (lambda: nn.ConvTranspose1d(4, 6, 3, dilation=2, groups=2, bias=False), W(2, 4, 5)),
    "conv_transpose2d": (lambda: nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2), W(1, 4, 5, 6)),
    "conv_transpose2d_tuple": (lambda: nn.ConvTranspose2d(2, 3, (2, 3), stride=(2, 3), dilation=(2, 1), bias=False), W(1, 2, 3, 4)),
    "conv_transpose2d_array": (lambda: nn.ConvTranspose2d(2, 3, (2, 3), stride=(2, 3), padding=(1, 0), output_padding=(1, 2)), W(1, 2, 3, 4)),
    "conv_transpose3d": (lambda: nn.ConvTranspose3d(2, 2, 2, stride=2), W(1, 2, 2, 3, 2)),
    "conv_transpose3d_options": (lambda: nn.ConvTranspose3d(2, 4, (2, 3, 1), stride=(2, 1, 3), padding=(1, 1, 0), output_padding=(1, 0, 2), dilation=(1, 2, 1), groups=2), W(1, 2, 3, 3, 2)),
    # normalisation
    "batch_norm1d": (lambda: nn.BatchNorm1d(5), W(4, 5)),
    "batch_norm1d_length": (lambda: nn.BatchNorm1d(3), W(2, 3, 4)),
    "batch_norm2d": (lambda: nn.BatchNorm2d(3), W(2, 3, 4, 4)),
    "batch_norm2d_options": (lambda: nn.BatchNorm2d(3, eps=1e-3, momentum=0.03, affine=False), W(2, 3, 4, 4)),
    "batch_norm2d_cumulative": (lambda: nn.BatchNorm2d(3, momentum=None), W(2, 3, 4, 4)),
    "batch_norm2d_untracked": (lambda: nn.BatchNorm2d(3, track_running_stats=False), W(2, 3, 4, 4)),
    "batch_norm2d_double": (lambda: nn.BatchNorm2d(3, **D), W(2, 3, 4, 4, **DW)),
    "batch_norm3d": (lambda: nn.BatchNorm3d(2), W(2, 2, 2, 3, 3)),
    "layer_norm": (lambda: nn.LayerNorm(6), W(3, 6)),
    "layer_norm_shape": (lambda: nn.LayerNorm([3, 4], eps=1e-3, elementwise_affine=False), W(2, 3, 4)),
    "layer_norm_double": (lambda: nn.LayerNorm([3, 4], **D), W(2, 3, 4, **DW)),
    "group_norm": (lambda: nn.GroupNorm(2, 6), W(2, 6, 3, 3)),
    "group_norm_plain": (lambda: nn.GroupNorm(3, 6, eps=1e-4, affine=False), W(2, 6, 3)),
    "instance_norm1d": (lambda: nn.InstanceNorm1d(3), W(2, 3, 5)),
    "instance_norm1d_options": (lambda: nn.InstanceNorm1d(3, eps=1e-3, momentum=0.3, affine=True, track_running_stats=True), W(2, 3, 5)),
    "instance_norm1d_unbatched": (lambda: nn.InstanceNorm1d(3), W(3, 5)),
    "instance_norm2d": (lambda: nn.InstanceNorm2d(3), W(2, 3, 4, 4)),
    "instance_norm2d_options": (lambda: nn.InstanceNorm2d(3, affine=True, track_running_stats=True, momentum=0.2), W(2, 3, 4, 4)),
    "instance_norm3d": (lambda: nn.InstanceNorm3d(2), W(2, 2, 2, 3, 3)),
    "instance_norm3d_affine": (lambda: nn.InstanceNorm3d(2, affine=True), W(2, 2, 2, 3, 3)),
    "local_response_norm": (lambda: nn.LocalResponseNorm(3), W(2, 5, 4, 3)),
    "local_response_norm_options": (lambda: nn.LocalResponseNorm(4, alpha=0.5, beta=0.6, k=2.0), W(2, 5, 4)),
    "local_response_norm_volume": (lambda: nn.LocalResponseNorm(2, alpha=0.1), W(1, 4, 2, 3, 2)),
    "cross_map_lrn2d": (lambda: nn.CrossMapLRN2d(3, alpha=0.5), W(2, 7, 2, 3)),
    "cross_map_lrn2d_options": (lambda: nn.CrossMapLRN2d(4, alpha=0.3, beta=0.6, k=2), W(2, 6, 2, 3)),
    "cross_map_lrn2d_wide": (lambda: nn.CrossMapLRN2d(7, alpha=0.3), W(1, 3, 2, 3)),
    # pooling
    "max_pool1d": (lambda: nn.MaxPool1d(3, stride=2, padding=1), W(2, 3, 10)),
    "max_pool1d_indices": (lambda: nn.MaxPool1d(2, dilation=2, ceil_mode=True, return_indices=True), W(2, 3, 10)),
    "max_pool2d": (lambda: nn.MaxPool2d(2), W(1, 2, 6, 7)),
    "max_pool2d_options": (lambda: nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), ceil_mode=True), W(1, 2, 7, 8)),
    "max_pool2d_array": (lambda: nn.MaxPool2d((3, 2), stride=(2, 1)), W(2, 7, 8)),
    "max_pool2d_indices": (lambda: nn.MaxPool2d(2, return_indices=True), W(1, 2, 6, 7)),
    "max_pool3d": (lambda: nn.MaxPool3d(2, stride=1, padding=1), W(1, 2, 3, 4, 3)),
    "max_pool3d_options": (lambda: nn.MaxPool3d((2, 1, 2), stride=(1, 2, 1), padding=(1, 0, 1), dilation=(1, 1, 2), ceil_mode=True), W(1, 2, 3, 4, 4)),
    "max_pool3d_indices": (lambda: nn.MaxPool3d(2, return_indices=True), W(1, 2, 4, 4, 5)),
    "max_unpool1d": (lambda: nn.MaxUnpool1d(2), W(1, 2, 3), PLACES1),
    "max_unpool1d_options": (lambda: nn.MaxUnpool1d(3, stride=2, padding=1), W(1, 2, 4), G([[[0, 2, 4, 6], [1, 3, 4, 5]]])),
    "max_unpool2d": (lambda: nn.MaxUnpool2d(2), W(1, 2, 2, 2), PLACES2),
    "max_unpool2d_options": (lambda: nn.MaxUnpool2d((2, 3), stride=(2, 2), padding=(0, 1)), W(1, 1, 2, 2), G([[[[0, 2], [7, 11]]]])),
    "max_unpool3d": (lambda: nn.MaxUnpool3d(2), W(1, 1, 2, 2, 2), PLACES3),
    "max_unpool3d_options": (lambda: nn.MaxUnpool3d((2, 3, 2), stride=(2, 2, 2), padding=(0, 1, 0)), W(1, 1, 2, 2, 2), PLACES3),
    "avg_pool1d": (lambda: nn.AvgPool1d(3, stride=2, padding=1, count_include_pad=False), W(2, 3, 10)),
    "avg_pool1d_ceil": (lambda: nn.AvgPool1d(3, stride=2, ceil_mode=True), W(2, 3, 10)),
    "avg_pool2d": (lambda: nn.AvgPool2d(2), W(1, 2, 6, 7)),
    "avg_pool2d_options": (lambda: nn.AvgPool2d((3, 2), stride=(2, 1), padding=(1, 1), ceil_mode=True, count_include_pad=False), W(1, 2, 7, 8)),
    "avg_pool2d_divisor": (lambda: nn.AvgPool2d(3, divisor_override=4), W(1, 2, 7, 8)),
    "avg_pool3d": (lambda: nn.AvgPool3d(2, stride=1, padding=1), W(1, 2, 3, 4, 3)),
    "avg_pool3d_options": (lambda: nn.AvgPool3d((2, 1, 3), stride=(1, 2, 2), padding=(1, 0, 1), ceil_mode=True, count_include_pad=False), W(1, 2, 3, 4, 6)),
    "avg_pool3d_divisor": (lambda: nn.AvgPool3d(2, divisor_override=3), W(1, 2, 3, 4, 4)),
    "lp_pool1d": (lambda: nn.LPPool1d(2, 3), W(2, 2, 8)),
    "lp_pool1d_options": (lambda: nn.LPPool1d(3, 3, stride=2, ceil_mode=True), W(2, 2, 8, scale=0.4, shift=0.5)),
    "lp_pool2d": (lambda: nn.LPPool2d(2, 3), W(1, 2, 6, 7)),
    "lp_pool2d_options": (lambda: nn.LPPool2d(1.5, (2, 3), stride=(1, 2), ceil_mode=True), W(1, 2, 6, 7, scale=0.4, shift=0.5)),
    "fractional_max_pool2d": (lambda: nn.FractionalMaxPool2d(2, output_size=4), W(2, 2, 9, 8)),
    "fractional_max_pool2d_ratio": (lambda: nn.FractionalMaxPool2d((2, 3), output_ratio=(0.5, 0.6)), W(2, 9, 8)),
    "fractional_max_pool2d_indices": (lambda: nn.FractionalMaxPool2d(3, output_size=(3, 2), return_indices=True), W(2, 2, 9, 8)),
    "fractional_max_pool3d": (lambda: nn.FractionalMaxPool3d(2, output_size=3), W(1, 2, 6, 7, 5)),
    "fractional_max_pool3d_ratio": (lambda: nn.FractionalMaxPool3d((2, 1, 2), output_ratio=(0.5, 0.6, 0.7)), W(2, 6, 7, 5)),
    "fractional_max_pool3d_indices": (lambda: nn.FractionalMaxPool3d(2, output_ratio=0.5, return_indices=True), W(1, 2, 6, 7, 5)),
    "adaptive_avg_pool1d": (lambda: nn.AdaptiveAvgPool1d(3), W(1, 2, 8)),
    "adaptive_avg_pool2d": (lambda: nn.AdaptiveAvgPool2d((1, 1)), W(2, 3, 5, 6)),
    "adaptive_avg_pool2d_one": (lambda: nn.AdaptiveAvgPool2d(3), W(1, 2, 7, 8)),
    "adaptive_avg_pool2d_none": (lambda: nn.AdaptiveAvgPool2d((None, 3)), W(1, 2, 7, 8)),
    "adaptive_avg_pool3d": (lambda: nn.AdaptiveAvgPool3d((2, 1, 3)), W(1, 2, 4, 5, 6)),
    "adaptive_avg_pool3d_one": (lambda: nn.AdaptiveAvgPool3d(2), W(1, 2, 4, 5, 6)),
    "adaptive_avg_pool3d_none": (lambda: nn.AdaptiveAvgPool3d((2, None, None)), W(1, 2, 4, 5, 6)),
    "adaptive_max_pool1d": (lambda: nn.AdaptiveMaxPool1d(3), W(1, 2, 8)),
    "adaptive_max_pool1d_indices": (lambda: nn.AdaptiveMaxPool1d(3, return_indices=True), W(1, 2, 8)),
    "adaptive_max_pool2d": (lambda: nn.AdaptiveMaxPool2d((2, 3)), W(1, 2, 7, 8)),
    "adaptive_max_pool2d_none": (lambda: nn.AdaptiveMaxPool2d((2, None)), W(1, 2, 7, 8)),
    "adaptive_max_pool2d_indices": (lambda: nn.AdaptiveMaxPool2d(2, return_indices=True), W(1, 2, 7, 8)),
    "adaptive_max_pool3d": (lambda: nn.AdaptiveMaxPool3d((2, 1, 3)), W(1, 2, 4, 5, 6)),
    "adaptive_max_pool3d_none": (lambda: nn.AdaptiveMaxPool3d((None, 2, 3)), W(1, 2, 4, 5, 6)),
    "adaptive_max_pool3d_indices": (lambda: nn.AdaptiveMaxPool3d(2, return_indices=True), W(1, 2, 4, 5, 6)),
    # activations
    "relu": (lambda: nn.ReLU(), W(4, 5)),
    "relu_inplace": (lambda: nn.ReLU(inplace=True), W(4, 5)),
    "leaky_relu": (lambda: nn.LeakyReLU(0.2), W(4, 5)),
    "leaky_relu_inplace": (lambda: nn.LeakyReLU(inplace=True), W(4, 5)),
    "prelu": (lambda: nn.PReLU(), W(4, 5)),
    "prelu_channels": (lambda: nn.PReLU(3, init=0.1), W(2, 3, 4)),
    "relu6": (lambda: nn.ReLU6(), W(4, 5, scale=8)),
    "relu6_inplace": (lambda: nn.ReLU6(inplace=True), W(4, 5, scale=8)),
    "rrelu": (lambda: nn.RReLU(), W(4, 5)),
    "rrelu_options": (lambda: nn.RReLU(0.05, 0.4, inplace=True), W(4, 5)),
    "elu": (lambda: nn.ELU(0.5), W(4, 5)),
    "elu_inplace": (lambda: nn.ELU(inplace=True), W(4, 5)),
    "celu": (lambda: nn.CELU(), W(4, 5)),
    "celu_options": (lambda: nn.CELU(0.5, inplace=True), W(4, 5)),
    "selu": (lambda: nn.SELU(), W(4, 5)),
    "selu_inplace": (lambda: nn.SELU(inplace=True), W(4, 5)),
    "gelu": (lambda: nn.GELU(), W(4, 5)),
    "gelu_tanh": (lambda: nn.GELU("tanh"), W(4, 5)),
    "glu": (lambda: nn.GLU(), W(4, 6)),
    "glu_dim": (lambda: nn.GLU(dim=0), W(4, 5)),
    "silu": (lambda: nn.SiLU(), W(4, 5)),
    "silu_inplace": (lambda: nn.SiLU(inplace=True), W(4, 5)),
    "mish": (lambda: nn.Mish(), W(4, 5)),
    "mish_inplace": (lambda: nn.Mish(inplace=True), W(4, 5)),
    "hardswish": (lambda: nn.Hardswish(), W(4, 5, scale=4)),
    "hardswish_inplace": (lambda: nn.Hardswish(inplace=True), W(4, 5, scale=4)),
    "hardsigmoid": (lambda: nn.Hardsigmoid(), W(4, 5, scale=4)),
    "hardsigmoid_inplace": (lambda: nn.Hardsigmoid(inplace=True), W(4, 5, scale=4)),
    "hardtanh": (lambda: nn.Hardtanh(-0.5, 0.75), W(4, 5)),
    "hardtanh_inplace": (lambda: nn.Hardtanh(inplace=True), W(4, 5, scale=2)),
    "hardshrink": (lambda: nn.Hardshrink(), W(4, 5)),
    "hardshrink_lambda": (lambda: nn.Hardshrink(0.3), W(4, 5)),
    "softshrink": (lambda: nn.Softshrink(), W(4, 5)),
    "softshrink_lambda": (lambda: nn.Softshrink(0.3), W(4, 5)),
    "tanhshrink": (lambda: nn.Tanhshrink(), W(4, 5)),
    "softsign": (lambda: nn.Softsign(), W(4, 5)),
    "softplus": (lambda: nn.Softplus(2, 1), W(4, 5)),
    "softplus_default": (lambda: nn.Softplus(), W(4, 5)),
    "threshold": (lambda: nn.Threshold(0.1, 20), W(4, 5)),
    "threshold_inplace": (lambda: nn.Threshold(-0.5, -1.5, inplace=True), W(4, 5)),
    "sigmoid": (lambda: nn.Sigmoid(), W(4, 5)),
    "log_sigmoid": (lambda: nn.LogSigmoid(), W(4, 5)),
    "tanh": (lambda: nn.Tanh(), W(4, 5)),
    "softmax": (lambda: nn.Softmax(dim=1), W(4, 5)),
    "softmax_double": (lambda: nn.Softmax(dim=1), W(4, 5, **DW)),
    "softmax2d": (lambda: nn.Softmax2d(), W(2, 3, 2, 2)),
    "softmax2d_unbatched": (lambda: nn.Softmax2d(), W(3, 2, 2)),
    "softmin": (lambda: nn.Softmin(dim=0), W(4, 5)),
    "log_softmax": (lambda: nn.LogSoftmax(dim=-1), W(4, 5)),
    "adaptive_log_softmax": (lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 12, [4, 8], div_value=2.0), W(5, 8), G([0, 5, 11, 3, 9])),
    "adaptive_log_softmax_bias": (lambda: nn.AdaptiveLogSoftmaxWithLoss(16, 10, [2, 5], head_bias=True), W(4, 16), G([1, 0, 1, 2])),
    "adaptive_log_softmax_one": (lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 6, [2]), W(8), G(4)),
    # dropouts
    "dropout": (lambda: nn.Dropout(0.3), W(4, 5)),
    "dropout_inplace": (lambda: nn.Dropout(inplace=True), W(4, 5)),
    "dropout_all": (lambda: nn.Dropout(1.0), W(4, 5)),
    "dropout1d": (lambda: nn.Dropout1d(), W(2, 5, 3)),
    "dropout1d_unbatched": (lambda: nn.Dropout1d(0.4, inplace=True), W(5, 3)),
    "dropout2d": (lambda: nn.Dropout2d(0.5), W(2, 5, 2, 2)),
    "dropout2d_inplace": (lambda: nn.Dropout2d(0.25, inplace=True), W(2, 5, 2, 2)),
    "dropout2d_three": (lambda: nn.Dropout2d(0.5), W(2, 5, 3)),
    "dropout3d": (lambda: nn.Dropout3d(0.5), W(2, 5, 1, 2, 2)),
    "dropout3d_unbatched": (lambda: nn.Dropout3d(0.4, inplace=True), W(5, 1, 2, 2)),
    "alpha_dropout": (lambda: nn.AlphaDropout(0.3), W(4, 5)),
    "alpha_dropout_inplace": (lambda: nn.AlphaDropout(inplace=True), W(4, 5)),
    "feature_alpha_dropout": (lambda: nn.FeatureAlphaDropout(0.4), W(2, 5, 2, 2)),
    # padding
    "constant_pad1d": (lambda: nn.ConstantPad1d(2, 3.5), W(2, 3, 4)),
    "constant_pad1d_sides": (lambda: nn.ConstantPad1d((1, -1), 3), W(2, 3, 4)),
    "constant_pad2d": (lambda: nn.ConstantPad2d(1, 0.5), W(2, 3, 4)),
    "constant_pad2d_sides": (lambda: nn.ConstantPad2d((1, 2, 0, -1), -1), W(1, 2, 3, 4)),
    "constant_pad3d": (lambda: nn.ConstantPad3d(1, 0.5), W(1, 1, 2, 2, 3)),
    "constant_pad3d_sides": (lambda: nn.ConstantPad3d((1, 0, 2, 1, 0, 1), 2), W(1, 1, 2, 2, 3)),
    "reflection_pad1d": (lambda: nn.ReflectionPad1d(2), W(2, 3, 4)),
    "reflection_pad1d_sides": (lambda: nn.ReflectionPad1d((1, 3)), W(3, 4)),
    "reflection_pad2d": (lambda: nn.ReflectionPad2d(2), W(1, 2, 3, 4)),
    "reflection_pad2d_sides": (lambda: nn.ReflectionPad2d((3, 1, 0, 2)), W(1, 2, 3, 4)),
    "reflection_pad3d": (lambda: nn.ReflectionPad3d(1), W(1, 1, 2, 2, 3)),
    "reflection_pad3d_sides": (lambda: nn.ReflectionPad3d((2, 1, 1, 0, 0, 1)), W(1, 1, 2, 2, 3)),
    "replication_pad1d": (lambda: nn.ReplicationPad1d(2), W(2, 3, 4)),
    "replication_pad1d_sides": (lambda: nn.ReplicationPad1d((1, 5)), W(3, 4)),
    "replication_pad2d": (lambda: nn.ReplicationPad2d(2), W(1, 2, 3, 4)),
    "replication_pad2d_sides": (lambda: nn.ReplicationPad2d((3, 1, 0, 4)), W(1, 2, 3, 4)),
    "replication_pad3d": (lambda: nn.ReplicationPad3d(1), W(1, 1, 2, 2, 3)),
    "replication_pad3d_sides": (lambda: nn.ReplicationPad3d((2, 1, 3, 0, 0, 1)), W(1, 1, 2, 2, 3)),
    "zero_pad2d": (lambda: nn.ZeroPad2d((1, 2, 0, 1)), W(1, 2, 3, 4)),
    "zero_pad2d_one": (lambda: nn.ZeroPad2d(1), W(1, 2, 3, 4)),
    # shapes, vision
    "flatten": (lambda: nn.Flatten(), W(2, 3, 4)),
    "flatten_range": (lambda: nn.Flatten(0, 1), W(2, 3, 4)),
    "unflatten": (lambda: nn.Unflatten(1, (2, 3)), W(2, 6)),
    "unflatten_rest": (lambda: nn.Unflatten(-1, (2, -1)), W(2, 6)),
    "fold": (lambda: nn.Fold((4, 5), (2, 2)), W(1, 8, 12)),
    "fold_options": (lambda: nn.Fold(5, 2, dilation=2, padding=1, stride=2), W(2, 4, 9)),
    "unfold": (lambda: nn.Unfold(2), W(1, 2, 4, 5)),
    "unfold_options": (lambda: nn.Unfold((2, 3), dilation=(1, 2), padding=(1, 0), stride=(2, 1)), W(2, 2, 5, 6)),
    "upsample": (lambda: nn.Upsample(scale_factor=2), W(1, 2, 3, 4)),
    "upsample_size": (lambda: nn.Upsample(size=(5, 7), mode="bilinear", align_corners=True), W(1, 2, 3, 4)),
    "upsample_one_size": (lambda: nn.Upsample(size=5), W(1, 2, 3, 4)),
    "upsample_bicubic": (lambda: nn.Upsample(scale_factor=1.5, mode="bicubic"), W(1, 2, 4, 4)),
    "upsample_bicubic_aligned": (lambda: nn.Upsample(scale_factor=2, mode="bicubic", align_corners=True), W(1, 2, 4, 4)),
    "upsample_bilinear": (lambda: nn.Upsample(scale_factor=(2.0, 1.5), mode="bilinear"), W(1, 2, 4, 4)),
    "upsample_linear": (lambda: nn.Upsample(scale_factor=2.5, mode="linear"), W(1, 2, 5)),
    "upsample_trilinear": (lambda: nn.Upsample(scale_factor=1.6, mode="trilinear", align_corners=False), W(1, 1, 3, 4, 5)),
    "upsample_recompute": (lambda: nn.Upsample(scale_factor=1.7, mode="bilinear", recompute_scale_factor=True), W(1, 2, 4, 5)),
    "upsampling_nearest2d": (lambda: nn.UpsamplingNearest2d(scale_factor=2.5), W(1, 2, 3, 4)),
    "upsampling_bilinear2d": (lambda: nn.UpsamplingBilinear2d(size=(5, 7)), W(1, 2, 3, 4)),
    "pixel_shuffle": (lambda: nn.PixelShuffle(2), W(1, 8, 2, 3)),
    "pixel_unshuffle": (lambda: nn.PixelUnshuffle(2), W(1, 2, 4, 6)),
    "channel_shuffle": (lambda: nn.ChannelShuffle(2), W(1, 6, 2, 3, learnt=False)),
    "cosine_similarity": (lambda: nn.CosineSimilarity(), W(3, 4), W(3, 4, k=1)),
    "cosine_similarity_options": (lambda: nn.CosineSimilarity(dim=0, eps=1e-3), W(3, 4), W(3, 4, k=1)),
    "pairwise_distance": (lambda: nn.PairwiseDistance(), W(3, 4), W(3, 4, k=1)),
    "pairwise_distance_options": (lambda: nn.PairwiseDistance(1.5, eps=1e-3, keepdim=True), W(3, 4), W(3, 4, k=1)),
    # tables, containers
    "embedding": (lambda: nn.Embedding(10, 4, padding_idx=-3), ROWS),
    "embedding_norm": (lambda: nn.Embedding(10, 4, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True), ROWS),
    "sequential": (lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)), W(2, 1, 6, 6)),
}

# PyTorch's own runs on devices other than the CPU only; in one process it is batch normalisation.
TEXTS = {"sync_batch_norm": lambda: nn.SyncBatchNorm(3), "sync_batch_norm_options": lambda: nn.SyncBatchNorm(3, eps=1e-3, momentum=None, affine=False)}


# Text and names before the first call, everything after it.
LAZY = {
    "lazy_linear": (lambda: nn.LazyLinear(5), W(3, 7)),
    "lazy_linear_nobias": (lambda: nn.LazyLinear(5, bias=False), W(2, 3, 7)),
    "lazy_conv1d": (lambda: nn.LazyConv1d(4, 3, stride=2, groups=2), W(2, 4, 9)),
    "lazy_conv2d": (lambda: nn.LazyConv2d(4, (3, 2), padding=(1, 0), padding_mode="reflect"), W(1, 2, 5, 6)),
    "lazy_conv3d": (lambda: nn.LazyConv3d(2, 2, bias=False), W(2, 3, 4, 3)),
    "lazy_conv_transpose1d": (lambda: nn.LazyConvTranspose1d(4, 3, stride=2, output_padding=1), W(2, 3, 5)),
    "lazy_conv_transpose2d": (lambda: nn.LazyConvTranspose2d(4, (3, 2), groups=2), W(1, 2, 4, 5)),
    "lazy_conv_transpose3d": (lambda: nn.LazyConvTranspose3d(2, 2), W(1, 2, 2, 3, 2)),
    "lazy_batch_norm1d": (lambda: nn.LazyBatchNorm1d(), W(4, 5)),
    "lazy_batch_norm2d": (lambda: nn.LazyBatchNorm2d(eps=1e-3, affine=False), W(2, 3, 4, 4)),
    "lazy_batch_norm3d": (lambda: nn.LazyBatchNorm3d(track_running_stats=False), W(2, 2, 2, 3, 3)),
    "lazy_instance_norm1d": (lambda: nn.LazyInstanceNorm1d(), W(2, 3, 5)),
    "lazy_instance_norm2d": (lambda: nn.LazyInstanceNorm2d(momentum=0.3), W(2, 3, 4, 4)),
    "lazy_instance_norm3d": (lambda: nn.LazyInstanceNorm3d(affine=False, track_running_stats=False), W(2, 2, 2, 3, 3)),
}


def lazy_case(make, *specs):
    torch.manual_seed(0)
    module = make()
    head = {"text": str(module), "names": list(module.state_dict())}
    case, inputs = run_case(module, specs)
    case["gradients"] = {k: brief(v.grad) for k, v in module.named_parameters() if v.grad is not None}
    torch.manual_seed(1)
    other = make()
    other.load_state_dict(module.state_dict())
    case["drawn"] = torch.rand(2).tolist()
    case["loaded"] = brief(other.eval()(inputs[0].detach()))
    return {**head, **case, "settled": str(module), "bits": {k: bits(v) for k, v in module.named_parameters()}, "state": {k: brief(v) for k, v in module.state_dict().items()}}


def layer_case(make, *specs):
    torch.manual_seed(0)
    module = make()
    head = {"text": str(module), "initial": {k: bits(v) for k, v in module.state_dict().items()}}
    case, inputs = run_case(module, specs)
    case["gradients"] = {k: brief(v.grad) for k, v in module.named_parameters() if v.grad is not None}
    case["state"] = {k: brief(v) for k, v in module.state_dict().items()}
    module.eval()
    case["evaluated"] = [brief(x) for x in listed(module(*[x.detach().clone() for x in inputs]))]
    return {**head, **case}


golden = {"lazy": {name: lazy_case(*row) for name, row in LAZY.items()}, "layers": {name: layer_case(*row) for name, row in LAYERS.items()}, "texts": {name: {"text": str(make()), "state": list(make().state_dict())} for name, make in TEXTS.items()}}
write(sys.argv[1], golden)
