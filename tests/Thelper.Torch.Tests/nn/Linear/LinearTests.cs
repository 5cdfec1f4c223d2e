using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Layers that multiply by a matrix against PyTorch.</summary>
[NoLeaks]
public sealed class LinearTests
{
    private static readonly LayerTable Layers = new()
    {
        ["linear"] = () => Linear(7, 5),
        ["linear_nobias"] = () => Linear(7, 5, hasBias: false),
        ["linear_vector"] = () => Linear(7, 5),
        ["linear_double"] = () => Linear(7, 5, dtype: ScalarType.Float64),
        ["bilinear"] = () => Bilinear(4, 5, 3),
        ["bilinear_nobias"] = () => Bilinear(4, 5, 3, hasBias: false),
        ["identity"] = () => Identity(),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);
}
