using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>What exported files are tried on: the example, real samples where there are such, and noise.</summary>
/// <param name="network">The model.</param>
/// <param name="example">What it was traced with.</param>
/// <param name="trace">What the trace found out of its sizes.</param>
internal sealed class ExportTrials(ExportedNetwork network, Tensor example, DynamicTrace trace)
{
    // Of a file whose sizes are fixed the example alone would be compared with what was traced with it.
    private const int FixedTries = 3;

    /// <summary>Real inputs, each a batch of one, with what messages call them.</summary>
    public IReadOnlyList<(string Name, Tensor Input)> Samples { get; init; } = [];

    /// <summary>Real pictures, uint8 H×W×3, blue, green, red, for a graph that prepares them itself.</summary>
    public IReadOnlyList<Tensor> Pictures { get; init; } = [];

    /// <summary>Called before each trial; null for nothing.</summary>
    public Action? Step { get; init; }

    /// <summary>Tries a file that takes what the network does; for one run.</summary>
    /// <exception cref="UserErrorException">A sample has another size than the file takes; it is named.</exception>
    public AnswerCheck OfInputs() => Check([.. Inputs()], null);

    /// <summary>Tries a file that prepares pictures itself; for one run.</summary>
    /// <param name="embedding">What it does to them.</param>
    /// <exception cref="UserErrorException">A sample has another size than the file takes; it is named.</exception>
    public AnswerCheck OfPictures(OnnxEmbedding embedding)
    {
        RequireFitting();
        return Check([.. Drawn(embedding)], embedding.Prepared);
    }

    private AnswerCheck Check(List<(long[] Shape, Func<Tensor> Draw)> trials, Func<Tensor, Tensor>? prepare)
    {
        var next = 0;
        return new(network.Ask, _ => trials[next++].Draw(), trials.ConvertAll(trial => trial.Shape), trace.BatchVaries)
        {
            Objects = network.Objects,
            Exact = network.OutputNames is null ? null : network.AnswerIn64Bits,
            Prepare = prepare,
            Step = Step,
        };
    }

    // A detector is tried on an empty scene, too: the number of objects differs.
    private IEnumerable<(long[] Shape, Func<Tensor> Draw)> Inputs()
    {
        RequireFitting();
        var shapes = Shapes().ToList();
        var repeats = trace.BatchVaries ? 1 : (int)example.shape[0];
        foreach (var (k, shape) in shapes.Index())
        {
            Func<Tensor> draw = trace.BatchVaries || k == 0 ? () => Known(shape)
                : network.OutputNames is null ? () => ExampleNoise.Like(example, shape)
                : k == 1 ? Empty
                : () => rand_like(example);
            yield return (shape, draw);
        }

        foreach (var (_, input) in Samples)
        {
            yield return ([repeats * input.shape[0], .. input.shape[1..]], () => repeats == 1 ? input : cat([.. Enumerable.Repeat(input, repeats)]));
        }
    }

    private IEnumerable<long[]> Shapes()
    {
        var shape = example.shape;
        if (!trace.BatchVaries)
        {
            for (var k = 0; k < FixedTries; k++)
            {
                yield return shape;
            }

            yield break;
        }

        foreach (var batch in (long[])[1, 2, 3])
        {
            yield return [batch, .. shape[1..]];
        }

        // A batch also has to answer as its samples do, which takes time: once.
        for (var k = 0; k < trace.OtherSizes.Count; k++)
        {
            yield return [k == 0 ? 2 : 1, shape[1], trace.OtherSizes[k].Height, trace.OtherSizes[k].Width];
        }
    }

    // Pictures that are resized come in any size.
    private IEnumerable<(long[] Shape, Func<Tensor> Draw)> Drawn(OnnxEmbedding embedding)
    {
        IEnumerable<long[]> sizes = Shapes().Select(shape => (long[])[shape[0], shape[2], shape[3], 3]);
        if (embedding.Pictures.Size is var (height, width))
        {
            sizes = Shapes().Select(shape => shape[0]).Distinct().SelectMany(batch => (long[][])[[batch, height, width, 3], [batch, (2 * height) + 1, width + 7, 3], [batch, height / 2, width / 2, 3]]);
        }

        foreach (var (k, size) in sizes.Index())
        {
            Func<Tensor> draw = network.OutputNames is not null && k == 0
                ? () => EmptyScene.Of(size[1], size[2]).mul(255).to(ScalarType.Byte).view(1, size[1], size[2], 1).expand(size).contiguous()
                : () => (rand(size) * 255).to(ScalarType.Byte);
            yield return (size, draw);
        }

        var repeats = trace.BatchVaries ? 1 : example.shape[0];
        foreach (var picture in Pictures.Select(embedding.Take))
        {
            yield return ([repeats, .. picture.shape], () => picture.unsqueeze(0).expand([repeats, .. picture.shape]).contiguous());
        }
    }

    // Of an example that is one number everywhere answers say little.
    private Tensor Known(long[] shape) =>
        shape.SequenceEqual(example.shape) && (network.OutputNames is not null || !ExampleNoise.IsConstant(example)) ? example : ExampleNoise.Like(example, shape);

    private Tensor Empty() => ExampleNoise.Within(example, EmptyScene.Of(example.shape[^2], example.shape[^1]).expand_as(example));

    // A file takes the sizes of its example where they are not free.
    private void RequireFitting()
    {
        foreach (var (name, input) in Samples)
        {
            var fits = trace.SpaceVaries ? input.dim() == 4 && input.shape[1] == example.shape[1] : input.shape.AsSpan(1).SequenceEqual(example.shape.AsSpan(1));
            if (!fits)
            {
                throw new UserErrorException($"{name}: is {string.Join('x', input.shape.Skip(1))} for the network, which was exported for {string.Join('x', example.shape.Skip(1))}; resize it or give --input");
            }
        }
    }
}
