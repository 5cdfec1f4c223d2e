using Thelper.Config;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <content>Weights from files, and what is told of them.</content>
public static partial class ModelFactory
{
    // After the weights: they are made for the channels that the model had.
    private static Module Adapted(Module model, ModelOptions options, ModelLog log)
    {
        if (options.AdaptInput is { } channels)
        {
            Disposing(model, () => AdaptInput(model, channels, log));
        }

        return model;
    }

    private static void AdaptInput(Module model, int channels, ModelLog log)
    {
        if (InputSurgery.Find(model.Printed) is { } before && before.Channels == channels)
        {
            return;
        }

        model.AdaptInput(channels);
        if (InputSurgery.Find(model.Printed) is { } after)
        {
            log.Information($"adapted the input layer '{after.Path}' to images of {channels} channel{(channels == 1 ? "" : "s")}");
        }
    }

    private static WeightReport LoadWeights(Module model, string weights, ModelOptions options, ModelLog log)
    {
        UserErrorException refusal;
        try
        {
            var report = WeightLoading.LoadInto(model, weights, options.WeightsKey, options.WeightsStrict);
            var isUnread = InputSurgery.Find(model.Printed) is { } input && report.Details.Mismatched.Any(mismatch => mismatch.Name == $"{input.Path}.weight");
            return isUnread ? LoadAdapted(model, weights, options, log) ?? report : report;
        }
        catch (UserErrorException e) when (e is not CheckpointException)
        {
            refusal = e;
        }

        return LoadAdapted(model, weights, options, log)
            ?? throw (options.WeightsStrict
                ? new UserErrorException($"{refusal.Message} To load what fits and leave the rest as it starts, set 'weights_strict' to false in the model section.", refusal)
                : refusal);
    }

    // Weights that were adapted before fit the model after it has been; null where they do not.
    private static WeightReport? LoadAdapted(Module model, string weights, ModelOptions options, ModelLog log)
    {
        if (options.AdaptInput is not { } channels || InputSurgery.Find(model.Printed) is not { } input || input.Channels == channels)
        {
            return null;
        }

        try
        {
            AdaptInput(model, channels, log);
            return WeightLoading.LoadInto(model, weights, options.WeightsKey, options.WeightsStrict);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    // In short on the console, whole in the session's log.
    private static void Tell(string source, StateDictReport report, ModelLog log)
    {
        log.Information($"weights of '{source}': {report.Summary}");
        foreach (var line in report.Lines)
        {
            log.Debug(line);
        }
    }

    private static void TellFresh(Module model, OrderedDictionary<string, Tensor> before, IReadOnlySet<string>? kept, ModelLog log)
    {
        var fresh = model.state_dict().Where(entry => kept?.Contains(entry.Key) != true && (!before.TryGetValue(entry.Key, out var old) || !ReferenceEquals(old, entry.Value)))
            .Select(entry => entry.Key).ToList();
        if (fresh.Count > 0)
        {
            log.Information($"re-initialised for {OutputCount.Of(model.Task)} outputs: {string.Join(", ", fresh)}");
        }
    }

    private static ConfigNode WithoutPretraining(ConfigNode type, ConfigNode arguments)
    {
        if (type.Value is not string name || name.StartsWith(Torchvision, StringComparison.Ordinal))
        {
            return arguments;
        }

        foreach (var (key, value) in NoPretraining)
        {
            if (arguments.Has(key))
            {
                arguments = arguments.With(key, ConfigNode.Scalar(value, arguments.File, arguments.Line, ConfigNode.Join(arguments.Path, key)));
            }
        }

        return arguments;
    }

    private static void WarnOfNotFinite(Module model, string? source, ModelLog log)
    {
        if (NotFinite.Describe(model.state_dict().SelectMany(entry => NotFinite.Find(entry.Value, entry.Key))) is { } found)
        {
            log.Warning($"{source}: the weights hold {found}; the model's answers will be of the same kind");
        }
    }
}
