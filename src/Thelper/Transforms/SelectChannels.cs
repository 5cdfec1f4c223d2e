using System.Globalization;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Picks channels of an image H×W×C in a given order. The result is H×W×n, or H×W for a single channel, as in the original.</summary>
[TypeName("thelper.transforms.operations.SelectChannels", "thelper.transforms.SelectChannels")]
public sealed class SelectChannels : Operation
{
    private const int MaxChannels = 512;
    private readonly long[] sources;

    /// <summary>Creates the operation.</summary>
    /// <param name="channels">One channel, a list of channels, or a map from source channel to target place (null drops the channel).</param>
    /// <exception cref="UserErrorException">It is none of these, empty, or names a channel twice.</exception>
    public SelectChannels([ConfigValue(Holds = [typeof(long), typeof(List<long>), typeof(Dictionary<string, object>)], Example = "[0, 1, 2]")] object? channels)
    {
        sources = channels switch
        {
            System.Collections.IDictionary map => FromMap(map),
            _ when TransformArguments.IsInteger(channels) => [Index(channels)],
            _ when TransformArguments.Items(channels) is { } list => [.. list.Select(Index)],
            _ => throw new UserErrorException($"'channels' must be an integer, a list of integers or a map of integers, got {PythonRepr.Of(channels)}"),
        };
        if (sources.Length == 0)
        {
            throw new UserErrorException("'channels' selects nothing");
        }

        if (sources.Distinct().Count() != sources.Length)
        {
            throw new UserErrorException($"'channels' names a channel twice: [{string.Join(", ", sources)}]");
        }
    }

    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <summary>The channels that are selected, in their order.</summary>
    internal IReadOnlyList<long> Channels => [.. sources.Select(channel => (long)channel)];

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
    {
        // A label map has no third axis: it is its own only channel.
        image = image.dim() == 2 ? image.unsqueeze(2) : image;
        var shape = image.shape;
        if (shape.Length != 3)
        {
            throw new UserErrorException($"needs an image H×W×C, got the shape [{string.Join(", ", shape)}]");
        }

        if (sources.Max() is var last && last >= shape[2])
        {
            throw new UserErrorException($"selects channel {last}, but the image has {shape[2]}");
        }

        if (sources is [var single])
        {
            return image.select(2, single);
        }

        if (shape[2] <= MaxChannels && TransformArguments.IsImageType(image.dtype))
        {
            return ImageOps.SelectChannels(image, [.. sources.Select(source => (int)source)]);
        }

        using var index = torch.tensor(sources);
        return aten.index_select(image, 2, index);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => throw new UserErrorException("cannot be inverted, as channels may be lost");

    /// <inheritdoc/>
    protected override string Arguments() => $"channels=[{string.Join(", ", sources)}]";

    private static long[] FromMap(System.Collections.IDictionary map)
    {
        var places = new SortedDictionary<long, long>();
        var dropped = new HashSet<long>();
        foreach (System.Collections.DictionaryEntry entry in map)
        {
            var source = Index(entry.Key is string text && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : entry.Key);
            if (entry.Value is null)
            {
                dropped.Add(source);
            }
            else if (!places.TryAdd(Index(entry.Value), source))
            {
                throw new UserErrorException($"'channels' puts two channels at place {entry.Value}");
            }
        }

        // A place may stay free only for a channel that is dropped in so many words: {0: 0, 1: 1, 2: null, 3: 3}.
        for (var place = 0L; places.Count > 0 && place < places.Keys.Last(); place++)
        {
            if (!places.ContainsKey(place) && !dropped.Contains(place))
            {
                throw new UserErrorException($"'channels' puts no channel at place {place}; places count from 0 without gaps");
            }
        }

        return [.. places.Values];
    }

    private static long Index(object? value) =>
        TransformArguments.IsInteger(value) && TransformArguments.Number(value) is >= 0 and var number
            ? (long)number
            : throw new UserErrorException($"'channels' must hold integers from 0 on, got {PythonRepr.Of(value)}");
}
