using Thelper.Geo.Parsers;
using Thelper.Infer;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Train;

namespace Thelper.Geo.Scenes;

/// <summary>Gives each pixel of a raster the class that a classifier gives the window around it, and writes <c>NAME_class.tif</c>, <c>NAME_probs.tif</c> and <c>config-classes.json</c> as thelper 0.6.2 does.</summary>
/// <remarks>The data set is a <see cref="SlidingWindowDataset"/>. In the class raster 0 is no data, and a class its index and 1. Pixels half a window from an edge are the middle of no window, and stay 0.</remarks>
[TypeName("thelper.data.geo.infer.SlidingWindowTester")]
public sealed class SlidingWindowTester : Tester
{
    private readonly SlidingWindowMap? map;

    /// <summary>Creates the tester.</summary>
    /// <param name="context">What the session built.</param>
    /// <param name="normalizeLoss">Whether shares are those of a softmax over what the model answers; else its own numbers.</param>
    /// <exception cref="UserErrorException">There is training data, the task is no classification of one label, or the data set has no sliding window.</exception>
    public SlidingWindowTester(TrainerContext context, bool normalizeLoss = true)
        : base(context, given => new ImageClassifTrainer(given))
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Task is not Classification { MultiLabel: false } task)
        {
            throw new UserErrorException($"{context.Places.Of("tester.type", "trainer")}: a sliding window gives each pixel one class; the task is {context.Task}.");
        }

        if (context.Test is not { } test)
        {
            return;
        }

        var (dataset, _) = test.Loader.Dataset.Locate(0);
        if (dataset is not SlidingWindowDataset windows || test.Loader.Dataset.Count != windows.Count)
        {
            throw new UserErrorException($"{context.Places.Of("datasets")}: the tester's data must be one thelper.data.geo.parsers.SlidingWindowDataset; for scenes of any number, and networks that answer for every pixel, there is 'thelper infer MODEL SCENES... --scenes DIR'.");
        }

        // A trial of a few batches makes no raster.
        map = context.MaxBatches is not null ? null : new(windows.Raster, ClassLegend.Of(task), normalizeLoss);
    }

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, IConsumer>> ConsumersOf(string name) => name == "test" && map is not null ? base.ConsumersOf(name).Append(new("scene", map)) : base.ConsumersOf(name);
}
