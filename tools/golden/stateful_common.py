"""What the golden scripts of stateful modules share: inputs, the case of a module, short numbers.

Every case is built after torch.manual_seed(0). Inputs are sines of their element numbers: element i of input k is sin(0.7 i + k) * scale + shift.
The loss is the sum over the outputs of (number of the output, from 1) times the sum of its elements times cosines of their numbers.
Long tensors are stored as a few elements and two sums.
"""
import hashlib
import json
import math
import os
import warnings

import torch
from torch.nn.utils.rnn import PackedSequence

warnings.simplefilter("ignore")


def wave(shape, k=0, scale=1.0, shift=0.0):
    values = [math.sin(0.7 * i + k) * scale + shift for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).float().reshape(shape)


def w(*shape, k=0, scale=1.0):
    return wave(shape, k, scale).requires_grad_()


def brief(tensor):
    """Shape, first 16 elements, sum and sum weighted by cosines, in double."""
    tensor = tensor.detach()
    if tensor.is_sparse:
        tensor = tensor.to_dense()
    flat = tensor.double().flatten()
    weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
    return {"shape": list(tensor.shape), "head": flat[:16].tolist(), "sum": flat.sum().item(), "wave": (flat * weights).sum().item()}


def bits(tensor):
    return hashlib.sha256(tensor.detach().contiguous().numpy().tobytes()).hexdigest()[:16]


def flat(value):
    """The tensors of nested tuples; of a packed sequence its elements."""
    if value is None:
        return []
    if isinstance(value, PackedSequence):
        return [value.data]
    if isinstance(value, torch.Tensor):
        return [value]
    return [t for v in value for t in flat(v)]


def objective(outputs):
    total = 0.0
    for j, output in enumerate(outputs):
        if output.requires_grad:
            weights = torch.cos(torch.arange(output.numel(), dtype=torch.float64)).to(output.dtype).reshape(output.shape)
            total = total + (j + 1) * (output * weights).sum()
    return total


def case(make, inputs, run=lambda m, *x: m(*x), steps=1):
    """Text, first weights, and for some passes in training: outputs and gradients; then the state, and outputs in evaluation with and without autograd."""
    torch.manual_seed(0)
    module = make()
    result = {"text": str(module), "initial": {k: bits(v) for k, v in module.state_dict().items()}, "passes": []}
    for _ in range(steps):
        values = inputs()
        module.zero_grad(set_to_none=True)
        outputs = flat(run(module, *values))
        loss = objective(outputs)
        if isinstance(loss, torch.Tensor):
            loss.backward()
        result["passes"].append({
            "outputs": [brief(x) for x in outputs],
            "input_gradients": [brief(x.grad) for x in values if isinstance(x, torch.Tensor) and x.grad is not None],
            "gradients": {k: brief(v.grad) for k, v in module.named_parameters() if v.grad is not None}})
    result["state"] = {k: brief(v) for k, v in module.state_dict().items()}
    module.eval()
    result["evaluated"] = [brief(x) for x in flat(run(module, *inputs()))]
    with torch.no_grad():
        result["without_grad"] = [brief(x) for x in flat(run(module, *inputs()))]
    return result


def short(value):
    if isinstance(value, float):
        if not math.isfinite(value):
            return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {k: short(v) for k, v in value.items()}
    return [short(v) for v in value] if isinstance(value, list) else value


def main(parts, folder, *names):
    """Writes the parts of some names, or all of them, as JSON files."""
    for name, make in ((name, parts[name]) for name in names or parts):
        with open(os.path.join(folder, name + ".json"), "w") as file:
            json.dump(short(make()), file, separators=(",", ":"))
            file.write("\n")
