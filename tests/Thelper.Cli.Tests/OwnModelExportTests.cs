using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Cli.Tests;

/// <summary>A model in a <c>.cs</c> file with a branch on shapes, a loop over a list of layers, dropout and a module of its own leaves as what it computes, worked out here from its weights.</summary>
[NoLeaks]
public class OwnModelExportTests
{
    private const string Code = """
        namespace Own;

        public sealed class Gate : Module<Tensor, Tensor>
        {
            private readonly Parameter scale = new(rand(8, 1, 1));

            public Gate() : base("gate") => RegisterComponents();

            public override Tensor forward(Tensor input) => input * (scale * input.mean([2, 3], keepdim: true)).sigmoid();
        }

        public sealed class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Module<Tensor, Tensor>> blocks;
            private readonly Gate gate = new();
            private readonly Module<Tensor, Tensor> drop = Dropout(0.9);
            private readonly Module<Tensor, Tensor> fc = Linear(8, 10);

            public Net(int depth = 3) : base("net")
            {
                blocks = ModuleList([.. Enumerable.Range(0, depth).Select(k => (Module<Tensor, Tensor>)Conv2d(k == 0 ? 3 : 8, 8, 3, padding: 1))]);
                RegisterComponents();
            }

            public override Tensor forward(Tensor input)
            {
                var x = input.shape[1] == 1 ? input.expand(-1, 3, -1, -1) : input;
                for (var k = 0; k < blocks.Count; k++)
                {
                    var next = functional.relu(blocks[k].call(x));
                    x = k > 0 ? x + next : next;
                }

                if (x.shape[2] > 8 && x.shape[3] > 8)
                {
                    x = functional.max_pool2d(x, 2);
                }

                return fc.call(drop.call(gate.call(x).mean([2, 3])));
            }
        }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void It_exports_and_agrees(int channels)
    {
        using var work = new Workspace();
        File.WriteAllText(work["Own.cs"], Code);
        File.WriteAllText(work["e.json"], $$"""
            {"name": "e", "model": {"type": "Own.cs:Own.Net", "params": {"depth": 4} },
             "export": {"trace_input": "torch.rand(1, {{channels}}, 32, 32)", "trace_name": "own.pt", "onnx_name": "own.onnx",
               "task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "input_key": "image", "label_key": "label"} } } }
            """);
        ExportModelTests.Succeed("export", "e.json", "out");
        ExportTests.ShapesTried("out/e/verification.json").ShouldBe([$"1 {channels} 32 32", $"2 {channels} 32 32", $"3 {channels} 32 32", $"2 {channels} 64 96", $"1 {channels} 63 93", $"1 {channels} 16 16"]);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var script = jit.load("out/e/own.pt");
        using var onnx = OnnxModel.Open("out/e/own.onnx");
        onnx.InputShape("input").ShouldBe([-1, channels, -1, -1]);
        var weights = script.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter);
        weights.Keys.ShouldBe(["blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "blocks.2.weight", "blocks.2.bias", "blocks.3.weight", "blocks.3.bias", "gate.scale", "fc.weight", "fc.bias"], ignoreOrder: true);
        foreach (var shape in new long[][] { [1, channels, 32, 32], [3, channels, 32, 32], [2, channels, 50, 41] })
        {
            var input = rand(shape);
            var expected = Computed(input, weights);
            ((Tensor)script.forward(input)! - expected).abs().max().ToDouble().ShouldBeLessThan(1e-5);
            (onnx.Run(input)["output"] - expected).abs().max().ToDouble().ShouldBeLessThan(1e-5);
        }
    }

    private static Tensor Computed(Tensor input, Dictionary<string, Tensor> weights)
    {
        var x = F.relu(F.conv2d(input.expand(-1, 3, -1, -1), weights["blocks.0.weight"], weights["blocks.0.bias"], padding: [1, 1]));
        foreach (var k in new[] { 1, 2, 3 })
        {
            x = x + F.relu(F.conv2d(x, weights[$"blocks.{k}.weight"], weights[$"blocks.{k}.bias"], padding: [1, 1]));
        }

        x = F.max_pool2d(x, 2);
        x = x * (weights["gate.scale"] * x.mean([2, 3], keepdim: true)).sigmoid();
        return F.linear(x.mean([2, 3]), weights["fc.weight"], weights["fc.bias"]);
    }
}
