using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Onnx.Tests;

/// <summary>Exports models to a temporary file and compares both engines.</summary>
internal static class Exported
{
    /// <summary>The greatest difference over all results, relative to the greatest number of each, at the given shapes.</summary>
    public static double Difference(nn.Module model, Func<Tensor, object?> forward, Tensor example, OnnxOptions options, params long[][] shapes) =>
        Difference(model, forward, example, options, VaryingAxes.BatchAndSpace, shapes);

    /// <summary>The same with axes that may vary at most.</summary>
    public static double Difference(nn.Module model, Func<Tensor, object?> forward, Tensor example, OnnxOptions options, VaryingAxes axes, params long[][] shapes)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("thelper-onnx").FullName, "model.onnx");
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var trace = DynamicTrace.Of(model, example, forward, axes);
        using var module = trace.Module;
        OnnxExporter.Export(trace, file, options);
        using var onnx = OnnxModel.Open(file, 1);
        Directory.Delete(Path.GetDirectoryName(file)!, true);
        var worst = 0.0;
        foreach (var shape in shapes)
        {
            var input = example.dtype == ScalarType.Float32 ? randn(shape) : example.expand(shape).contiguous();
            List<Tensor> expected = [.. Tensors(forward(input))];
            List<Tensor> found = [.. onnx.Run(input).Values];
            found.Count.ShouldBe(expected.Count);
            foreach (var (a, b) in found.Zip(expected))
            {
                a.shape.ShouldBe(b.shape);
                a.dtype.ShouldBe(b.dtype);
                if (b.numel() == 0)
                {
                    continue;
                }

                var difference = (a.to(ScalarType.Float64) - b.to(ScalarType.Float64)).abs().max().item<double>();
                worst = Math.Max(worst, difference / Math.Max(1, b.to(ScalarType.Float64).abs().max().item<double>()));
            }
        }

        return worst;
    }

    private static IEnumerable<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        IEnumerable<KeyValuePair<string, Tensor>> map => map.Select(pair => pair.Value),
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(k => Tensors(tuple[k])),
        IEnumerable<object?> items => items.SelectMany(Tensors),
        _ => [],
    };
}
