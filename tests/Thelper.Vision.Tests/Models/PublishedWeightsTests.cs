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

    [Fact]
    public void Weights_of_ones_own_for_images_of_another_size_are_interpolated_alike_and_both_sizes_are_said()
    {
        using var scope = NewDisposeScope();
        using var source = Transformer(16);
        var state = source.state_dict();
        Checkpoints.Save(new PyDict { { "epoch", 3L }, { "state_dict", state.ToDictionary(entry => $"module.{entry.Key}", entry => (object?)entry.Value) } }, file);
        using var model = Transformer(24);
        var said = WeightLoading.LoadInto(model, file);
        said.Notes.ShouldBe([
            "taken from its entry 'state_dict'", "without the prefix 'module.'",
            "'module.encoder.pos_embedding': positions interpolated from 2 x 2 patches (images of 16 x 16 pixels) to 3 x 3 (24 x 24 pixels)"]);
        said.IsComplete.ShouldBeTrue();
        Checkpoints.Save(state, file);
        using var published = Transformer(24);
        PublishedWeights.LoadInto(published, file, published.InterpolatePositions);
        Same(model, published);
        model.parameters().ShouldAllBe(parameter => parameter.requires_grad && parameter.is_leaf);

        using var back = Transformer(16);
        Checkpoints.Save(model.state_dict(), file);
        WeightLoading.LoadInto(back, file).Notes[0].ShouldContain("from 3 x 3 patches (images of 24 x 24 pixels) to 2 x 2 (16 x 16 pixels)");
    }

    [Fact]
    public void Positions_that_are_no_square_or_of_other_values_are_refused_with_both_sizes()
    {
        using var scope = NewDisposeScope();
        using var source = Transformer(16);
        using var model = Transformer(24);
        var before = model.state_dict()["encoder.pos_embedding"].clone();
        foreach (var (shape, text) in new[] { (new long[] { 1, 7, 8 }, "[1, 7, 8]"), ([1, 5, 6], "[1, 5, 6]"), ([1, 1, 8], "[1, 1, 8]") })
        {
            var state = source.state_dict().ToDictionary(entry => entry.Key, entry => (object?)entry.Value);
            state["encoder.pos_embedding"] = zeros(shape);
            Checkpoints.Save(state, file);
            Should.Throw<UserErrorException>(() => WeightLoading.LoadInto(model, file)).Message.ShouldContain($"'encoder.pos_embedding' is {text} in the file and [1, 10, 8] in the model");
        }

        aten.equal(model.state_dict()["encoder.pos_embedding"], before).ShouldBeTrue();
    }

    private static DenseNet Dense() => new(4, [2, 2], 8, numClasses: 3);

    private static VisionTransformer Transformer(int size) => new(size, 8, 1, 2, 8, 16, numClasses: 3);

    private static void Same(nn.Module model, nn.Module source)
    {
        var own = model.state_dict();
        source.state_dict().ShouldAllBe(entry => aten.equal(own[entry.Key], entry.Value));
    }
}
