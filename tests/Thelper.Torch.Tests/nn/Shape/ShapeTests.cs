using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Layers that rearrange elements against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class ShapeTests
{
    private static readonly LayerTable Layers = new()
    {
        ["flatten"] = () => Flatten(),
        ["flatten_range"] = () => Flatten(0, 1),
        ["unflatten"] = () => Unflatten(1, 2, 3),
        ["unflatten_rest"] = () => Unflatten(-1, 2, -1),
        ["fold"] = () => Fold((4, 5), (2, 2)),
        ["fold_options"] = () => Fold(5, 2, dilation: 2, padding: 1, stride: 2),
        ["unfold"] = () => Unfold(2),
        ["unfold_options"] = () => Unfold((2, 3), dilation: (1, 2), padding: (1, 0), stride: (2, 1)),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => Fold(4, 0)).ShouldBe("Fold: kernel_size is positive, not 0.");
    }
}
