using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Parameters with options of their own, to be given to an optimizer.</summary>
public class ParamGroup : optim.ILearningRateController
{
    /// <summary>The parameters.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>The options; null leaves all of them to the optimizer. Once the group has joined one, change <see cref="LearningRate"/>, not these.</summary>
    public OptimizerOptions? Options { get; set; }

    /// <summary>The current learning rate: the optimizer's own once the group has joined it.</summary>
    /// <exception cref="InvalidOperationException">The group has no rate of its own and has not joined an optimizer yet.</exception>
    public double LearningRate
    {
        get => Joined?.LearningRate ?? Options?.LearningRate ?? throw new InvalidOperationException("The group has no learning rate of its own and has not joined an optimizer yet.");
        set
        {
            (Options ??= NewOptions()).LearningRate = value;
            if (Joined is not null)
            {
                Joined.LearningRate = value;
            }
        }
    }

    /// <summary>The learning rate before any schedule.</summary>
    public double InitialLearningRate
    {
        get => Joined?.InitialLearningRate ?? Options?.InitialLearningRate ?? 0;
        set
        {
            (Options ??= NewOptions()).InitialLearningRate = value;
            if (Joined is not null)
            {
                Joined.InitialLearningRate = value;
            }
        }
    }

    /// <summary>The optimizer's group that this one has become.</summary>
    private protected optim.ParamGroup? Joined { get; private set; }

    internal IEnumerable<(string Key, object? Value)> GivenOptions(IReadOnlyDictionary<string, object?> common)
        => Options is null ? [] : Options.Given(common).Where(option => option.Value is not null && common.ContainsKey(option.Key));

    internal void Bind(optim.ParamGroup joined)
    {
        Joined = joined;
        Options ??= NewOptions();
        Options.LearningRate = joined.LearningRate;
        Options.InitialLearningRate = joined.InitialLearningRate;
    }

    private protected virtual OptimizerOptions NewOptions() => new();
}
