#!/usr/bin/python3
"""Golden values of functions on tensors, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/tensor_functions.py tests/Thelper.Torch.Tests/Golden/tensor_functions.json

Inputs are made by formula on both sides, in double precision: element i of wave(shape, k) is sin(0.7 i + k). Every case has a name that the test
knows; its results are stored as shape, first elements and two sums, complex ones as their real view.
What can be wrong is how arguments reach the operator: dimensions, orders of norms, lengths and normalisations of transforms.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import math
import sys
import warnings

import torch
from torch import fft, linalg, special

warnings.simplefilter("ignore")


def wave(*shape, k=0):
    return torch.tensor([math.sin(0.7 * i + k) for i in range(math.prod(shape))], dtype=torch.float64).reshape(shape)


x = wave(3, 4)
y = wave(3, 4, k=1)
c = wave(2, 3, 5)
v = wave(16)
m = wave(4, 4) + 3 * torch.eye(4, dtype=torch.float64)
s = m @ m.T
b = wave(4, 2, k=2)
z = torch.complex(wave(8), wave(8, k=1))
p = wave(3, 4).abs() + 0.1


def factors(q, r):
    """What defines an orthogonal factor: x and y have rank 2, so that rounding chooses its other columns."""
    return q @ r, q.T @ q


CASES = {
    "sum": lambda: x.sum(), "sum dim": lambda: x.sum(1), "sum dims keep": lambda: c.sum((0, 2), keepdim=True), "sum type": lambda: x.sum(0, dtype=torch.float32), "mean dims": lambda: c.mean((1, 2)),
    "std": lambda: x.std(), "std dim biased keep": lambda: x.std(1, False, True), "std pair": lambda: c.std((0, 2)), "std correction": lambda: c.std(dim=(1,), correction=2), "var": lambda: x.var(unbiased=False),
    "var dim": lambda: x.var(0), "std_mean": lambda: torch.std_mean(x, 1), "var_mean": lambda: torch.var_mean(c, (0, 1), unbiased=False, keepdim=True), "max": lambda: x.max(), "max dim": lambda: x.max(1, keepdim=True),
    "min dim": lambda: x.min(0), "max other": lambda: x.max(y), "amax": lambda: c.amax((0, 2)), "amin keep": lambda: c.amin(1, keepdim=True), "argmax": lambda: x.argmax(), "argmin dim": lambda: x.argmin(1, keepdim=True),
    "median": lambda: x.median(), "median dim": lambda: x.median(1), "mode": lambda: torch.round(x).mode(1), "kthvalue": lambda: x.kthvalue(2, 1, True), "topk": lambda: x.topk(2, 1, False), "sort": lambda: x.sort(1, True),
    "sort stable": lambda: torch.sort(torch.round(v), stable=True), "argsort": lambda: x.argsort(0, True), "cummax": lambda: x.cummax(1), "prod dim": lambda: x.prod(1, True), "nansum": lambda: x.nansum(0),
    "logsumexp": lambda: x.logsumexp(1), "logsumexp dims": lambda: c.logsumexp((0, 2), True), "norm": lambda: x.norm(), "norm p": lambda: x.norm(3), "norm dim": lambda: x.norm(1, dim=0, keepdim=True), "norm dims": lambda: c.norm(2, dim=(0, 2)),
    "norm nuc": lambda: x.norm("nuc"), "count_nonzero": lambda: torch.round(x).count_nonzero(1), "quantile": lambda: x.quantile(0.3), "quantile dim": lambda: x.quantile(torch.tensor([0.25, 0.5], dtype=torch.float64), 1, True, interpolation="lower"),
    "aminmax": lambda: x.aminmax(dim=0, keepdim=True), "split": lambda: torch.split(v, [3, 5, 8]), "split size": lambda: v.split(5), "chunk": lambda: x.chunk(3, 1), "tensor_split": lambda: v.tensor_split((2, 7)), "unbind": lambda: x.unbind(1),
    "hsplit": lambda: x.hsplit((1, 3)), "roll": lambda: x.roll(2), "roll dims": lambda: x.roll((1, -1), (0, 1)), "rot90": lambda: x.rot90(-1, (0, 1)), "flip": lambda: c.flip(0, 2), "tile": lambda: x.tile(2, 2), "movedim": lambda: c.movedim((0, 1), (1, 2)),
    "repeat_interleave": lambda: x.repeat_interleave(2, 1), "gather": lambda: x.gather(1, torch.tensor([[0, 3], [1, 1], [2, 0]])), "scatter": lambda: x.scatter(1, torch.tensor([[0], [1], [2]]), 9.0),
    "scatter_add": lambda: x.scatter_add(0, torch.tensor([[0, 1, 2, 0]]), torch.ones(1, 4, dtype=torch.float64)), "index_add": lambda: x.index_add(0, torch.tensor([2, 0]), y[:2], alpha=2), "index_select": lambda: x.index_select(1, torch.tensor([3, 0])),
    "take_along_dim": lambda: x.take_along_dim(x.argsort(1), 1), "masked_fill": lambda: x.masked_fill(x > 0, -1), "where": lambda: torch.where(x > 0, x, y), "where number": lambda: torch.where(x > 0, 0.0, x), "clamp": lambda: x.clamp(-0.5, 0.25), "clamp min": lambda: x.clamp(min=0),
    "clamp tensors": lambda: x.clamp(y - 0.1, y + 0.1), "einsum": lambda: torch.einsum("ij,kj->ik", x, y), "tensordot": lambda: torch.tensordot(c, c.permute(1, 2, 0), 2), "tensordot dims": lambda: torch.tensordot(x, y, dims=([0], [0])), "cdist": lambda: torch.cdist(x, y, 1.5),
    "cdist 2": lambda: torch.cdist(x, y), "diff": lambda: x.diff(2, 1), "cov": lambda: x.cov(), "corrcoef": lambda: x.corrcoef(), "renorm": lambda: x.renorm(1.5, 0, 1), "histc": lambda: v.histc(5, -1, 1), "bucketize": lambda: torch.bucketize(v, torch.tensor([-0.5, 0.0, 0.5], dtype=torch.float64), right=True),
    "unique": lambda: torch.unique(torch.round(v), return_inverse=True, return_counts=True), "unique dim": lambda: torch.unique(torch.round(x * 0.6), dim=0), "combinations": lambda: torch.combinations(v[:4], 3), "cartesian_prod": lambda: torch.cartesian_prod(v[:2], v[2:5]),
    "block_diag": lambda: torch.block_diag(x, v[:2]), "meshgrid": lambda: torch.meshgrid(v[:2], v[2:5], indexing="xy"), "stack": lambda: torch.stack([x, y], 1), "hstack": lambda: torch.hstack([x, y]), "vander": lambda: torch.vander(v[:3], 4, increasing=True),
    "rsub": lambda: 1 - x, "rdiv": lambda: 2 / p, "remainder": lambda: x % 0.3, "pow": lambda: p.pow(1.5), "rpow": lambda: torch.pow(2, x), "div floor": lambda: x.div(0.3, rounding_mode="floor"), "round decimals": lambda: x.round(decimals=2), "lerp": lambda: x.lerp(y, 0.25),
    "addmm": lambda: torch.addmm(x, wave(3, 2), wave(2, 4), beta=0.5, alpha=2), "addcmul": lambda: x.addcmul(y, y, value=3), "trapezoid": lambda: torch.trapezoid(x, dx=0.5, dim=0), "cumulative_trapezoid": lambda: torch.cumulative_trapezoid(x, dim=1), "gradient": lambda: torch.gradient(v)[0],
    "stft": lambda: torch.stft(v, 8, 2, window=torch.hann_window(8, dtype=torch.float64), return_complex=True), "istft": lambda: torch.istft(torch.stft(v, 8, 2, window=torch.hann_window(8, dtype=torch.float64), return_complex=True), 8, 2, window=torch.hann_window(8, dtype=torch.float64)),
    "hann": lambda: torch.hann_window(7, dtype=torch.float64), "hamming": lambda: torch.hamming_window(7, False, 0.6, 0.4, dtype=torch.float64), "kaiser": lambda: torch.kaiser_window(7, True, 9.5, dtype=torch.float64), "blackman": lambda: torch.blackman_window(6, False, dtype=torch.float64),
    "bartlett": lambda: torch.bartlett_window(6, dtype=torch.float64), "linspace": lambda: torch.linspace(1, 3, 5, dtype=torch.float64), "logspace": lambda: torch.logspace(0, 2, 4, 2, dtype=torch.float64), "arange": lambda: torch.arange(5, 0, -2), "eye": lambda: torch.eye(2, 3), "tril_indices": lambda: torch.tril_indices(3, 4, 1),
    "full": lambda: torch.full((2, 3), 1.5), "polar": lambda: torch.polar(p, x), "rand": lambda: (torch.manual_seed(3), torch.rand(2, 3))[1], "randn": lambda: (torch.manual_seed(3), torch.randn(2, 3, 4))[1], "randint": lambda: (torch.manual_seed(3), torch.randint(2, 9, (4,)))[1],
    "normal": lambda: (torch.manual_seed(3), torch.normal(x, p))[1], "normal size": lambda: (torch.manual_seed(3), torch.normal(1.0, 2.0, (5,)))[1], "bernoulli": lambda: (torch.manual_seed(3), torch.bernoulli(p.clamp(max=1)))[1], "multinomial": lambda: (torch.manual_seed(3), torch.multinomial(p, 3))[1],
    # linalg
    "cholesky": lambda: linalg.cholesky(s), "cholesky_ex": lambda: linalg.cholesky_ex(s), "cond": lambda: linalg.cond(m), "cond fro": lambda: linalg.cond(m, "fro"), "cond 1": lambda: linalg.cond(m, 1), "det": lambda: linalg.det(m), "slogdet": lambda: linalg.slogdet(m),
    "eigvals": lambda: linalg.eigvalsh(s), "eigh": lambda: linalg.eigh(s)[0], "eigvalsh upper": lambda: linalg.eigvalsh(m, UPLO="U"), "inv": lambda: linalg.inv(m), "inv_ex": lambda: linalg.inv_ex(m), "lstsq": lambda: linalg.lstsq(wave(5, 3), wave(5, 2, k=1)).solution,
    "lu": lambda: linalg.lu(m), "lu_factor": lambda: linalg.lu_factor(m), "lu_solve": lambda: linalg.lu_solve(*linalg.lu_factor(m), b), "matrix_exp": lambda: linalg.matrix_exp(m), "matrix_norm": lambda: linalg.matrix_norm(c), "matrix_norm nuc dims": lambda: linalg.matrix_norm(c, "nuc", (0, 1), True),
    "matrix_norm -1": lambda: linalg.matrix_norm(m, -1), "matrix_norm inf": lambda: linalg.matrix_norm(m, math.inf), "matrix_power": lambda: linalg.matrix_power(m, -2), "matrix_rank": lambda: linalg.matrix_rank(m), "matrix_rank tol": lambda: linalg.matrix_rank(m, 2.5), "multi_dot": lambda: linalg.multi_dot([x, m, b]),
    "linalg norm": lambda: linalg.norm(x), "linalg norm 1": lambda: linalg.norm(x, 1), "linalg norm 3 dim": lambda: linalg.norm(x, 3, 1, True), "linalg norm fro": lambda: linalg.norm(x, "fro"), "linalg norm dims": lambda: linalg.norm(c, dim=(0, 2)), "pinv": lambda: linalg.pinv(x), "pinv rcond": lambda: linalg.pinv(x, 0.5), "qr": lambda: factors(*linalg.qr(x)),
    "qr r": lambda: linalg.qr(x, "r")[1], "qr complete": lambda: factors(*linalg.qr(x.T, "complete")), "solve": lambda: linalg.solve(m, b), "solve right": lambda: linalg.solve(m, b.T, left=False), "solve_triangular": lambda: linalg.solve_triangular(m.triu(), b, upper=True), "svdvals": lambda: linalg.svdvals(x), "svd": lambda: linalg.svd(x, False)[1],
    "tensorinv": lambda: linalg.tensorinv(m.reshape(2, 2, 4), 2), "tensorsolve": lambda: linalg.tensorsolve(m.reshape(2, 2, 4), wave(2, 2)), "linalg vander": lambda: linalg.vander(v[:3], N=4), "vecdot": lambda: linalg.vecdot(x, y, dim=0), "vector_norm": lambda: linalg.vector_norm(x), "vector_norm 1 dim": lambda: linalg.vector_norm(x, 1, 1), "vector_norm inf": lambda: linalg.vector_norm(c, math.inf, (0, 2), True),
    "linalg cross": lambda: linalg.cross(wave(3, 4), wave(3, 4, k=1), dim=0), "linalg diagonal": lambda: linalg.diagonal(c, offset=1), "householder_product": lambda: factors(linalg.householder_product(*torch.geqrf(x.T.contiguous())), torch.geqrf(x.T.contiguous())[0][:3].triu()), "ldl": lambda: linalg.ldl_solve(*linalg.ldl_factor(s), b),
    # fft
    "fft": lambda: fft.fft(z), "fft n dim norm": lambda: fft.fft(x, 6, 0, "ortho"), "ifft": lambda: fft.ifft(z, norm="forward"), "rfft": lambda: fft.rfft(x, dim=0), "irfft": lambda: fft.irfft(z, 13), "hfft": lambda: fft.hfft(z, norm="ortho"), "ihfft": lambda: fft.ihfft(v), "fft2": lambda: fft.fft2(c), "fft2 s": lambda: fft.fft2(c, (4, 4), (0, 1), "ortho"),
    "ifft2": lambda: fft.ifft2(c), "fftn": lambda: fft.fftn(c), "fftn s": lambda: fft.fftn(c, (2, 3)), "ifftn": lambda: fft.ifftn(c, dim=(0, 2)), "rfft2": lambda: fft.rfft2(c), "irfft2": lambda: fft.irfft2(fft.rfft2(c), (3, 5)), "rfftn": lambda: fft.rfftn(c, dim=(0, 1)), "irfftn": lambda: fft.irfftn(fft.rfftn(c), c.shape), "hfft2": lambda: fft.hfft2(x),
    "ihfft2": lambda: fft.ihfft2(x), "hfftn": lambda: fft.hfftn(c), "ihfftn": lambda: fft.ihfftn(c), "fftshift": lambda: fft.fftshift(x), "ifftshift": lambda: fft.ifftshift(x, 1), "fftfreq": lambda: fft.fftfreq(5, 0.5, dtype=torch.float64), "rfftfreq": lambda: fft.rfftfreq(6, dtype=torch.float64),
    # special
    "special entr": lambda: special.entr(p), "special erfinv": lambda: special.erfinv(x * 0.9), "special expit": lambda: special.expit(x), "special gammainc": lambda: special.gammainc(p, p + 1), "special gammaln": lambda: special.gammaln(p), "special i0e": lambda: special.i0e(x), "special logit": lambda: special.logit(p * 0.8, 0.1), "special logsumexp": lambda: special.logsumexp(x, 1, True),
    "special log_softmax": lambda: special.log_softmax(x, 0), "special multigammaln": lambda: special.multigammaln(p + 2, 2), "special ndtri": lambda: special.ndtri(p * 0.8), "special polygamma": lambda: special.polygamma(2, p), "special xlogy": lambda: special.xlogy(x, p), "special xlog1py": lambda: special.xlog1py(2.0, p), "special zeta": lambda: special.zeta(p + 1, 2.0),
    "special bessel_j0": lambda: special.bessel_j0(x), "special chebyshev": lambda: special.chebyshev_polynomial_t(x, 3), "special softmax": lambda: special.softmax(x, 1), "special round": lambda: special.round(x, decimals=1), "special sinc": lambda: special.sinc(x),
}


def brief(tensor):
    kind = str(tensor.dtype)[6:]
    tensor = torch.view_as_real(tensor.resolve_conj()) if tensor.is_complex() else tensor
    flat = tensor.detach().double().flatten()
    weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
    return {"shape": list(tensor.shape), "head": flat[:16].tolist(), "sum": flat.sum().item(), "wave": (flat * weights).sum().item(), "type": kind}


def main():
    cases = {}
    for name, run in CASES.items():
        result = run()
        results = [result] if isinstance(result, torch.Tensor) else list(result)
        cases[name] = [brief(r) for r in results]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"torch": torch.__version__, "cases": cases}, out, separators=(",", ":"))


main()
