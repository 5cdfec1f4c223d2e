#!/usr/bin/python3
"""Golden values of recurrent, attention and sparse layers, initialisers and containers, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/stateful.py tests/Thelper.Torch.Tests/Golden

writes recurrent.json, attention.json, sparse.json, init.json and containers.json there, or those of them whose names follow (recurrent).
stateful_common.py says how the cases are made.
"""
import pins  # first: the libraries read these settings when they are loaded
import math
import sys

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_packed_sequence, pad_sequence, unpack_sequence

from stateful_common import bits, brief, case, main, w, wave


def recurrent():
    def packed(sorted_lengths):
        lengths = torch.tensor([5, 3, 2] if sorted_lengths else [2, 5, 3])
        return lambda m, x, *state: m(pack_padded_sequence(x, lengths, enforce_sorted=sorted_lengths), *[s if len(s) > 1 else s[0] for s in ([state] if state else [])])

    def hooked(module):
        module.register_forward_pre_hook(lambda m, x: (x[0]._replace(data=x[0].data * 2), *x[1:]))
        module.register_forward_hook(lambda m, x, y: (y[0]._replace(data=y[0].data + x[0].data.sum()), y[1]))
        return module

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
        "gru_packed_hooks": case(lambda: hooked(nn.GRU(4, 3, 2)), x, packed(False)),
        "lstm_packed_hooks": case(lambda: hooked(nn.LSTM(4, 3)), lambda: (w(5, 3, 4), w(1, 3, 3, k=1), w(1, 3, 3, k=2)), packed(True)),
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


class Mixer(nn.Module):
    """A layer of one's own for an encoder."""
    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(6, 6)
        self.norm = nn.LayerNorm(6)

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        return self.norm(src + torch.tanh(self.mix(src)))


class Blender(nn.Module):
    """A layer of one's own for a decoder."""
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(6, 6, bias=False)
        self.second = nn.Bilinear(6, 6, 6)

    def forward(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None):
        return torch.tanh(self.second(self.first(tgt), memory)) + tgt_mask


def attention():
    x = lambda *shapes: lambda: tuple(w(*s, k=k) for k, s in enumerate(shapes))
    own = lambda **o: lambda m, q: m(q, q, q, **o)
    padding = torch.tensor([[False, False, False, True, True], [False, False, False, False, False], [False, True, False, True, False]])
    left = torch.tensor([[False, False, False, True, True], [False, False, False, False, True], [False, False, True, True, True]])
    floats = wave((3, 5), 1)
    pairs = wave((5, 5), 2) > 0.8
    causal = nn.Transformer.generate_square_subsequent_mask(5)
    cases = {
        "mha": case(lambda: nn.MultiheadAttention(6, 2), x((5, 3, 6)), own()),
        "mha_first": case(lambda: nn.MultiheadAttention(6, 2, batch_first=True), x((3, 5, 6)), own()),
        "mha_first_padding": case(lambda: nn.MultiheadAttention(6, 2, batch_first=True), x((3, 5, 6)), own(key_padding_mask=padding)),
        "mha_first_heads": case(lambda: nn.MultiheadAttention(6, 2, batch_first=True), x((3, 5, 6)), own(average_attn_weights=False)),
        "mha_first_no_weights": case(lambda: nn.MultiheadAttention(6, 2, batch_first=True), x((3, 5, 6)), own(need_weights=False)),
        "mha_first_odd": case(lambda: nn.MultiheadAttention(6, 3, batch_first=True), x((3, 5, 6)), own()),
        "mha_cross": case(lambda: nn.MultiheadAttention(6, 3), x((4, 3, 6), (5, 3, 6)), lambda m, q, k: m(q, k, k)),
        "mha_cross_nobias": case(lambda: nn.MultiheadAttention(6, 3, bias=False), x((4, 3, 6), (5, 3, 6)), lambda m, q, k: m(q, k, k)),
        "mha_three": case(lambda: nn.MultiheadAttention(6, 3, dropout=0.3), x((4, 3, 6), (5, 3, 6), (5, 3, 6)), lambda m, q, k, v: m(q, k, v, need_weights=False)),
        "mha_three_nobias": case(lambda: nn.MultiheadAttention(6, 1, bias=False), x((4, 3, 6), (5, 3, 6), (5, 3, 6)), lambda m, q, k, v: m(q, k, v)),
        "mha_sizes": case(lambda: nn.MultiheadAttention(6, 2, kdim=4, vdim=3), x((4, 3, 6), (5, 3, 4), (5, 3, 3)), lambda m, q, k, v: m(q, k, v)),
        "mha_sizes_nobias": case(lambda: nn.MultiheadAttention(6, 2, bias=False, kdim=4, batch_first=True), x((3, 4, 6), (3, 5, 4), (3, 5, 6)), lambda m, q, k, v: m(q, k, v)),
        "mha_added": case(lambda: nn.MultiheadAttention(6, 2, add_bias_kv=True, add_zero_attn=True), x((5, 3, 6)), own(key_padding_mask=padding, attn_mask=pairs)),
        "mha_added_float": case(lambda: nn.MultiheadAttention(6, 2, add_bias_kv=True, batch_first=True), x((3, 5, 6)), own(attn_mask=causal)),
        "mha_zero": case(lambda: nn.MultiheadAttention(6, 2, add_zero_attn=True), x((5, 3, 6)), own(attn_mask=causal)),
        "mha_masks": case(lambda: nn.MultiheadAttention(6, 2, batch_first=True), x((3, 5, 6)), own(key_padding_mask=left, attn_mask=causal)),
        "mha_mask_3d": case(lambda: nn.MultiheadAttention(6, 2), x((5, 3, 6)), own(attn_mask=wave((6, 5, 5), 3))),
        "mha_float_padding": case(lambda: nn.MultiheadAttention(6, 2), x((5, 3, 6)), own(key_padding_mask=floats)),
        "mha_single": case(lambda: nn.MultiheadAttention(6, 2), x((5, 6)), own(key_padding_mask=padding[0], attn_mask=causal)),
        "mha_single_heads": case(lambda: nn.MultiheadAttention(6, 2, batch_first=True), x((4, 6), (5, 6)), lambda m, q, k: m(q, k, k, average_attn_weights=False)),
        "encoder_layer": case(lambda: nn.TransformerEncoderLayer(6, 2, 8), x((5, 3, 6))),
        "encoder_layer_options": case(lambda: nn.TransformerEncoderLayer(6, 3, 8, 0.3, "gelu", 1e-3, True, True), x((3, 5, 6)), lambda m, s: m(s, src_mask=causal, src_key_padding_mask=left)),
        "encoder_layer_first": case(lambda: nn.TransformerEncoderLayer(6, 2, 8, activation="gelu", batch_first=True, norm_first=True), x((3, 5, 6))),
        "encoder_layer_padding": case(lambda: nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), x((3, 5, 6)), lambda m, s: m(s, src_key_padding_mask=padding)),
        "encoder_layer_function": case(lambda: nn.TransformerEncoderLayer(6, 2, 8, 0.1, torch.tanh, batch_first=True), x((3, 5, 6))),
        "encoder_layer_single": case(lambda: nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), x((5, 6))),
        "decoder_layer": case(lambda: nn.TransformerDecoderLayer(6, 2, 8), x((5, 3, 6), (4, 3, 6))),
        "decoder_layer_options": case(lambda: nn.TransformerDecoderLayer(6, 3, 8, 0.3, "gelu", 1e-3, True, True), x((3, 4, 6), (3, 5, 6)),
                                      lambda m, t, s: m(t, s, causal[:4, :4], None, None, left)),
        "decoder_layer_function": case(lambda: nn.TransformerDecoderLayer(6, 2, 8, 0.0, torch.tanh), x((5, 3, 6), (5, 3, 6)),
                                       lambda m, t, s: m(t, s, tgt_key_padding_mask=left, memory_mask=causal)),
        "encoder": case(lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8), 2), x((5, 3, 6))),
        "encoder_norm": case(lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), 2, nn.LayerNorm(6)), x((3, 5, 6)),
                             lambda m, s: m(s, mask=causal)),
        "encoder_nested": case(lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), 2, nn.LayerNorm(6)), x((3, 5, 6)),
                               lambda m, s: m(s, src_key_padding_mask=left)),
        "encoder_not_nested": case(lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), 1, enable_nested_tensor=False), x((3, 5, 6)),
                                   lambda m, s: m(s, src_key_padding_mask=left)),
        "encoder_holes": case(lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), 1), x((3, 5, 6)),
                              lambda m, s: m(s, src_key_padding_mask=padding)),
        "decoder": case(lambda: nn.TransformerDecoder(nn.TransformerDecoderLayer(6, 2, 8), 2, nn.LayerNorm(6)), x((5, 3, 6), (5, 3, 6)),
                        lambda m, t, s: m(t, s, tgt_mask=causal)),
        "encoder_own": case(lambda: nn.TransformerEncoder(Mixer(), 3, nn.LayerNorm(6)), x((5, 3, 6)), lambda m, s: m(s, src_key_padding_mask=left)),
        "decoder_own": case(lambda: nn.TransformerDecoder(Blender(), 2), x((5, 3, 6), (5, 3, 6)), lambda m, t, s: m(t, s, tgt_mask=wave((6,), 3))),
        "transformer": case(lambda: nn.Transformer(6, 2, 2, 1, 8), x((4, 3, 6), (5, 3, 6))),
        "transformer_options": case(lambda: nn.Transformer(6, 2, 1, 2, 8, 0.2, "gelu", layer_norm_eps=1e-4, batch_first=True, norm_first=True), x((3, 5, 6), (3, 5, 6)),
                                    lambda m, s, t: m(s, t, tgt_mask=causal, src_key_padding_mask=left, memory_key_padding_mask=left)),
        "transformer_single": case(lambda: nn.Transformer(6, 2, 1, 1, 8), x((4, 6), (5, 6)), lambda m, s, t: m(s, t, tgt_mask=causal)),
    }
    q, k, v = wave((2, 4, 6)), wave((2, 5, 6), 1), wave((2, 5, 6), 2)
    mask = wave((4, 5)) > 0
    cases = {"cases": cases, "mask": [["-inf" if math.isinf(a) else a for a in row] for row in causal.tolist()], "product": {
        "plain": brief(nn.functional._scaled_dot_product_attention(q, k, v)[0]),
        "mask": brief(nn.functional._scaled_dot_product_attention(q, k, v, mask)[0]),
        "causal": brief(nn.functional._scaled_dot_product_attention(q, k, v, is_causal=True)[0]),
    }}
    static = nn.functional.multi_head_attention_forward(
        wave((4, 2, 6)), wave((5, 2, 6), 1), wave((5, 2, 6), 2), 6, 2, wave((18, 6), 3), wave((18,), 4), None, None, True, 0.0, wave((6, 6), 5), wave((6,), 6),
        static_k=wave((4, 3, 3), 7), static_v=wave((4, 3, 3), 8))
    cases["static"] = [brief(t) for t in static]
    return cases


def sparse():
    rows = lambda: torch.tensor([[1, 7, 3], [7, 9, 7]])
    line = lambda: (torch.tensor([1, 7, 3, 7, 9, 7]), torch.tensor([0, 2, 2, 5]))
    table = lambda: wave((10, 4))
    bag = lambda **o: lambda: nn.EmbeddingBag(10, 4, **o)
    one = lambda: (rows(),)
    weights = lambda: (rows(), w(2, 3))
    return {"cases": {
        "embedding": case(lambda: nn.Embedding(10, 4), one),
        "embedding_padding": case(lambda: nn.Embedding(10, 4, padding_idx=-3), one),
        "embedding_padding_first": case(lambda: nn.Embedding(10, 4, padding_idx=7), one),
        "embedding_norm": case(lambda: nn.Embedding(10, 4, max_norm=1.0, norm_type=1.0), one, steps=2),
        "embedding_freq": case(lambda: nn.Embedding(10, 4, scale_grad_by_freq=True), one),
        "embedding_sparse": case(lambda: nn.Embedding(10, 4, sparse=True), one),
        "embedding_pretrained": case(lambda: nn.Embedding.from_pretrained(table()), one),
        "embedding_pretrained_learnt": case(lambda: nn.Embedding.from_pretrained(table(), freeze=False, padding_idx=1, max_norm=0.5), one),
        "bag": case(bag(), one),
        "bag_offsets": case(bag(), line),
        "bag_sum": case(bag(mode="sum"), line),
        "bag_max": case(bag(mode="max"), line),
        "bag_max_rows": case(bag(mode="max", padding_idx=7), one),
        "bag_last_offset": case(bag(mode="sum", include_last_offset=True), lambda: (line()[0], torch.tensor([0, 2, 6]))),
        "bag_weights": case(bag(mode="sum"), weights, lambda m, x, f: m(x, per_sample_weights=f)),
        "bag_norm": case(bag(max_norm=1.0, norm_type=1.5), one, steps=2),
        "bag_freq": case(bag(scale_grad_by_freq=True, mode="sum"), one),
        "bag_padding": case(bag(padding_idx=-3), one),
        "bag_sparse": case(bag(mode="sum", sparse=True), line),
        "bag_pretrained": case(lambda: nn.EmbeddingBag.from_pretrained(table(), mode="sum"), one),
        "bag_pretrained_learnt": case(lambda: nn.EmbeddingBag.from_pretrained(table(), freeze=False, padding_idx=1), one),
    }}


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(3, 3)
        self.two = nn.Linear(3, 3)
        self.two.weight = self.one.weight
        self.again = self.one


def containers():
    def describe(module):
        return {"text": str(module), "keys": list(module.state_dict()), "parameters": [k for k, _ in module.named_parameters()],
                "modules": [k for k, _ in module.named_modules()], "all_modules": [k for k, _ in module.named_modules(remove_duplicate=False)]}

    sequence = lambda: nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    inserted = sequence().insert(1, nn.Dropout(0.2))
    popped = sequence()
    popped.pop(0)
    listed = nn.ModuleList([nn.Linear(1, 2), nn.ReLU()])
    listed.insert(1, nn.Linear(2, 3))
    table = nn.ModuleDict({"b": nn.Linear(1, 1), "a": nn.ReLU()})
    table.pop("b")
    table.update([("c", nn.Linear(2, 1)), ("a", nn.Tanh())])
    return {name: describe(module) for name, module in {
        "sequence": sequence(), "slice": sequence()[1:], "inserted": inserted, "popped": popped, "extended": sequence().extend([nn.Tanh(), nn.Linear(1, 2)]), "empty": nn.Sequential(),
        "list": listed, "dictionary": table, "empty_list": nn.ModuleList(), "tied": Tied(),
        "parameters": nn.ParameterList([nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(4, dtype=torch.float64))]),
        "one_parameter": nn.ParameterList([nn.Parameter(torch.zeros(2, 3))]),
        "named_parameters": nn.ParameterDict([("left", nn.Parameter(torch.zeros(2, 3))), ("right", nn.Parameter(torch.zeros(4, dtype=torch.float64)))]),
        "nested": nn.Sequential(nn.Sequential(nn.Linear(1, 1)), nn.ModuleList([nn.ParameterList([nn.Parameter(torch.zeros(1))])])),
    }.items()}


def initialisers():
    init = nn.init
    cases = {
        "uniform": lambda t: init.uniform_(t), "normal": lambda t: init.normal_(t), "trunc_normal": lambda t: init.trunc_normal_(t),
        "trunc_normal_wide": lambda t: init.trunc_normal_(t, std=0.02, a=-3.0, b=4.0),
        "xavier_uniform": lambda t: init.xavier_uniform_(t), "xavier_normal": lambda t: init.xavier_normal_(t, 0.7),
        "orthogonal": lambda t: init.orthogonal_(t), "sparse": lambda t: init.sparse_(t, 0.3), "sparse_options": lambda t: init.sparse_(t, 0.9, 2.0),
        "dirac": lambda t: init.dirac_(t), "dirac_groups": lambda t: init.dirac_(t, 2),
    }
    for kind in ("uniform", "normal"):
        for mode in ("fan_in", "fan_out"):
            for function in ("linear", "conv1d", "conv_transpose3d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"):
                cases[f"kaiming_{kind}:{mode}:{function}"] = lambda t, k=kind, m=mode, f=function: getattr(init, f"kaiming_{k}_")(t, 0.1, m, f)
    result = {}
    for name, fill in cases.items():
        shapes = ((4, 3, 5), (6, 4, 3, 3), (2, 4, 2, 3, 4)) if name.startswith("dirac") else ((5, 7), (7, 4)) if name.startswith("sparse") else ((5, 7), (4, 3, 2))
        for shape in shapes:
            torch.manual_seed(3)
            tensor = torch.empty(shape)
            fill(tensor)
            result[f"{name}/{'x'.join(map(str, shape))}"] = {"bits": bits(tensor), "values": brief(tensor)}
    gains = {f: init.calculate_gain(f) for f in ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid", "tanh", "relu", "leaky_relu", "selu")}
    return {"cases": result, "gains": gains}


PARTS = {"recurrent": recurrent, "attention": attention, "sparse": sparse, "containers": containers, "init": initialisers}

main(PARTS, *sys.argv[1:])
