"""What the scripts nn*.py share: inputs by formula, digests of tensors, the run of one case, the file."""
import hashlib
import json
import math
import warnings

import torch

warnings.simplefilter("ignore")


def wave(shape, k=0, scale=1.0, shift=0.0, dtype=torch.float32):
    """Element i of input k is sin(0.7 i + k) * scale + shift."""
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


class W:
    """An input by formula: wave(shape, k, scale, shift), learnt if it gets a gradient."""

    def __init__(self, *shape, k=0, scale=1.0, shift=0.0, dtype="float32", learnt=True):
        self.row = {"shape": list(shape), "k": k, "scale": scale, "shift": shift, "dtype": dtype, "learnt": learnt}

    def make(self):
        row = self.row
        return wave(row["shape"], row["k"], row["scale"], row["shift"], getattr(torch, row["dtype"])).requires_grad_(row["learnt"])


class G:
    """An input that is given: integers unless another type is named."""

    def __init__(self, values, dtype="int64"):
        self.tensor = torch.tensor(values, dtype=getattr(torch, dtype))
        self.row = {"shape": list(self.tensor.shape), "values": self.tensor.flatten().tolist(), "dtype": dtype}

    def make(self):
        return self.tensor.clone()


def listed(result):
    return list(result) if isinstance(result, (tuple, list)) else [result]


def run_case(run, specs, seed=None):
    """Runs on copies of the inputs, so that layers that write into them may; goes back from all outputs that have gradients."""
    if seed is not None:
        torch.manual_seed(seed)
    inputs = [spec.make() for spec in specs]
    passed = [x.clone() for x in inputs]
    before = [x.detach().clone() for x in passed]
    outputs = listed(run(*passed))
    case = {"inputs": [spec.row for spec in specs], "outputs": [brief(x) for x in outputs]}
    written = {str(i): brief(x) for i, (x, old) in enumerate(zip(passed, before)) if not torch.equal(x.detach(), old)}
    if written:
        case["written"] = written
    ways = [x for x in outputs if x.requires_grad]
    if ways:
        sum(objective(x) for x in ways).backward()
    case["input_gradients"] = [brief(x.grad) for x in inputs if x.grad is not None]
    return case, inputs


def write(path, golden):
    """Nine digits are enough for a comparison to 1e-6; numbers that JSON lacks become texts."""

    def short(value):
        if isinstance(value, float):
            return float(f"{value:.9g}") if math.isfinite(value) else str(value)
        if isinstance(value, dict):
            return {k: short(v) for k, v in value.items()}
        return [short(v) for v in value] if isinstance(value, list) else value

    with open(path, "w") as file:
        json.dump(short(golden), file, separators=(",", ":"))
        file.write("\n")
