#!/usr/bin/python3
"""Golden values of recurrent, attention and sparse layers, initialisers, containers and parametrisations, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/stateful.py tests/Thelper.Torch.Tests/Golden

writes recurrent.json, attention.json, sparse.json, init.json, containers.json and parametrize.json there.

Every case is built after torch.manual_seed(0). Inputs are sines of their element numbers: element i of input k is sin(0.7 i + k) * scale + shift.
The loss is the sum over the outputs of (number of the output, from 1) times the sum of its elements times cosines of their numbers.
Long tensors are stored as a few elements and two sums.
"""
import hashlib
import json
import math
import os
import sys
import warnings

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pack_sequence, pad_packed_sequence, pad_sequence, unpack_sequence

warnings.simplefilter("ignore")
torch.set_num_threads(1)


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


def recurrent():
    def packed(sorted_lengths):
        lengths = torch.tensor([5, 3, 2] if sorted_lengths else [2, 5, 3])
        return lambda m, x, *state: m(pack_padded_sequence(x, lengths, enforce_sorted=sorted_lengths), *[s if len(s) > 1 else s[0] for s in ([state] if state else [])])

    x = lambda: (w(5, 3, 4),)
    cases = {
        "rnn": case(lambda: nn.RNN(4, 3), x),
        "rnn_relu": case(lambda: nn.RNN(4, 3, 2, nonlinearity="relu", batch_first=True), x),
        "rnn_options": case(lambda: nn.RNN(4, 3, 2, bias=False, dropout=0.4, bidirectional=True), x),
        "rnn_state": case(lambda: nn.RNN(4, 3), lambda: (w(5, 3, 4), w(1, 3, 3, k=1))),
        "rnn_single": case(lambda: nn.RNN(4, 3, batch_first=True), lambda: (w(5, 4),)),
        "rnn_single_state": case(lambda: nn.RNN(4, 3, bidirectional=True), lambda: (w(5, 4), w(2, 3, k=1))),
        "rnn_packed": case(lambda: nn.RNN(4, 3, nonlinearity="relu"), x, packed(True)),
        "rnn_tanh_packed": case(lambda: nn.RNN(4, 3), x, packed(False)),
        "gru": case(lambda: nn.GRU(4, 3), x),
        "gru_options": case(lambda: nn.GRU(4, 3, 3, bias=False, batch_first=True, dropout=0.25, bidirectional=True), x),
        "gru_state": case(lambda: nn.GRU(4, 3, 2), lambda: (w(5, 3, 4), w(2, 3, 3, k=1))),
        "gru_single": case(lambda: nn.GRU(4, 3), lambda: (w(5, 4), w(1, 3, k=1))),
        "gru_packed": case(lambda: nn.GRU(4, 3, bidirectional=True), x, packed(True)),
        "gru_packed_unsorted": case(lambda: nn.GRU(4, 3), lambda: (w(5, 3, 4), w(1, 3, 3, k=1)), packed(False)),
        "lstm": case(lambda: nn.LSTM(4, 3), x),
        "lstm_options": case(lambda: nn.LSTM(4, 3, 2, bias=False, batch_first=True, dropout=0.5, bidirectional=True), x),
        "lstm_layers": case(lambda: nn.LSTM(4, 6, 3), lambda: (w(7, 2, 4),)),
        "lstm_projection": case(lambda: nn.LSTM(4, 5, 2, bidirectional=True, proj_size=3), x),
        "lstm_projection_nobias": case(lambda: nn.LSTM(4, 5, bias=False, proj_size=2), x),
        "lstm_state": case(lambda: nn.LSTM(4, 5, proj_size=3), lambda: (w(5, 3, 4), w(1, 3, 3, k=1), w(1, 3, 5, k=2)), lambda m, x, h, c: m(x, (h, c))),
        "lstm_single": case(lambda: nn.LSTM(4, 3, batch_first=True), lambda: (w(5, 4),)),
        "lstm_single_state": case(lambda: nn.LSTM(4, 3), lambda: (w(5, 4), w(1, 3, k=1), w(1, 3, k=2)), lambda m, x, h, c: m(x, (h, c))),
        "lstm_packed": case(lambda: nn.LSTM(4, 3, 2, dropout=0.5), x, packed(True)),
        "lstm_packed_unsorted": case(lambda: nn.LSTM(4, 3, bidirectional=True), lambda: (w(5, 3, 4), w(2, 3, 3, k=1), w(2, 3, 3, k=2)), packed(False)),
        "rnn_cell": case(lambda: nn.RNNCell(4, 3), lambda: (w(2, 4), w(2, 3, k=1))),
        "rnn_cell_relu": case(lambda: nn.RNNCell(4, 3, bias=False, nonlinearity="relu"), lambda: (w(2, 4),)),
        "rnn_cell_single": case(lambda: nn.RNNCell(4, 3), lambda: (w(4), w(3, k=1))),
        "gru_cell": case(lambda: nn.GRUCell(4, 3), lambda: (w(2, 4), w(2, 3, k=1))),
        "gru_cell_single": case(lambda: nn.GRUCell(4, 3, bias=False), lambda: (w(4),)),
        "lstm_cell": case(lambda: nn.LSTMCell(4, 3), lambda: (w(2, 4), w(2, 3, k=1), w(2, 3, k=2)), lambda m, x, h, c: m(x, (h, c))),
        "lstm_cell_zero": case(lambda: nn.LSTMCell(4, 3, bias=False), lambda: (w(2, 4),)),
        "lstm_cell_single": case(lambda: nn.LSTMCell(4, 3), lambda: (w(4), w(3, k=1), w(3, k=2)), lambda m, x, h, c: m(x, (h, c))),
    }

    sequences = [wave((n, 2), n) for n in (2, 4, 1)]
    packed_plain = pack_sequence(sequences, enforce_sorted=False)
    padded, lengths = pad_packed_sequence(packed_plain, batch_first=True, padding_value=-1.0, total_length=6)
    utils = {
        "pad_sequence": brief(pad_sequence(sequences, padding_value=0.5)),
        "pad_sequence_batch": brief(pad_sequence(sequences, batch_first=True)),
        "packed": brief(packed_plain.data),
        "batch_sizes": packed_plain.batch_sizes.tolist(),
        "sorted_indices": packed_plain.sorted_indices.tolist(),
        "unsorted_indices": packed_plain.unsorted_indices.tolist(),
        "padded": brief(padded),
        "lengths": lengths.tolist(),
        "unpacked": [brief(x) for x in unpack_sequence(packed_plain)],
    }
    return {"cases": cases, "utils": utils}


def short(value):
    if isinstance(value, float):
        if not math.isfinite(value):
            return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {k: short(v) for k, v in value.items()}
    return [short(v) for v in value] if isinstance(value, list) else value


PARTS = {"recurrent": recurrent}


def main(folder):
    for name, make in PARTS.items():
        with open(os.path.join(folder, name + ".json"), "w") as file:
            json.dump(short(make()), file, separators=(",", ":"))
            file.write("\n")


main(sys.argv[1])
