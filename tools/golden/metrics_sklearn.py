#!/usr/bin/python3
"""Reference values from scikit-learn of the functions that compare sets of labels, rate the scores of several classes, or compare numbers.

Usage: /usr/bin/python3 tools/golden/metrics_sklearn.py > tests/Thelper.Tests/Golden/metrics/sklearn.json
"""

import pins  # first: the libraries read these settings when they are loaded
import json
import math
import sys
import warnings

import numpy as np
import sklearn.metrics

warnings.simplefilter("ignore")
rng = np.random.default_rng(21)


def run(name, truth, predicted, params):
    value = getattr(sklearn.metrics, name)(truth, predicted, **params)
    return "nan" if math.isnan(value) else float(value)


def entry(kind, label, name, params, value):
    return {"set": label, "kind": kind, "name": name, "weighted": "sample_weight" in params, "value": value,
            "params": {k: v for k, v in params.items() if k != "sample_weight"}}


def weights_of(n):
    return np.round(rng.random(n) * (rng.random(n) < 0.9) + 0.01, 3).tolist()


def label_sets():
    def draw(n, classes, share, skill):
        truth = rng.random((n, classes)) < share
        return truth, np.where(rng.random(truth.shape) < skill, truth, rng.random(truth.shape) < share)

    sets = {
        "random": draw(60, 5, 0.4, 0.7),
        "rare": draw(40, 6, 0.05, 0.9),
        "nothing true": (np.zeros((5, 3), bool), rng.random((5, 3)) < 0.5),
        "nothing predicted": (rng.random((5, 3)) < 0.5, np.zeros((5, 3), bool)),
        "nothing at all": (np.zeros((4, 3), bool), np.zeros((4, 3), bool)),
        "everything": (np.ones((4, 3), bool), np.ones((4, 3), bool)),
        "one sample": (np.array([[True, False, True]]), np.array([[True, True, False]])),
    }
    out, data = [], {}
    for label, (truth, predicted) in sets.items():
        weights = weights_of(len(truth))
        data[label] = {"columns": truth.shape[1], "truth": truth.astype(int).ravel().tolist(), "predicted": predicted.astype(int).ravel().tolist(), "weights": weights}
        cases = [("accuracy_score", p) for p in ({}, {"normalize": False}, {"sample_weight": weights}, {"normalize": False, "sample_weight": weights})]
        cases += [("zero_one_loss", p) for p in ({}, {"normalize": False}, {"sample_weight": weights})] + [("hamming_loss", p) for p in ({}, {"sample_weight": weights})]
        for name in ("precision_score", "recall_score", "f1_score", "fbeta_score", "jaccard_score"):
            for average in ("micro", "macro", "weighted", "samples"):
                for extra in ({}, {"zero_division": 1}, {"sample_weight": weights}, {"labels": [0, 2]}):
                    cases.append((name, dict(extra, average=average, **({"beta": 0.5} if name == "fbeta_score" else {}))))
        for name, params in cases:
            out.append(entry("sets", label, name, params, run(name, truth.astype(int), predicted.astype(int), params)))
    return data, out


def tables():
    def softmax(x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def draw(n, classes, skill, digits=None):
        truth = np.concatenate([np.arange(classes), rng.integers(0, classes, n - classes)])
        scores = softmax(rng.normal(size=(n, classes)) + skill * np.eye(classes)[truth])
        if digits is not None:
            scores = np.round(scores, digits)
            scores[:, -1] = 1 - scores[:, :-1].sum(axis=1)
        return truth, scores

    sets = {"random": draw(80, 4, 1.0), "ten": draw(120, 10, 2.0), "ties": draw(60, 3, 1.0, 1), "certain": (np.array([0, 1, 2, 2]), np.eye(3)[[0, 1, 2, 0]]),
            "never seen": (np.array([0, 0, 2, 2, 0]), draw(5, 3, 0.5)[1])}
    out, data = [], {}
    for label, (truth, scores) in sets.items():
        weights, columns = weights_of(len(truth)), scores.shape[1]
        data[label] = {"columns": columns, "truth": truth.tolist(), "scores": scores.ravel().tolist(), "weights": weights}
        labels = list(range(columns))
        cases = [("log_loss", p) for p in ({}, {"normalize": False}, {"sample_weight": weights}, {"eps": 0.01}, {"eps": "auto"})]
        cases += [("top_k_accuracy_score", p) for p in ({}, {"k": 1}, {"k": 3}, {"normalize": False}, {"sample_weight": weights}, {"normalize": False, "sample_weight": weights})]
        cases += [("hinge_loss", p) for p in ({}, {"sample_weight": weights})]
        cases += [("roc_auc_score", {"multi_class": m, "average": a}) for m, a in (("ovo", "macro"), ("ovo", "weighted"))]
        if label != "never seen":
            cases += [("roc_auc_score", {"multi_class": "ovr", "average": a, **e}) for a in ("micro", "macro", "weighted") for e in ({}, {"sample_weight": weights})]
        for name, params in cases:
            given = dict(params, labels=labels)
            out.append(entry("scores", label, name, params, run(name, truth, scores, given)))
    return data, out


def score_sets():
    def draw(n, classes, digits=None):
        truth = rng.random((n, classes)) < 0.4
        truth[0], truth[1] = True, False
        truth[2:, 0] |= truth[2:].sum(axis=1) == 0
        truth[2:, -1] &= truth[2:].sum(axis=1) < classes
        scores = 1 / (1 + np.exp(-(rng.normal(size=truth.shape) + truth)))
        return truth, scores if digits is None else np.round(scores, digits)

    sets = {"random": draw(70, 5), "ties": draw(40, 4, 1), "wide": draw(10, 30), "all tied": (draw(12, 3)[0], np.full((12, 3), 0.5))}
    out, data = [], {}
    for label, (truth, scores) in sets.items():
        weights = weights_of(len(truth))
        data[label] = {"columns": truth.shape[1], "truth": truth.astype(int).ravel().tolist(), "scores": scores.ravel().tolist(), "weights": weights}
        cases = []
        for average in ("micro", "macro", "weighted", "samples"):
            for extra in ({}, {"sample_weight": weights}):
                cases.append(("average_precision_score", dict(extra, average=average)))
                if average != "samples":
                    cases += [("roc_auc_score", dict(extra, average=average)), ("roc_auc_score", dict(extra, average=average, max_fpr=0.4))]
        cases += [(name, p) for name in ("coverage_error", "label_ranking_average_precision_score", "label_ranking_loss") for p in ({}, {"sample_weight": weights})]
        cases += [("dcg_score", p) for p in ({}, {"k": 2}, {"log_base": 10.0}, {"sample_weight": weights})] + [("ndcg_score", p) for p in ({}, {"k": 2}, {"sample_weight": weights})]
        if label in ("random", "wide"):
            cases += [(name, {"ignore_ties": True, "k": 3}) for name in ("dcg_score", "ndcg_score")]
        for name, params in cases:
            out.append(entry("score_sets", label, name, params, run(name, truth.astype(int), scores, params)))
        keep = truth.any(axis=1) & ~truth.all(axis=1)
        if keep.sum() > 2:
            part = label + " with both"
            data[part] = {"columns": truth.shape[1], "truth": truth[keep].astype(int).ravel().tolist(), "scores": scores[keep].ravel().tolist(),
                          "weights": [w for w, k in zip(weights, keep) if k]}
            for params in ({"average": "samples"}, {"average": "samples", "sample_weight": data[part]["weights"]}):
                out.append(entry("score_sets", part, "roc_auc_score", params, run("roc_auc_score", truth[keep].astype(int), scores[keep], params)))
    return data, out


def binary():
    truth = rng.random(60) < 0.4
    sets = {"random": (truth, 1 / (1 + np.exp(-(rng.normal(size=60) + truth)))), "decisions": (truth, rng.normal(size=60) + truth), "certain": (np.array([True, False, True]), np.array([1.0, 0.0, 0.0]))}
    out, data = [], {}
    for label, (truth, scores) in sets.items():
        weights = weights_of(len(truth))
        data[label] = {"columns": 1, "truth": truth.astype(int).tolist(), "scores": scores.tolist(), "weights": weights}
        cases = [("log_loss", p) for p in ({}, {"normalize": False}, {"sample_weight": weights}, {"eps": 0.001})] if label != "decisions" else []
        cases += [("top_k_accuracy_score", p) for p in ({"k": 1}, {"k": 2}, {"k": 1, "sample_weight": weights})] + [("hinge_loss", p) for p in ({}, {"sample_weight": weights})]
        for name, params in cases:
            out.append(entry("score", label, name, params, run(name, truth.astype(int), scores, params)))
    return data, out


def values():
    truth = rng.gamma(2.0, 2.0, 40)
    wide = rng.normal(size=(30, 3)) * [1, 5, 0.1] + [0, 2, 7]
    sets = {
        "positive": (truth, truth * np.exp(rng.normal(size=40) * 0.3)),
        "signed": (rng.normal(size=50), rng.normal(size=50)),
        "perfect": (truth[:6], truth[:6]),
        "constant truth": (np.full(5, 2.5), np.array([2.0, 2.5, 3.0, 2.5, 9.0])),
        "constant both": (np.full(4, 2.0), np.full(4, 2.0)),
        "one sample": (np.array([2.0]), np.array([3.0])),
        "zeros": (np.array([0.0, 0.0, 1.0, 2.0]), np.array([0.5, 0.25, 1.0, 1.5])),
        "ties": (np.array([1.0, 2.0, 2.0, 3.0, 3.0, 3.0]), np.array([1.5, 1.5, 2.5, 2.5, 2.5, 3.5])),
        "three": (wide, wide + rng.normal(size=wide.shape)),
        "three, one constant": (np.hstack([wide[:, :2], np.ones((30, 1))]), wide),
    }
    out, data = [], {}
    for label, (truth, predicted) in sets.items():
        weights, columns = weights_of(len(truth)), 1 if truth.ndim == 1 else truth.shape[1]
        data[label] = {"columns": columns, "truth": truth.ravel().tolist(), "predicted": predicted.ravel().tolist(), "weights": weights}
        weighted = {"sample_weight": weights}
        several = [{"multioutput": [0.2, 0.3, 0.5]}, {"multioutput": [0.2, 0.3, 0.5], **weighted}] if columns == 3 else []
        cases = []
        for name, extras in {
            "mean_absolute_error": [{}], "mean_squared_error": [{}, {"squared": False}], "mean_absolute_percentage_error": [{}], "median_absolute_error": [{}],
            "mean_pinball_loss": [{}, {"alpha": 0.1}, {"alpha": 0.9}], "r2_score": [{}, {"force_finite": False}], "explained_variance_score": [{}, {"force_finite": False}],
            "d2_absolute_error_score": [{}], "d2_pinball_score": [{}, {"alpha": 0.2}, {"alpha": 0.0}],
        }.items():
            for extra in extras:
                for more in [{}, weighted] + several + ([{"multioutput": "variance_weighted"}] if name in ("r2_score", "explained_variance_score") else []):
                    cases.append((name, dict(extra, **more)))
        if columns == 1:
            cases.append(("max_error", {}))
            positive = (truth > 0).all() and (predicted > 0).all()
            powers = [0] + ([-1, 1, 1.5] if (truth >= 0).all() and (predicted > 0).all() else []) + ([2, 2.5, 3] if positive else [])
            for power in powers:
                for more in ({}, weighted):
                    cases.append(("mean_tweedie_deviance", dict(more, power=power)))
                    if len(set(truth)) > 1:
                        cases.append(("d2_tweedie_score", dict(more, power=power)))
            if 1 in powers:
                cases += [("mean_poisson_deviance", {}), ("mean_poisson_deviance", weighted)]
            if 2 in powers:
                cases += [("mean_gamma_deviance", {}), ("mean_gamma_deviance", weighted)]
            if (truth >= 0).all() and (predicted >= 0).all():
                cases += [("mean_squared_log_error", p) for p in ({}, {"squared": False}, weighted)]
        for name, params in cases:
            try:
                with np.errstate(all="ignore"):
                    value = run(name, truth, predicted, params)
            except ZeroDivisionError:
                continue
            # A constant truth whose mean is rounded leaves a variance of nothing but rounding errors.
            if not (isinstance(value, float) and abs(value) > 1e12):
                out.append(entry("values", label, name, params, value))
    return data, out


result = {}
for kind, make in (("sets", label_sets), ("scores", tables), ("score_sets", score_sets), ("score", binary), ("values", values)):
    data, cases = make()
    result[kind] = {"data": data, "cases": cases}
json.dump(result, sys.stdout, separators=(",", ":"))
