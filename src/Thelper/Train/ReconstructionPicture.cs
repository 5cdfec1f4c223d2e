using System.Collections;
using System.Reflection;
using Thelper.Data;
using Thelper.Draw;
using Thelper.Imaging.Plots;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Nn;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>The picture of an auto-encoder's work: the first images of an evaluation side by side, above what was made of them; all in the size of the first.</summary>
internal sealed class ReconstructionPicture : IConsumer
{
    private readonly int count;
    private readonly double[] mean;
    private readonly double[] deviation;
    private readonly List<Shown> inputs = [];
    private readonly List<Shown> painted = [];

    /// <summary>Creates the picture.</summary>
    /// <param name="count">How many images it shows; 0 for no picture.</param>
    /// <param name="mean">What was subtracted from the images: a number, a list, or <c>loader.dataset.image_mean</c>.</param>
    /// <param name="deviation">What they were divided by.</param>
    /// <param name="data">The data set whose properties texts name.</param>
    /// <exception cref="UserErrorException">A value has another form.</exception>
    public ReconstructionPicture(int count, object mean, object deviation, Dataset? data)
    {
        this.count = count >= 0 ? count : throw new UserErrorException($"reconstr_display_count: {count} is no number of images");
        this.mean = Numbers(mean, "reconstr_display_mean", data);
        this.deviation = Numbers(deviation, "reconstr_display_stddev", data);
        if (this.mean.Length != this.deviation.Length || this.deviation.Any(value => !(value > 0)))
        {
            throw new UserErrorException($"reconstr_display_mean and reconstr_display_stddev need one number per channel each, the deviations above 0 (got {this.mean.Length} and {this.deviation.Length})");
        }
    }

    /// <summary>Takes in a batch, until there are enough images.</summary>
    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        // Images (batch, channels, height, width), normalised, and what the model made of them.
        var (input, reconstruction) = ((Tensor)iteration.Input!, iteration.NamedOutputs![AutoEncoderResNet.Reconstruction]);
        var missing = Math.Min(count - inputs.Count, (int)input.shape[0]);
        for (var i = 0; i < missing; i++)
        {
            inputs.Add(Read(input, i, iteration.InputIsBgr));
            painted.Add(Read(reconstruction, i, iteration.InputIsBgr));
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        inputs.Clear();
        painted.Clear();
    }

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        // The inputs fill the range from black to white, all by one measure, so that colours stay as they are; what was painted is shown by the same.
        using var scope = NewDisposeScope();
        var (low, high) = (inputs.Min(image => image.Values.Min()), inputs.Max(image => image.Values.Max()));
        var scale = high > low ? 1 / (high - low) : 0;
        Tensor Image(Shown image) => ImageGrid.OfUnitRange(((tensor(image.Values).view(3, image.Height, image.Width) - low) * scale).permute(1, 2, 0));
        return [new PictureFile(PlotImage.Of(ImageGrid.Stack([[.. inputs.Select(Image)], [.. painted.Select(Image)]])))];
    }

    private static double[] Numbers(object value, string key, Dataset? data) => value switch
    {
        string text => Numbers(Property(text, key, data), key, data),
        IEnumerable list => [.. list.Cast<object>().SelectMany(entry => Numbers(entry, key, data))],
        double or float or long or int => [Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)],
        _ => throw new UserErrorException($"{key}: expected a number, a list of numbers, or the name of a property of the data set"),
    };

    // loader.dataset.image_mean is the property ImageMean.
    private static object Property(string text, string key, Dataset? data)
    {
        const string Prefix = "loader.dataset.";
        var name = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Replace("_", "", StringComparison.Ordinal) : "";
        var source = data?.Locate(0).Dataset;
        return source?.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.GetValue(source) is { } value and not string
            ? value
            : throw new UserErrorException($"{key}: '{text}' names no property of the data set {source?.GetType().Name}; give the numbers");
    }

    // What a camera saw: red, green, blue x height x width, in the data's own unit.
    private Shown Read(Tensor batch, int index, bool isBgr)
    {
        using var scope = NewDisposeScope();
        var image = batch[index].detach().cpu();
        var channels = (int)image.shape[0];
        if (mean.Length != 1 && mean.Length != channels)
        {
            throw new UserErrorException($"reconstr_display_mean has {mean.Length} numbers, but the images have {channels} channels");
        }

        var values = (image * Channels(deviation)) + Channels(mean);
        var shown = channels switch
        {
            1 => values.expand(3, -1, -1),
            2 => cat([values, values.narrow(0, 0, 1)]),
            3 when isBgr => aten.flip(values, [0]),
            _ => values.narrow(0, 0, 3),
        };
        return new(shown.to(ScalarType.Float32).contiguous().DataSpan<float>().ToArray(), image.shape[1], image.shape[2]);
    }

    private static Tensor Channels(double[] values) => tensor(Array.ConvertAll(values, value => (float)value)).view(-1, 1, 1);

    // Batches may have images of different sizes.
    private sealed record Shown(float[] Values, long Height, long Width);
}
