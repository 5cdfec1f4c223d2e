#!/usr/bin/python3
"""Reference values of classification scores, curves and reports from scikit-learn, of schedules and losses from torch, and of number formats from Python.

Usage: /usr/bin/python3 tools/golden/metrics.py > tests/Thelper.Tests/Golden/metrics/reference.json
"""

import pins  # first: the libraries read these settings when they are loaded
import json
import math
import sys
import warnings

import numpy
import sklearn.metrics
import torch

warnings.simplefilter("ignore")
rng = numpy.random.default_rng(11)


def call(name, truth, predicted, params):
    kwargs = dict(params)
    value = getattr(sklearn.metrics, name)(numpy.array(truth), numpy.array(predicted), **kwargs)
    return "nan" if math.isnan(value) else float(value)


def without_weights(case):
    """The weights stand with the data; a case says whether it uses them."""
    weighted = "sample_weight" in case["params"]
    return dict(case, params={k: v for k, v in case["params"].items() if k != "sample_weight"}, weighted=weighted)


def label_cases():
    def draw(n, classes, skill):
        truth = rng.integers(0, classes, n)
        return truth.tolist(), numpy.where(rng.random(n) < skill, truth, rng.integers(0, classes, n)).tolist()

    sets = {
        "binary": draw(200, 2, 0.6),
        "binary long": draw(1500, 2, 0.7),
        "ten classes": draw(700, 10, 0.7),
        "missing class": ([0, 0, 3, 3, 1], [0, 3, 3, 4, 1]),
        "only positives": ([1, 1, 1], [1, 1, 1]),
        "only negatives": ([0, 0, 0], [0, 0, 0]),
        "never predicted": ([1, 1, 0, 1], [0, 0, 0, 0]),
        "never true": ([0, 0, 0, 0], [1, 0, 1, 0]),
        "all wrong": ([0, 1, 0, 1], [1, 0, 1, 0]),
        "one sample": ([1], [1]),
    }
    out, weights_of = [], {}
    for label, (truth, predicted) in sets.items():
        multi = len(set(truth) | set(predicted)) > 2
        weights = weights_of[label] = numpy.round(rng.random(len(truth)), 3).tolist()
        params = [{"average": a} for a in ("micro", "macro", "weighted")] + [{"average": "macro", "sample_weight": weights}, {"average": "weighted", "labels": [0, 3]},
                                                                               {"average": "macro", "zero_division": 1}, {"average": "weighted", "zero_division": 1}]
        if not multi:
            params += [{}, {"zero_division": 1}, {"sample_weight": weights}]
            if len(set(truth) | set(predicted)) == 2:
                params.append({"pos_label": 0})
        for name in ("precision_score", "recall_score", "f1_score", "fbeta_score", "jaccard_score"):
            for extra in params:
                for beta in (0.5, 2.0) if name == "fbeta_score" else (None,):
                    given = dict(extra, beta=beta) if beta else extra
                    out.append({"set": label, "name": name, "params": given, "value": call(name, truth, predicted, given)})
        for name, extras in {
            "accuracy_score": [{}, {"normalize": False}, {"sample_weight": weights}, {"sample_weight": weights, "normalize": False}],
            "zero_one_loss": [{}, {"normalize": False}, {"sample_weight": weights}],
            "hamming_loss": [{}, {"sample_weight": weights}],
            "balanced_accuracy_score": [{}, {"adjusted": True}, {"sample_weight": weights}],
            "matthews_corrcoef": [{}, {"sample_weight": weights}],
            "cohen_kappa_score": [{}, {"weights": "linear"}, {"weights": "quadratic"}, {"sample_weight": weights}],
        }.items():
            for extra in extras:
                if name == "balanced_accuracy_score" and extra.get("adjusted") and len(set(truth)) == 1:
                    continue
                out.append({"set": label, "name": name, "params": extra, "value": call(name, truth, predicted, extra)})
    return {"sets": {label: {"truth": t, "predicted": p, "weights": weights_of[label]} for label, (t, p) in sets.items()}, "cases": [without_weights(case) for case in out]}


def score_cases():
    def draw(n, share, shift, digits=None):
        truth = rng.random(n) < share
        scores = 1 / (1 + numpy.exp(-(rng.normal(size=n) + shift * truth)))
        return truth, numpy.round(scores, digits) if digits is not None else scores

    sets = {
        "random": draw(500, 0.3, 1.0),
        "long": draw(2500, 0.1, 1.5, 6),
        "ties": draw(300, 0.5, 1.0, 1),
        "all tied": (numpy.array([True, False, True, False]), numpy.full(4, 0.5)),
        "perfect": (numpy.array([False, False, True, True]), numpy.array([0.1, 0.2, 0.8, 0.9])),
        "inverted": (numpy.array([True, True, False, False]), numpy.array([0.1, 0.2, 0.8, 0.9])),
        "two samples": (numpy.array([True, False]), numpy.array([0.3, 0.4])),
        "single precision": (lambda t, s: (t, s.astype(numpy.float32).astype(numpy.float64)))(*draw(1000, 0.2, 2.0)),
    }
    cases, curves, weights_of = [], [], {}
    for label, (truth, scores) in sets.items():
        weights = numpy.round(rng.random(len(truth)) * (rng.random(len(truth)) < 0.9), 3).tolist()
        if not any(w for w, t in zip(weights, truth) if t) or not any(w for w, t in zip(weights, truth) if not t):
            weights = [1.0 + i for i in range(len(truth))]
        weights_of[label] = weights
        for name, extras in {
            "roc_auc_score": [{}, {"max_fpr": 0.3}, {"max_fpr": 0.01}, {"sample_weight": weights}],
            "average_precision_score": [{}, {"sample_weight": weights}, {"pos_label": 0}],
            "brier_score_loss": [{}, {"sample_weight": weights}],
        }.items():
            for extra in extras:
                cases.append({"set": label, "name": name, "params": extra, "value": call(name, truth.astype(int), scores, extra)})
        for drop in (True, False):
            for weighted in (False, True):
                fpr, tpr, _ = sklearn.metrics.roc_curve(truth, scores, drop_intermediate=drop, sample_weight=weights if weighted else None)
                if len(fpr) <= 300:
                    curves.append({"set": label, "drop": drop, "weighted": weighted, "fpr": fpr.tolist(), "tpr": tpr.tolist(), "auc": float(sklearn.metrics.auc(fpr, tpr))})
    return {"sets": {label: {"truth": t.astype(int).tolist(), "scores": s.tolist(), "weights": weights_of[label]} for label, (t, s) in sets.items()}, "cases": [without_weights(case) for case in cases], "curves": curves}


def report_cases():
    names = [str(i) for i in range(12)] + ["a rather long class name", "été"]
    out = []
    for n, classes, digits, weighted in ((300, 14, 4, False), (32, 3, 4, False), (1, 2, 2, False), (64, 5, 3, False), (90, 4, 4, True), (2000, 13, 6, False)):
        truth = rng.integers(0, classes, n).tolist()
        predicted = numpy.where(rng.random(n) < 0.6, truth, rng.integers(0, classes, n)).tolist()
        weights = numpy.round(rng.random(n), 3).tolist() if weighted else None
        given = dict(y_true=[names[t] for t in truth], y_pred=[names[p] for p in predicted], sample_weight=weights, digits=digits)
        plain = sklearn.metrics.classification_report(**given, output_dict=True)
        out.append({"truth": truth, "predicted": predicted, "weights": weights or [], "digits": digits, "text": sklearn.metrics.classification_report(**given), "json": json.dumps(plain, indent=4)})
    return {"names": names, "cases": out}


def fixed_cases():
    values = [0.0, -0.0, 0.5, 1.5, 2.5, 0.03125, 0.09375, 0.15625, 0.21875, 0.28125, 0.00005, 0.00015, 0.99995, 0.99994999, 1.0, 96.08938547486034, 123456789.125, 1e22, 1e-9, -0.03125, -2.5,
              float("inf"), float("nan")]
    values += [i / 32 for i in range(-40, 40)] + [i / 64 for i in range(40)] + rng.random(200).tolist() + (rng.random(100) * 1000).tolist() + [float(x) for x in rng.random(100).astype(numpy.float32)]
    return [{"value": repr(v), "texts": [format(v, f".{d}f") for d in (0, 1, 2, 3, 4, 6)]} for v in values]


def focal_cases():
    torch.manual_seed(3)
    scores, target = torch.randn(6, 4), torch.tensor([0, 1, 2, 3, 1, 255])
    out = []
    for gamma, alpha, weight, ignore in ((2, 0.5, None, 255), (2, None, None, 255), (0, 1.0, None, 255), (1.5, 0.25, [1.0, 2.0, 0.5, 3.0], 255)):
        s = scores.clone().requires_grad_()
        ce = torch.nn.functional.cross_entropy(s, target, weight=None if weight is None else torch.tensor(weight), ignore_index=ignore)
        loss = (1 - torch.exp(-ce)) ** gamma * ce * (1 if alpha is None else alpha)
        loss.backward()
        out.append({"gamma": gamma, "alpha": alpha, "weight": weight, "ignore": ignore, "loss": float(loss), "grad": s.grad.flatten().tolist()})
    return {"scores": scores.flatten().tolist(), "target": target.tolist(), "cases": out}


def mean_cases():
    """numpy adds pairwise: blocks of 128 in eight lanes, then halves. Element i is 1 / (i + 0.3)."""
    return [{"count": n, "mean": float(numpy.mean(1 / (numpy.arange(n) + 0.3)))} for n in (1, 7, 8, 9, 45, 127, 128, 129, 136, 300, 1000, 4103)]


json.dump({"labels": label_cases(), "scores": score_cases(), "reports": report_cases(), "fixed": fixed_cases(), "focal": focal_cases(), "means": mean_cases()}, sys.stdout)
