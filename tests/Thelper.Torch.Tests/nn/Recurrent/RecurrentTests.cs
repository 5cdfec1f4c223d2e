using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using static Thelper.Torch.torch.nn.utils.rnn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Recurrent layers, cells and packed sequences against PyTorch.</summary>
[NoLeaks]
public sealed class RecurrentTests
{
    private static readonly JsonElement Golden = Reference.Load("recurrent.json");

    private static readonly Dictionary<string, ModuleCase> Cases = new()
    {
        ["rnn"] = Layer(() => RNN(4, 3), [5, 3, 4]),
        ["rnn_relu"] = Layer(() => RNN(4, 3, 2, NonLinearities.ReLU, batchFirst: true), [5, 3, 4]),
        ["rnn_options"] = Layer(() => RNN(4, 3, 2, bias: false, dropout: 0.4, bidirectional: true), [5, 3, 4]),
        ["rnn_state"] = Layer(() => RNN(4, 3), [5, 3, 4], [1, 3, 3]),
        ["rnn_single"] = Layer(() => RNN(4, 3, batchFirst: true), [5, 4]),
        ["rnn_single_state"] = Layer(() => RNN(4, 3, bidirectional: true), [5, 4], [2, 3]),
        ["rnn_packed"] = Packed(() => RNN(4, 3, nonLinearity: NonLinearities.ReLU), sorted: true),
        ["rnn_tanh_packed"] = Packed(() => RNN(4, 3), sorted: false),
        ["gru"] = Layer(() => GRU(4, 3), [5, 3, 4]),
        ["gru_options"] = Layer(() => GRU(4, 3, 3, bias: false, batchFirst: true, dropout: 0.25, bidirectional: true), [5, 3, 4]),
        ["gru_state"] = Layer(() => GRU(4, 3, 2), [5, 3, 4], [2, 3, 3]),
        ["gru_single"] = Layer(() => GRU(4, 3), [5, 4], [1, 3]),
        ["gru_packed_hooks"] = Packed(HookedGru, sorted: false),
        ["lstm_packed_hooks"] = PackedMemory(HookedLstm, sorted: true, [1, 3, 3]),
        ["gru_packed"] = Packed(() => GRU(4, 3, bidirectional: true), sorted: true),
        ["gru_packed_unsorted"] = Packed(() => GRU(4, 3), sorted: false, [1, 3, 3]),
        ["lstm"] = Memory(() => LSTM(4, 3), [5, 3, 4]),
        ["lstm_options"] = Memory(() => LSTM(4, 3, 2, bias: false, batchFirst: true, dropout: 0.5, bidirectional: true), [5, 3, 4]),
        ["lstm_layers"] = Memory(() => LSTM(4, 6, 3), [7, 2, 4]),
        ["lstm_projection"] = Memory(() => LSTM(4, 5, 2, bidirectional: true, proj_size: 3), [5, 3, 4]),
        ["lstm_projection_nobias"] = Memory(() => LSTM(4, 5, bias: false, proj_size: 2), [5, 3, 4]),
        ["lstm_state"] = Memory(() => LSTM(4, 5, proj_size: 3), [5, 3, 4], [1, 3, 3], [1, 3, 5]),
        ["lstm_single"] = Memory(() => LSTM(4, 3, batchFirst: true), [5, 4]),
        ["lstm_single_state"] = Memory(() => LSTM(4, 3), [5, 4], [1, 3], [1, 3]),
        ["lstm_packed"] = PackedMemory(() => LSTM(4, 3, 2, dropout: 0.5), sorted: true),
        ["lstm_packed_unsorted"] = PackedMemory(() => LSTM(4, 3, bidirectional: true), sorted: false, [2, 3, 3]),
        ["rnn_cell"] = Cell(() => RNNCell(4, 3), [2, 4], [2, 3]),
        ["rnn_cell_relu"] = Cell(() => RNNCell(4, 3, NonLinearities.ReLU, bias: false), [2, 4]),
        ["rnn_cell_single"] = Cell(() => RNNCell(4, 3), [4], [3]),
        ["gru_cell"] = Cell(() => GRUCell(4, 3), [2, 4], [2, 3]),
        ["gru_cell_single"] = Cell(() => GRUCell(4, 3, bias: false), [4]),
        ["lstm_cell"] = MemoryCell(() => LSTMCell(4, 3), [2, 4], [2, 3], [2, 3]),
        ["lstm_cell_zero"] = MemoryCell(() => LSTMCell(4, 3, bias: false), [2, 4]),
        ["lstm_cell_single"] = MemoryCell(() => LSTMCell(4, 3), [4], [3], [3]),
    };

    public static TheoryData<string> Names => [.. Golden.GetProperty("cases").EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Cases[name].Check(Golden.GetProperty("cases").GetProperty(name));

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Cases.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Sequences_pack_and_pad_as_in_PyTorch()
    {
        var golden = Golden.GetProperty("utils");
        using var scope = NewDisposeScope();
        var sequences = new[] { 2, 4, 1 }.Select(n => Reference.Wave([n, 2], n)).ToArray();
        pad_sequence(sequences, padding_value: 0.5).ShouldMatch(golden.GetProperty("pad_sequence"), "pad_sequence");
        pad_sequence(sequences, batch_first: true).ShouldMatch(golden.GetProperty("pad_sequence_batch"), "pad_sequence_batch");
        using var packed = pack_sequence(sequences, enforce_sorted: false);
        packed.data.ShouldMatch(golden.GetProperty("packed"), "packed");
        Reference.Elements(packed.batch_sizes).ShouldBe(Reference.Numbers(golden.GetProperty("batch_sizes")));
        Reference.Elements(packed.sorted_indices!).ShouldBe(Reference.Numbers(golden.GetProperty("sorted_indices")));
        Reference.Elements(packed.unsorted_indices!).ShouldBe(Reference.Numbers(golden.GetProperty("unsorted_indices")));
        var (padded, lengths) = pad_packed_sequence(packed, batch_first: true, padding_value: -1.0, total_length: 6);
        padded.ShouldMatch(golden.GetProperty("padded"), "padded");
        Reference.Elements(lengths).ShouldBe(Reference.Numbers(golden.GetProperty("lengths")));
        foreach (var (sequence, expected) in unpack_sequence(packed).Zip(golden.GetProperty("unpacked").EnumerateArray()))
        {
            sequence.ShouldMatch(expected, "unpacked");
        }
    }

    [Fact]
    public void Packed_sequences_convert_and_are_freed()
    {
        using var input = ones(3, 2, 1);
        using var packed = pack_padded_sequence(input, [3, 1]);
        using var wide = packed.to(float64);
        wide.data.dtype.ShouldBe(float64);
        wide.batch_sizes.dtype.ShouldBe(int64);
        wide.Dispose();
        wide.IsInvalid.ShouldBeTrue();
        packed.IsInvalid.ShouldBeFalse();
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Message(() => LSTM(4, 3, proj_size: 3)).ShouldBe("LSTM: proj_size is smaller than the hidden size (3), or 0 for none; it is 3.");
        Message(() => GRU(4, 3, dropout: 1.5)).ShouldBe("GRU: dropout is a probability in [0, 1], not 1.5.");
        using var scope = NewDisposeScope();
        using var layer = GRU(4, 3);
        Message(() => layer.call(ones(5, 2, 3))).ShouldBe("GRU: an input has 3 dimensions (2 for a single sequence), the last of 4; this one is (5, 2, 3).");
        Message(() => layer.call(ones(5, 2, 4), ones(1, 2, 4))).ShouldBe("GRU: the state for this input is (1, 2, 3), not (1, 2, 4).");
        using var cell = LSTMCell(4, 3);
        Message(() => cell.call(ones(2, 5))).ShouldBe("LSTMCell: an input is (batch, 4) or (4), not (2, 5).");
        Message(() => pad_packed_sequence(pack_sequence([ones(3, 1)]), total_length: 2)).ShouldBe("pad_packed_sequence: total_length is 2, less than the longest sequence (3).");
        Message(() => pack_padded_sequence(ones(3, 1, 1), ones(1))).ShouldStartWith("pack_padded_sequence: the lengths are a vector of integers");
        Should.Throw<TorchException>(() => pack_padded_sequence(ones(3, 2, 1), [1, 2]));
    }

    [Fact]
    public void A_forward_pass_leaves_its_results_only()
    {
        using var layer = LSTM(4, 3, 2);
        using var input = ones(5, 2, 4);
        var before = Diagnostics.LiveHandles;
        var (output, hidden, cell) = layer.call(input);
        Diagnostics.LiveHandles.ShouldBe(before + 3);
        output.Dispose();
        hidden.Dispose();
        cell.Dispose();
    }

    [Fact]
    public void Weights_can_be_read_by_layer()
    {
        using var layer = LSTM(4, 3, 2, bidirectional: true);
        layer.get_weight_ih(3).ShouldBeSameAs(layer.get_parameter("weight_ih_l1_reverse"));
        layer.get_weight_hh(0).ShouldBeSameAs(layer.get_parameter("weight_hh_l0"));
        layer.get_bias_hh(2).ShouldBeSameAs(layer.get_parameter("bias_hh_l1"));
        Message(() => layer.get_weight_ih(4)).ShouldBe("LSTM has no layer 4: it has 4, counting directions.");
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static Func<Tensor[]> Waves(params long[][] shapes) => () => shapes.Select((shape, k) => Reference.Wave(shape, k).requires_grad_()).ToArray();

    private static Tensor?[] List((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    private static Tensor?[] List((Tensor, Tensor, Tensor) triple) => [triple.Item1, triple.Item2, triple.Item3];

    private static ModuleCase Layer(Func<HiddenStateRNN> make, params long[][] shapes)
        => ModuleCase.Of(make, Waves(shapes), (layer, inputs) => List(layer.call(inputs[0], inputs.ElementAtOrDefault(1))));

    private static ModuleCase Memory(Func<LSTM> make, params long[][] shapes)
        => ModuleCase.Of(make, Waves(shapes), (layer, inputs) => List(layer.call(inputs[0], inputs.Length == 3 ? (inputs[1], inputs[2]) : null)));

    [Fact]
    public void Hooks_on_packed_sequences_see_their_elements()
    {
        using var scope = NewDisposeScope();
        using var layer = GRU(4, 3);
        var packed = Pack(Reference.Wave([5, 3, 4]).requires_grad_(), sorted: false);
        var seen = new List<string>();
        Tensor? gradient = null;
        layer.register_full_backward_hook((_, inputs, results) =>
        {
            seen.Add($"backward {string.Join(", ", inputs.Select(tensor => tensor is null ? "none" : string.Join("x", tensor.shape)))} of {results.Length}");
            gradient = inputs[0]!.clone().DetachFromDisposeScope();
            return null;
        });
        using (var remover = modules.module.register_module_forward_pre_hook((_, inputs) =>
        {
            seen.Add($"global {inputs.Length}");
            return null;
        }))
        {
            var (output, hidden) = layer.call(packed);
            packed.data.retain_grad();
            (output.data.sum() + hidden.sum()).backward();
        }

        seen.ShouldBe(["global 2", "backward 10x4, none of 2"]);
        Reference.Elements(gradient!).ShouldBe(Reference.Elements(packed.data.grad!));
        gradient!.Dispose();

        layer.register_forward_pre_hook((_, data, state) => (data[..3], state));
        Should.Throw<UserErrorException>(() => layer.call(packed)).Message.ShouldBe("GRU: these packed sequences have 10 elements, but a hook made 3 of them.");
    }

    private static GRU HookedGru()
    {
        var layer = GRU(4, 3, 2);
        layer.register_forward_pre_hook((_, data, state) => (data * 2, state));
        layer.register_forward_hook((_, data, _, result) => (result.Item1 + data.sum(), result.Item2));
        return layer;
    }

    private static LSTM HookedLstm()
    {
        var layer = LSTM(4, 3);
        layer.register_forward_pre_hook((_, data, state) => (data * 2, state));
        layer.register_forward_hook((_, data, _, result) => (result.Item1 + data.sum(), result.Item2, result.Item3));
        return layer;
    }

    private static ModuleCase Packed(Func<HiddenStateRNN> make, bool sorted, long[]? state = null)
        => ModuleCase.Of(make, state is null ? Waves([5, 3, 4]) : Waves([5, 3, 4], state), (layer, inputs) =>
        {
            var (output, hidden) = layer.call(Pack(inputs[0], sorted), inputs.ElementAtOrDefault(1));
            return [output.data, hidden];
        });

    private static ModuleCase PackedMemory(Func<LSTM> make, bool sorted, long[]? state = null)
        => ModuleCase.Of(make, state is null ? Waves([5, 3, 4]) : Waves([5, 3, 4], state, state), (layer, inputs) =>
        {
            var (output, hidden, cell) = layer.call(Pack(inputs[0], sorted), inputs.Length == 3 ? (inputs[1], inputs[2]) : null);
            return [output.data, hidden, cell];
        });

    private static ModuleCase Cell(Func<HiddenStateCell> make, params long[][] shapes)
        => ModuleCase.Of(make, Waves(shapes), (cell, inputs) => [cell.call(inputs[0], inputs.ElementAtOrDefault(1))]);

    private static ModuleCase MemoryCell(Func<LSTMCell> make, params long[][] shapes)
        => ModuleCase.Of(make, Waves(shapes), (cell, inputs) => List(cell.call(inputs[0], inputs.Length == 3 ? (inputs[1], inputs[2]) : null)));

    private static PackedSequence Pack(Tensor input, bool sorted) => pack_padded_sequence(input, sorted ? [5, 3, 2] : [2, 5, 3], enforce_sorted: sorted);
}
