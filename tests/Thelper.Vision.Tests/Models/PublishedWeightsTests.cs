using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

/// <summary>Weight files as they were published: with the names that layers had then, without counters of batches, for another image size.</summary>
[NoLeaks]
public sealed class PublishedWeightsTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("published").FullName, "weights.pth");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [Fact]
    public void Layers_of_dense_networks_had_dots_in_their_names()
    {
        using var scope = NewDisposeScope();
        using var source = Dense();
        var old = source.state_dict()
            .Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(entry => System.Text.RegularExpressions.Regex.Replace(entry.Key, @"(denselayer\d+\.(?:norm|conv))([12])\.", "$1.$2."), entry => (object?)entry.Value);
        old.Keys.ShouldContain("features.denseblock1.denselayer2.norm.1.weight");
        Checkpoints.Save(old, file);
        using var model = Dense();
        PublishedWeights.LoadInto(model, file);
        Same(model, source);
    }

    [Fact]
    public void Perceptrons_of_vision_transformers_had_names_for_their_layers()
    {
        using var scope = NewDisposeScope();
        using var source = Transformer(16);
        var old = source.state_dict().ToDictionary(
            entry => entry.Key.Replace(".mlp.0.", ".mlp.linear_1.", StringComparison.Ordinal).Replace(".mlp.3.", ".mlp.linear_2.", StringComparison.Ordinal), entry => (object?)entry.Value);
        old.Keys.ShouldContain("encoder.layers.encoder_layer_0.mlp.linear_2.bias");
        Checkpoints.Save(old, file);
        using var model = Transformer(16);
        PublishedWeights.LoadInto(model, file);
        Same(model, source);
    }

    [Fact]
    public void A_vision_transformer_of_another_size_gets_the_positions_interpolated_and_the_rest_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var source = Transformer(16);
        Checkpoints.Save(source.state_dict(), file);
        using var model = Transformer(24);
        PublishedWeights.LoadInto(model, file, model.InterpolatePositions);
        var (before, after) = (source.state_dict(), model.state_dict());
        after["encoder.pos_embedding"].shape.ShouldBe([1L, 10L, 8L]);
        foreach (var index in new[] { (0, 0), (1, 1), (4, 9) })
        {
            // The token, and corners of the square.
            allclose(before["encoder.pos_embedding"].select(1, index.Item1), after["encoder.pos_embedding"].select(1, index.Item2), rtol: 1e-5, atol: 1e-6).ShouldBeTrue();
        }

        aten.equal(before["conv_proj.weight"], after["conv_proj.weight"]).ShouldBeTrue();
        using var unfit = Transformer(24);
        Should.Throw<UserErrorException>(() => PublishedWeights.LoadInto(unfit, file)).Message.ShouldContain("encoder.pos_embedding");
    }

    private static DenseNet Dense() => new(4, [2, 2], 8, numClasses: 3);

    private static VisionTransformer Transformer(int size) => new(size, 8, 1, 2, 8, 16, numClasses: 3);

    private static void Same(nn.Module model, nn.Module source)
    {
        var own = model.state_dict();
        source.state_dict().ShouldAllBe(entry => aten.equal(own[entry.Key], entry.Value));
    }
}
