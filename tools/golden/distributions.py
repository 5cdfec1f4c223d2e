#!/usr/bin/python3
"""Golden values of torch.distributions, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/distributions.py tests/Thelper.Torch.Tests/Golden/distributions.json

Parameters are made by formula on both sides, in double precision: element i of p(shape, k) is 0.55 + 0.4 sin(0.7 i + k), so that it is a probability and
positive. Each case has its moments, entropy, log_prob, cdf and icdf where PyTorch has them, a sample after manual_seed(3), and, for samples with
gradients, the gradient that their sum gives to the parameters.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import math
import sys

import torch
from torch import distributions as d


def p(*shape, k=0):
    return torch.tensor([0.55 + 0.4 * math.sin(0.7 * i + k) for i in range(math.prod(shape))], dtype=torch.float64).reshape(shape)


def root(size):
    return p(size, size).tril()


counts = torch.tensor([3.0, 3.0, 3.0], dtype=torch.float64)
whole = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64)
warmth = torch.tensor(0.7, dtype=torch.float64)
bits = torch.tensor([0.0, 1.0, 1.0], dtype=torch.float64)

# name: (constructor of the parameters, the parameters, values for log_prob and cdf)
CASES = {
    "Normal": (d.Normal, [p(3), p(3, k=1)], p(3, k=2)),
    "Uniform": (d.Uniform, [p(3), p(3, k=1) + 1], p(3, k=2) + 0.5),
    "Exponential": (d.Exponential, [p(3)], p(3, k=2)),
    "Gamma": (d.Gamma, [p(3), p(3, k=1)], p(3, k=2)),
    "Chi2": (d.Chi2, [p(3)], p(3, k=2)),
    "Beta": (d.Beta, [p(3), p(3, k=1)], p(3, k=2)),
    "Dirichlet": (d.Dirichlet, [p(2, 3)], p(2, 3, k=2) / p(2, 3, k=2).sum(-1, keepdim=True)),
    "FisherSnedecor": (d.FisherSnedecor, [p(3) * 10, p(3, k=1) * 10], p(3, k=2)),
    "Cauchy": (d.Cauchy, [p(3), p(3, k=1)], p(3, k=2)),
    "Laplace": (d.Laplace, [p(3), p(3, k=1)], p(3, k=2)),
    "Gumbel": (d.Gumbel, [p(3), p(3, k=1)], p(3, k=2)),
    "HalfNormal": (d.HalfNormal, [p(3)], p(3, k=2)),
    "HalfCauchy": (d.HalfCauchy, [p(3)], p(3, k=2)),
    "LogNormal": (d.LogNormal, [p(3), p(3, k=1)], p(3, k=2)),
    "Pareto": (d.Pareto, [p(3), p(3, k=1) * 4], p(3, k=2) + 1),
    "Weibull": (d.Weibull, [p(3), p(3, k=1) + 1], p(3, k=2)),
    "Kumaraswamy": (d.Kumaraswamy, [p(3) + 1, p(3, k=1) + 1], p(3, k=2)),
    "MultivariateNormal": (lambda m, r: d.MultivariateNormal(m, scale_tril=r), [p(2, 3), root(3)], p(2, 3, k=2)),
    "MultivariateNormal covariance": (lambda m, r: d.MultivariateNormal(m, r @ r.T), [p(2, 3), root(3)], p(2, 3, k=2)),
    "MultivariateNormal precision": (lambda m, r: d.MultivariateNormal(m, precision_matrix=r @ r.T), [p(2, 3), root(3)], p(2, 3, k=2)),
    "Independent": (lambda m, s: d.Independent(d.Normal(m, s), 1), [p(2, 3), p(2, 3, k=1)], p(2, 3, k=2)),
    "Bernoulli": (d.Bernoulli, [p(3)], bits),
    "Bernoulli logits": (lambda x: d.Bernoulli(logits=x), [p(3)], bits),
    "Geometric": (d.Geometric, [p(3)], whole),
    "Binomial": (lambda x: d.Binomial(counts, x), [p(3)], whole),
    "Binomial logits": (lambda x: d.Binomial(counts, logits=x), [p(3)], whole),
    "NegativeBinomial": (lambda x: d.NegativeBinomial(counts, x), [p(3)], whole),
    "Poisson": (d.Poisson, [p(3)], whole),
    "Categorical": (d.Categorical, [p(2, 3)], torch.tensor([0, 2])),
    "Categorical logits": (lambda x: d.Categorical(logits=x), [p(2, 3)], torch.tensor([0, 2])),
    "OneHotCategorical": (d.OneHotCategorical, [p(2, 3)], torch.tensor([[0.0, 1, 0], [1, 0, 0]], dtype=torch.float64)),
    "LogitRelaxedBernoulli": (lambda x: d.relaxed_bernoulli.LogitRelaxedBernoulli(warmth, x), [p(3)], p(3, k=2)),
    "LogitRelaxedBernoulli logits": (lambda x: d.relaxed_bernoulli.LogitRelaxedBernoulli(warmth, logits=x), [p(3)], p(3, k=2)),
    "RelaxedBernoulli": (lambda x: d.RelaxedBernoulli(warmth, x), [p(3)], p(3, k=2)),
    "ExpRelaxedCategorical": (lambda x: d.relaxed_categorical.ExpRelaxedCategorical(warmth, x), [p(2, 3)], p(2, 3, k=2).log()),
    "RelaxedOneHotCategorical": (lambda x: d.RelaxedOneHotCategorical(warmth, x), [p(2, 3)], p(2, 3, k=2) / p(2, 3, k=2).sum(-1, keepdim=True)),
    "Multinomial": (lambda x: d.Multinomial(5, x), [p(2, 3)], torch.tensor([[2.0, 1, 2], [5, 0, 0]], dtype=torch.float64)),
}


def plain(t):
    return {"shape": list(t.shape), "values": [str(v) if not math.isfinite(v) else v for v in t.detach().double().reshape(-1).tolist()]}


def attempt(f):
    try:
        return plain(f())
    except NotImplementedError:
        return None


def case(make, parameters, value):
    dist = make(*parameters)
    found = {"batch": list(dist.batch_shape), "event": list(dist.event_shape), "value": plain(value)}
    for name in ("mean", "mode", "variance", "stddev"):
        found[name] = attempt(lambda: getattr(dist, name))
    found["entropy"] = attempt(dist.entropy)
    found["log_prob"] = plain(dist.log_prob(value))
    found["cdf"] = attempt(lambda: dist.cdf(value))
    found["icdf"] = attempt(lambda: dist.icdf(torch.tensor(0.3, dtype=torch.float64)))
    found["support"] = plain(dist.enumerate_support(False)) if dist.has_enumerate_support else None
    torch.manual_seed(3)
    found["sample"] = plain(dist.sample((2,)))
    if dist.has_rsample:
        leaves = [x.clone().requires_grad_() for x in parameters]
        torch.manual_seed(3)
        make(*leaves).rsample((2,)).square().sum().backward()
        found["gradients"] = [plain(x.grad) for x in leaves]
    return found


if __name__ == "__main__":
    # Kumaraswamy's mode is NaN in this version whatever the parameters.
    result = {name: case(*c) for name, c in CASES.items()}
    result["Kumaraswamy"]["mode"] = None
    with open(sys.argv[1], "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
