#!/usr/bin/python3
"""Golden values of layers, losses and initialisers, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/nn.py tests/Thelper.Torch.Tests/Golden/nn.json

Every case is built after torch.manual_seed(0). Inputs are sines of their element numbers, so that a test makes them
without a file: element i of input k is sin(0.7 i + k) * scale + shift. The loss of a case is the sum of its output times
cosines of element numbers, which makes every gradient distinct. Long tensors are stored as a few elements and two sums.
"""
import hashlib
import json
import math
import sys
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")
torch.set_num_threads(1)


def wave(shape, k=0, scale=1.0, shift=0.0, dtype=torch.float32):
    count = math.prod(shape)
    values = [math.sin(0.7 * i + k) * scale + shift for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).to(dtype).reshape(shape)


def brief(tensor):
    """Shape, first 16 elements, sum and sum weighted by cosines, in double."""
    flat = tensor.detach().double().flatten()
    weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
    return {"shape": list(tensor.shape), "head": flat[:16].tolist(), "sum": flat.sum().item(), "wave": (flat * weights).sum().item()}


def bits(tensor):
    return hashlib.sha256(tensor.detach().contiguous().numpy().tobytes()).hexdigest()[:16]


def objective(output):
    weights = torch.cos(torch.arange(output.numel(), dtype=torch.float64)).to(output.dtype).reshape(output.shape)
    return (output * weights).sum()


LAYERS = {
    # name: (constructor, input shapes)
    "linear": (lambda: nn.Linear(7, 5), [(3, 7)]),
    "linear_nobias": (lambda: nn.Linear(7, 5, bias=False), [(2, 3, 7)]),
    "bilinear": (lambda: nn.Bilinear(4, 5, 3), [(2, 4), (2, 5)]),
    "conv1d": (lambda: nn.Conv1d(4, 6, 3, stride=2, padding=1), [(2, 4, 11)]),
    "conv1d_same": (lambda: nn.Conv1d(2, 2, 4, padding="same", dilation=2), [(1, 2, 9)]),
    "conv2d": (lambda: nn.Conv2d(1, 6, 5), [(2, 1, 12, 12)]),
    "conv2d_options": (lambda: nn.Conv2d(4, 8, (3, 5), stride=(2, 1), padding=(1, 2), dilation=(2, 1), groups=2, bias=False), [(2, 4, 9, 10)]),
    "conv2d_same": (lambda: nn.Conv2d(2, 3, 3, padding="same"), [(1, 2, 6, 7)]),
    "conv2d_valid": (lambda: nn.Conv2d(2, 3, 3, padding="valid"), [(1, 2, 6, 7)]),
    "conv2d_reflect": (lambda: nn.Conv2d(2, 3, 3, padding=2, padding_mode="reflect"), [(1, 2, 6, 7)]),
    "conv2d_circular_same": (lambda: nn.Conv2d(2, 3, 4, padding="same", padding_mode="circular"), [(1, 2, 6, 7)]),
    "conv2d_replicate": (lambda: nn.Conv2d(2, 3, 3, padding=(1, 2), padding_mode="replicate"), [(1, 2, 6, 7)]),
    "conv3d": (lambda: nn.Conv3d(2, 4, (1, 2, 3), stride=2, padding=1), [(1, 2, 4, 5, 6)]),
    "conv_transpose1d": (lambda: nn.ConvTranspose1d(3, 4, 3, stride=2, padding=1, output_padding=1), [(2, 3, 5)]),
    "conv_transpose2d": (lambda: nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2), [(1, 4, 5, 6)]),
    "conv_transpose2d_tuple": (lambda: nn.ConvTranspose2d(2, 3, (2, 3), stride=(2, 3), dilation=(2, 1), bias=False), [(1, 2, 3, 4)]),
    "conv_transpose3d": (lambda: nn.ConvTranspose3d(2, 2, 2, stride=2), [(1, 2, 2, 3, 2)]),
    "batch_norm1d": (lambda: nn.BatchNorm1d(5), [(4, 5)]),
    "batch_norm2d": (lambda: nn.BatchNorm2d(3), [(2, 3, 4, 4)]),
    "batch_norm2d_options": (lambda: nn.BatchNorm2d(3, eps=1e-3, momentum=0.03, affine=False), [(2, 3, 4, 4)]),
    "batch_norm2d_cumulative": (lambda: nn.BatchNorm2d(3, momentum=None), [(2, 3, 4, 4)]),
    "batch_norm2d_untracked": (lambda: nn.BatchNorm2d(3, track_running_stats=False), [(2, 3, 4, 4)]),
    "batch_norm3d": (lambda: nn.BatchNorm3d(2), [(2, 2, 2, 3, 3)]),
    "layer_norm": (lambda: nn.LayerNorm(6), [(3, 6)]),
    "layer_norm_shape": (lambda: nn.LayerNorm([3, 4], eps=1e-3, elementwise_affine=False), [(2, 3, 4)]),
    "group_norm": (lambda: nn.GroupNorm(2, 6), [(2, 6, 3, 3)]),
    "group_norm_plain": (lambda: nn.GroupNorm(3, 6, eps=1e-4, affine=False), [(2, 6, 3)]),
    "instance_norm2d": (lambda: nn.InstanceNorm2d(3), [(2, 3, 4, 4)]),
    "instance_norm2d_options": (lambda: nn.InstanceNorm2d(3, affine=True, track_running_stats=True, momentum=0.2), [(2, 3, 4, 4)]),
    "max_pool1d": (lambda: nn.MaxPool1d(3, stride=2, padding=1), [(2, 3, 10)]),
    "max_pool2d": (lambda: nn.MaxPool2d(2), [(1, 2, 6, 7)]),
    "max_pool2d_options": (lambda: nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), ceil_mode=True), [(1, 2, 7, 8)]),
    "avg_pool1d": (lambda: nn.AvgPool1d(3, stride=2, padding=1, count_include_pad=False), [(2, 3, 10)]),
    "avg_pool2d": (lambda: nn.AvgPool2d(2), [(1, 2, 6, 7)]),
    "avg_pool2d_options": (lambda: nn.AvgPool2d((3, 2), stride=(2, 1), padding=(1, 1), ceil_mode=True, count_include_pad=False), [(1, 2, 7, 8)]),
    "avg_pool2d_divisor": (lambda: nn.AvgPool2d(3, divisor_override=4), [(1, 2, 7, 8)]),
    "adaptive_avg_pool1d": (lambda: nn.AdaptiveAvgPool1d(3), [(1, 2, 8)]),
    "adaptive_avg_pool2d": (lambda: nn.AdaptiveAvgPool2d((1, 1)), [(2, 3, 5, 6)]),
    "adaptive_avg_pool2d_one": (lambda: nn.AdaptiveAvgPool2d(3), [(1, 2, 7, 8)]),
    "adaptive_max_pool2d": (lambda: nn.AdaptiveMaxPool2d((2, 3)), [(1, 2, 7, 8)]),
    "relu": (lambda: nn.ReLU(), [(4, 5)]),
    "relu_inplace": (lambda: nn.Sequential(nn.Linear(5, 4), nn.ReLU(inplace=True)), [(4, 5)]),
    "leaky_relu": (lambda: nn.LeakyReLU(0.2), [(4, 5)]),
    "prelu": (lambda: nn.PReLU(), [(4, 5)]),
    "prelu_channels": (lambda: nn.PReLU(3, init=0.1), [(2, 3, 4)]),
    "relu6": (lambda: nn.ReLU6(), [(4, 5)]),
    "elu": (lambda: nn.ELU(0.5), [(4, 5)]),
    "gelu": (lambda: nn.GELU(), [(4, 5)]),
    "gelu_tanh": (lambda: nn.GELU("tanh"), [(4, 5)]),
    "silu": (lambda: nn.SiLU(), [(4, 5)]),
    "hardswish": (lambda: nn.Hardswish(), [(4, 5)]),
    "hardsigmoid": (lambda: nn.Hardsigmoid(), [(4, 5)]),
    "hardtanh": (lambda: nn.Hardtanh(-0.5, 0.75), [(4, 5)]),
    "sigmoid": (lambda: nn.Sigmoid(), [(4, 5)]),
    "tanh": (lambda: nn.Tanh(), [(4, 5)]),
    "softmax": (lambda: nn.Softmax(dim=1), [(4, 5)]),
    "log_softmax": (lambda: nn.LogSoftmax(dim=-1), [(4, 5)]),
    "softplus": (lambda: nn.Softplus(2, 1), [(4, 5)]),
    "dropout": (lambda: nn.Dropout(0.3), [(4, 5)]),
    "dropout2d": (lambda: nn.Dropout2d(0.5), [(2, 5, 2, 2)]),
    "flatten": (lambda: nn.Flatten(), [(2, 3, 4)]),
    "unflatten": (lambda: nn.Unflatten(1, (2, 3)), [(2, 6)]),
    "identity": (lambda: nn.Identity(), [(2, 3)]),
    "upsample": (lambda: nn.Upsample(scale_factor=2), [(1, 2, 3, 4)]),
    "upsample_size": (lambda: nn.Upsample(size=(5, 7), mode="bilinear", align_corners=True), [(1, 2, 3, 4)]),
    "upsample_bicubic": (lambda: nn.Upsample(scale_factor=1.5, mode="bicubic"), [(1, 2, 4, 4)]),
    "upsample_bilinear": (lambda: nn.Upsample(scale_factor=(2.0, 1.5), mode="bilinear"), [(1, 2, 4, 4)]),
    "pixel_shuffle": (lambda: nn.PixelShuffle(2), [(1, 8, 2, 3)]),
    "zero_pad2d": (lambda: nn.ZeroPad2d((1, 2, 0, 1)), [(1, 2, 3, 4)]),
    "reflection_pad2d": (lambda: nn.ReflectionPad2d(2), [(1, 2, 3, 4)]),
    "embedding": (lambda: nn.Embedding(10, 4, padding_idx=-3), ["indices"]),
    "embedding_norm": (lambda: nn.Embedding(10, 4, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True), ["indices"]),
    "sequential": (lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)), [(2, 1, 6, 6)]),
}

INDICES = [[1, 7, 3], [7, 9, 7]]


def layer_case(make, shapes):
    torch.manual_seed(0)
    module = make()
    case = {"text": str(module), "initial": {k: bits(v) for k, v in module.state_dict().items()}}
    inputs = []
    for k, shape in enumerate(shapes):
        inputs.append(torch.tensor(INDICES) if shape == "indices" else wave(shape, k).requires_grad_())
    output = module(*inputs)
    objective(output).backward()
    case["output"] = brief(output)
    case["input_gradients"] = [brief(x.grad) for x in inputs if x.grad is not None]
    case["gradients"] = {k: brief(v.grad) for k, v in module.named_parameters() if v.grad is not None}
    case["state"] = {k: brief(v) for k, v in module.state_dict().items()}
    module.eval()
    case["evaluated"] = brief(module(*[x.detach() for x in inputs]))
    return case


CLASSES = torch.tensor([1, 0, 4, 2, 4, 1])
WEIGHT = [0.5, 1.0, 2.0, 0.25, 1.5]


def ones(signs):
    return torch.tensor(signs, dtype=torch.float32)


SIGNS = [1.0, -1.0, 1.0, 1.0, -1.0, -1.0]
REDUCTIONS = ("none", "mean", "sum")


def loss_cases():
    scores = lambda k=0: wave((6, 5), k, 2.0).requires_grad_()
    probs = lambda k=0: wave((6, 5), k, 0.4, 0.5).requires_grad_()
    target = wave((6, 5), 3, 0.4, 0.5)
    weight = torch.tensor(WEIGHT)
    cases = {}

    def add(name, make, *inputs):
        values = [x() if callable(x) else x for x in inputs]
        output = make()(*values)
        objective(output).backward()
        cases[name] = {"output": brief(output), "input_gradients": [brief(x.grad) for x in values if x.grad is not None]}

    for r in REDUCTIONS:
        add(f"cross_entropy/{r}", lambda: nn.CrossEntropyLoss(reduction=r), scores, CLASSES)
        add(f"cross_entropy_options/{r}", lambda: nn.CrossEntropyLoss(weight=weight, ignore_index=4, reduction=r, label_smoothing=0.1), scores, CLASSES)
        add(f"cross_entropy_probabilities/{r}", lambda: nn.CrossEntropyLoss(weight=weight, reduction=r), scores, target)
        add(f"cross_entropy_image/{r}", lambda: nn.CrossEntropyLoss(reduction=r), lambda: wave((2, 3, 2, 2)).requires_grad_(), torch.tensor([[[0, 1], [2, 1]], [[2, 2], [0, 0]]]))
        add(f"nll/{r}", lambda: nn.NLLLoss(weight=weight, ignore_index=0, reduction=r), scores, CLASSES)
        add(f"bce/{r}", lambda: nn.BCELoss(weight=weight, reduction=r), probs, target)
        add(f"bce_logits/{r}", lambda: nn.BCEWithLogitsLoss(weight=weight, reduction=r, pos_weight=2 * weight), scores, target)
        add(f"mse/{r}", lambda: nn.MSELoss(reduction=r), scores, target)
        add(f"mse_broadcast/{r}", lambda: nn.MSELoss(reduction=r), lambda: wave((6, 1)).requires_grad_(), target)
        add(f"l1/{r}", lambda: nn.L1Loss(reduction=r), scores, target)
        add(f"smooth_l1/{r}", lambda: nn.SmoothL1Loss(reduction=r, beta=0.5), scores, target)
        add(f"huber/{r}", lambda: nn.HuberLoss(reduction=r, delta=0.5), scores, target)
        add(f"kl_div_log/{r}", lambda: nn.KLDivLoss(reduction=r, log_target=True), scores, target)
        add(f"multi_label_margin/{r}", lambda: nn.MultiLabelMarginLoss(reduction=r), scores, torch.tensor([[1, 3, -1, 0, 0], [0, -1, 1, 1, 1], [4, 3, 2, 1, 0], [-1, 0, 0, 0, 0], [2, -1, 0, 0, 0], [0, 1, 2, -1, 4]]))
        add(f"multi_label_soft_margin/{r}", lambda: nn.MultiLabelSoftMarginLoss(weight=weight, reduction=r), scores, (target > 0.5).float())
        add(f"multi_margin/{r}", lambda: nn.MultiMarginLoss(p=2, margin=0.7, weight=weight, reduction=r), scores, CLASSES)
        add(f"hinge_embedding/{r}", lambda: nn.HingeEmbeddingLoss(margin=0.8, reduction=r), lambda: wave((6,)).requires_grad_(), ones(SIGNS))
        add(f"cosine_embedding/{r}", lambda: nn.CosineEmbeddingLoss(margin=0.1, reduction=r), scores, lambda: scores(1), ones(SIGNS))
        add(f"margin_ranking/{r}", lambda: nn.MarginRankingLoss(margin=0.3, reduction=r), lambda: wave((6,)).requires_grad_(), lambda: wave((6,), 1).requires_grad_(), ones(SIGNS))
        add(f"triplet_margin/{r}", lambda: nn.TripletMarginLoss(margin=1.5, p=1.5, eps=1e-5, swap=True, reduction=r), scores, lambda: scores(1), lambda: scores(2))
        add(f"poisson_nll/{r}", lambda: nn.PoissonNLLLoss(full=True, reduction=r), scores, (target * 8).round())
        add(f"poisson_nll_rate/{r}", lambda: nn.PoissonNLLLoss(log_input=False, eps=1e-4, reduction=r), probs, (target * 8).round())
        add(f"gaussian_nll/{r}", lambda: nn.GaussianNLLLoss(full=True, eps=0.2, reduction=r), scores, target, lambda: probs(2))
        add(f"gaussian_nll_row/{r}", lambda: nn.GaussianNLLLoss(reduction=r), scores, target, lambda: wave((6, 1), 2, 0.4, 0.5).requires_grad_())
        add(f"ctc/{r}", lambda: nn.CTCLoss(blank=4, reduction=r, zero_infinity=True), lambda: wave((7, 2, 5)).log_softmax(2).detach().requires_grad_(), torch.tensor([[1, 2, 2], [0, 3, 1]]), torch.tensor([7, 5]), torch.tensor([3, 2]))
    add("kl_div/batchmean", lambda: nn.KLDivLoss(reduction="batchmean"), scores, target)
    add("kl_div/mean", lambda: nn.KLDivLoss(reduction="mean"), scores, target)
    return cases


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


def main(path):
    inits, gains = init_cases()
    golden = {
        "layers": {name: layer_case(*row) for name, row in LAYERS.items()},
        "losses": loss_cases(),
        "init": inits,
        "gains": gains,
    }

    def short(value):
        if isinstance(value, float):
            return float(f"{value:.9g}")
        if isinstance(value, dict):
            return {k: short(v) for k, v in value.items()}
        return [short(v) for v in value] if isinstance(value, list) else value

    with open(path, "w") as file:
        json.dump(short(golden), file, separators=(",", ":"))
        file.write("\n")


main(sys.argv[1])
