#!/usr/bin/python3
"""Golden values of the losses of torch.nn, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/nn_losses.py tests/Thelper.Torch.Tests/Golden/losses.json

A case is one line here and one in LossTests; each runs with every reduction.
"""
import pins  # first: the libraries read these settings when they are loaded
import sys

import torch
from torch import nn

from nn_common import G, W, run_case, write


def S(k=0, **more):
    return W(6, 5, k=k, scale=2.0, **more)


def P(k=0, **more):
    return W(6, 5, k=k, scale=0.4, shift=0.5, **more)


D = {"dtype": "float64"}
T = P(3, learnt=False)
CLASSES = G([1, 0, 4, 2, 4, 1])
IMAGE = G([[[0, 1], [2, 1]], [[2, 2], [0, 0]]])
SIGNS = G([1, -1, 1, 1, -1, -1], "float32")
SIGN_TABLE = G([[1, -1, 1, 1, -1]] * 6, "float32")
COUNTS = G([[0, 3, 1, 7, 2]] * 6, "float32")
MARKS = G([[0, 1, 1, 0, 0], [1, 1, 0, 0, 1], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 1, 0, 1, 0], [1, 0, 0, 0, 0]], "float32")
LABELS = G([[1, 3, -1, 0, 0], [0, -1, 1, 1, 1], [4, 3, 2, 1, 0], [-1, 0, 0, 0, 0], [2, -1, 0, 0, 0], [0, 1, 2, -1, 4]])
V, V1 = W(6), W(6, k=1)
STEPS = W(7, 2, 5)
CTC = (STEPS, G([[1, 2, 2], [0, 3, 1]]), G([7, 5]), G([3, 2]))
weight = torch.tensor([0.5, 1.0, 2.0, 0.25, 1.5])
three = torch.tensor([0.5, 1.0, 2.0])


class LogProbabilities(nn.Module):
    """A loss of log-probabilities, fed with scores."""

    def __init__(self, loss, dim):
        super().__init__()
        self.loss, self.dim = loss, dim

    def forward(self, scores, *others):
        return self.loss(scores.log_softmax(self.dim), *others)


def ctc(loss):
    return LogProbabilities(loss, 2)


def largest(x, y):
    return (x - y).abs().max(1)[0]


LOSSES = {
    "cross_entropy": (lambda r: nn.CrossEntropyLoss(reduction=r), S(), CLASSES),
    "cross_entropy_weight": (lambda r: nn.CrossEntropyLoss(weight=weight, reduction=r), S(), CLASSES),
    "cross_entropy_ignore": (lambda r: nn.CrossEntropyLoss(ignore_index=4, reduction=r), S(), CLASSES),
    "cross_entropy_smoothing": (lambda r: nn.CrossEntropyLoss(reduction=r, label_smoothing=0.2), S(), CLASSES),
    "cross_entropy_options": (lambda r: nn.CrossEntropyLoss(weight=weight, ignore_index=4, reduction=r, label_smoothing=0.1), S(), CLASSES),
    "cross_entropy_probabilities": (lambda r: nn.CrossEntropyLoss(weight=weight, reduction=r), S(), T),
    "cross_entropy_probabilities_smoothing": (lambda r: nn.CrossEntropyLoss(reduction=r, label_smoothing=0.3), S(), T),
    "cross_entropy_image": (lambda r: nn.CrossEntropyLoss(reduction=r), W(2, 3, 2, 2), IMAGE),
    "cross_entropy_one": (lambda r: nn.CrossEntropyLoss(reduction=r), W(5), G(3)),
    "cross_entropy_double": (lambda r: nn.CrossEntropyLoss(reduction=r, label_smoothing=0.1), S(**D), CLASSES),
    "nll": (lambda r: nn.NLLLoss(weight=weight, ignore_index=0, reduction=r), S(), CLASSES),
    "nll_plain": (lambda r: nn.NLLLoss(reduction=r), S(), CLASSES),
    "nll2d": (lambda r: nn.NLLLoss2d(weight=three, ignore_index=1, reduction=r), W(2, 3, 2, 2), IMAGE),
    "bce": (lambda r: nn.BCELoss(weight=weight, reduction=r), P(), T),
    "bce_plain": (lambda r: nn.BCELoss(reduction=r), P(), T),
    "bce_logits": (lambda r: nn.BCEWithLogitsLoss(weight=weight, reduction=r, pos_weight=2 * weight), S(), T),
    "bce_logits_plain": (lambda r: nn.BCEWithLogitsLoss(reduction=r), S(), T),
    "mse": (lambda r: nn.MSELoss(reduction=r), S(), T),
    "mse_learnt": (lambda r: nn.MSELoss(reduction=r), S(), S(1)),
    "mse_double": (lambda r: nn.MSELoss(reduction=r), S(**D), P(3, learnt=False, **D)),
    "mse_broadcast": (lambda r: nn.MSELoss(reduction=r), W(6, 1), T),
    "l1": (lambda r: nn.L1Loss(reduction=r), S(), T),
    "l1_broadcast": (lambda r: nn.L1Loss(reduction=r), W(6, 1), T),
    "smooth_l1": (lambda r: nn.SmoothL1Loss(reduction=r, beta=0.5), S(), T),
    "smooth_l1_plain": (lambda r: nn.SmoothL1Loss(reduction=r), S(), T),
    "smooth_l1_zero": (lambda r: nn.SmoothL1Loss(reduction=r, beta=0.0), S(), T),
    "huber": (lambda r: nn.HuberLoss(reduction=r, delta=0.5), S(), T),
    "huber_plain": (lambda r: nn.HuberLoss(reduction=r), S(), T),
    "kl_div": (lambda r: nn.KLDivLoss(reduction=r), S(), T),
    "kl_div_log": (lambda r: nn.KLDivLoss(reduction=r, log_target=True), S(), T),
    "multi_label_margin": (lambda r: nn.MultiLabelMarginLoss(reduction=r), S(), LABELS),
    "multi_label_soft_margin": (lambda r: nn.MultiLabelSoftMarginLoss(weight=weight, reduction=r), S(), MARKS),
    "multi_label_soft_margin_plain": (lambda r: nn.MultiLabelSoftMarginLoss(reduction=r), S(), MARKS),
    "multi_margin": (lambda r: nn.MultiMarginLoss(p=2, margin=0.7, weight=weight, reduction=r), S(), CLASSES),
    "multi_margin_plain": (lambda r: nn.MultiMarginLoss(reduction=r), S(), CLASSES),
    "soft_margin": (lambda r: nn.SoftMarginLoss(reduction=r), S(), SIGN_TABLE),
    "hinge_embedding": (lambda r: nn.HingeEmbeddingLoss(margin=0.8, reduction=r), V, SIGNS),
    "hinge_embedding_plain": (lambda r: nn.HingeEmbeddingLoss(reduction=r), V, SIGNS),
    "cosine_embedding": (lambda r: nn.CosineEmbeddingLoss(margin=0.1, reduction=r), S(), S(1), SIGNS),
    "cosine_embedding_plain": (lambda r: nn.CosineEmbeddingLoss(reduction=r), S(), S(1), SIGNS),
    "margin_ranking": (lambda r: nn.MarginRankingLoss(margin=0.3, reduction=r), V, V1, SIGNS),
    "margin_ranking_plain": (lambda r: nn.MarginRankingLoss(reduction=r), V, V1, SIGNS),
    "triplet_margin": (lambda r: nn.TripletMarginLoss(margin=1.5, p=1.5, eps=1e-5, swap=True, reduction=r), S(), S(1), S(2)),
    "triplet_margin_plain": (lambda r: nn.TripletMarginLoss(reduction=r), S(), S(1), S(2)),
    "triplet_distance": (lambda r: nn.TripletMarginWithDistanceLoss(reduction=r), S(), S(1), S(2)),
    "triplet_distance_module": (lambda r: nn.TripletMarginWithDistanceLoss(distance_function=nn.PairwiseDistance(1.0), margin=2.5, reduction=r), S(), S(1), S(2)),
    "triplet_distance_function": (lambda r: nn.TripletMarginWithDistanceLoss(distance_function=largest, margin=0.5, swap=True, reduction=r), S(), S(1), S(2)),
    "poisson_nll": (lambda r: nn.PoissonNLLLoss(full=True, reduction=r), S(), COUNTS),
    "poisson_nll_plain": (lambda r: nn.PoissonNLLLoss(reduction=r), S(), COUNTS),
    "poisson_nll_rate": (lambda r: nn.PoissonNLLLoss(log_input=False, eps=1e-4, reduction=r), P(), COUNTS),
    "gaussian_nll": (lambda r: nn.GaussianNLLLoss(full=True, eps=0.2, reduction=r), S(), T, P(2)),
    "gaussian_nll_row": (lambda r: nn.GaussianNLLLoss(reduction=r), S(), T, W(6, 1, k=2, scale=0.4, shift=0.5)),
    "gaussian_nll_rows": (lambda r: nn.GaussianNLLLoss(reduction=r), S(), T, W(6, k=2, scale=0.4, shift=0.5)),
    "ctc": (lambda r: ctc(nn.CTCLoss(blank=4, reduction=r, zero_infinity=True)), *CTC),
    "ctc_plain": (lambda r: ctc(nn.CTCLoss(reduction=r)), STEPS, G([[1, 2, 2], [4, 3, 1]]), G([7, 5]), G([3, 2])),
    "ctc_joined": (lambda r: ctc(nn.CTCLoss(reduction=r)), STEPS, G([1, 2, 2, 4, 3]), G([7, 6]), G([3, 2])),
    "ctc_infinite": (lambda r: ctc(nn.CTCLoss(reduction=r, zero_infinity=True)), STEPS, G([[1, 2, 2], [4, 3, 1]]), G([7, 1]), G([3, 2])),
}


def loss_case(make, specs):
    loss = make()
    case, _ = run_case(loss, specs)
    plain = loss.loss if isinstance(loss, LogProbabilities) else loss
    return {"text": str(plain), "state": list(plain.state_dict()), **case}


golden = {f"{name}/{r}": loss_case(lambda: make(r), specs) for name, (make, *specs) in LOSSES.items() for r in ("none", "mean", "sum")}
for name in ("kl_div", "kl_div_log"):
    golden[f"{name}/batchmean"] = loss_case(lambda: LOSSES[name][0]("batchmean"), LOSSES[name][1:])
write(sys.argv[1], golden)
