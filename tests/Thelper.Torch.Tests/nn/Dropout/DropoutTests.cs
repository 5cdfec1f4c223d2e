using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Dropouts against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class DropoutTests
{
    private static readonly LayerTable Layers = new()
    {
        ["dropout"] = () => Dropout(0.3),
        ["dropout_inplace"] = () => Dropout(inplace: true),
        ["dropout_all"] = () => Dropout(1.0),
        ["dropout1d"] = () => Dropout1d(),
        ["dropout1d_unbatched"] = () => Dropout1d(0.4, inplace: true),
        ["dropout2d"] = () => Dropout2d(0.5),
        ["dropout2d_inplace"] = () => Dropout2d(0.25, inplace: true),
        ["dropout2d_three"] = () => Dropout2d(0.5),
        ["dropout3d"] = () => Dropout3d(0.5),
        ["dropout3d_unbatched"] = () => Dropout3d(0.4, inplace: true),
        ["alpha_dropout"] = () => AlphaDropout(0.3),
        ["alpha_dropout_inplace"] = () => AlphaDropout(inplace: true),
        ["feature_alpha_dropout"] = () => FeatureAlphaDropout(0.4),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => Dropout(1.5)).ShouldBe("Dropout: p is a probability in [0, 1], not 1.5.");
        Refusal.Of(() => Dropout3d(-0.1)).ShouldBe("Dropout3d: p is a probability in [0, 1], not -0.1.");
        Refusal.Of(() => AlphaDropout(double.NaN)).ShouldBe("AlphaDropout: p is a probability in [0, 1], not nan.");
    }
}
