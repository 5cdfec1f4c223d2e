using Thelper.Config;

namespace Thelper.Data.Mixing;

/// <summary>Reads <c>train_mix</c>.</summary>
internal static class MixFactory
{
    /// <summary>Builds the operations.</summary>
    /// <param name="stages">A list of maps with <c>operation</c> and <c>params</c>.</param>
    /// <param name="types">Finds the operations.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The operations in order, with their places.</returns>
    public static IReadOnlyList<(MixOperation Operation, ConfigNode Place)> Load(ConfigNode stages, TypeRegistry types, ConfigErrors errors)
    {
        if (stages.Kind != ConfigKind.List)
        {
            errors.Add(stages, $"expected a list of operations, such as [{{\"operation\": \"thelper.data.Mixup\"}}], got {stages.Describe()}");
            return [];
        }

        var operations = new List<(MixOperation Operation, ConfigNode Place)>();
        foreach (var stage in stages.Items)
        {
            if (stage.Kind != ConfigKind.Map)
            {
                errors.Add(stage, $"expected a map with an 'operation', got {stage.Describe()}");
                continue;
            }

            var options = OptionsBinder.Bind<MixStageOptions>(stage, errors);
            if (options.Operation is { } type && types.Bind(type, options.Params, typeof(MixOperation), errors) is { } bound)
            {
                try
                {
                    operations.Add(((MixOperation)bound.Create(), stage));
                }
                catch (UserErrorException error)
                {
                    errors.Add(stage, error);
                }
            }
        }

        if (operations.Where(operation => operation.Operation is BatchMix).Sum(operation => operation.Operation.Probability) is > 1 and var sum)
        {
            errors.Add(stages, FormattableString.Invariant($"one operation at most mixes a batch, and the probabilities of those named here add up to {sum:0.##}; give them such that add up to 1 at most"));
        }

        return operations;
    }
}
