using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Steps of one optimizer over seven million numbers, the counterpart of <c>bench/optim.py</c>.</summary>
internal static class OptimBench
{
    /// <summary>The cases by name: an optimizer, and whether the numbers are in many parameters or in one.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All =
        (from name in new[] { "sgd", "adam", "adamw", "rmsprop", "adagrad" } from shapes in new[] { "many", "one" } select (name, shapes))
        .ToDictionary(pair => $"{pair.name}-{pair.shapes}", pair => (Func<Func<double>>)(() => Steps(pair.name, pair.shapes)));

    private static Func<double> Steps(string name, string shapes)
    {
        var parameters = Shapes(shapes).Select(shape => new Parameter(randn(shape))).ToArray();
        foreach (var parameter in parameters)
        {
            using var gradient = randn(parameter.shape);
            parameter.grad = gradient;
        }

        var optimizer = Create(name, parameters);
        return () =>
        {
            optimizer.step();
            return parameters[0].data<float>()[0];
        };
    }

    private static optim.Optimizer Create(string name, Parameter[] parameters) => name switch
    {
        "sgd" => optim.SGD(parameters, 1e-3, momentum: 0.9),
        "adam" => optim.Adam(parameters),
        "adamw" => optim.AdamW(parameters),
        "rmsprop" => optim.RMSProp(parameters),
        "adagrad" => optim.Adagrad(parameters),
        _ => throw new UserErrorException($"'{name}' is not an optimizer of the benchmark (known: sgd, adam, adamw, rmsprop, adagrad)"),
    };

    /// <summary>The convolutions and normalisations of a ResNet-18 with fewer channels at its end: 60 tensors; or one tensor of as many numbers.</summary>
    private static List<long[]> Shapes(string kind)
    {
        if (kind == "one")
        {
            return [[7_000_000]];
        }

        var shapes = new List<long[]> { new long[] { 64, 3, 7, 7 }, new long[] { 64 }, new long[] { 64 } };
        long[] widths = [64, 128, 256, 352];
        var before = 64L;
        foreach (var width in widths)
        {
            shapes.AddRange([[width, before, 3, 3], [width], [width], [width, width, 3, 3], [width], [width], [width, width, 3, 3], [width], [width], [width, width, 3, 3], [width], [width]]);
            if (before != width)
            {
                shapes.AddRange([[width, before, 1, 1], [width], [width]]);
            }

            before = width;
        }

        return shapes;
    }
}
