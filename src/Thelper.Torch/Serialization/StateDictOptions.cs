namespace Thelper.Torch.Serialization;

/// <summary>How names and tensors of a file are put together with those of a model.</summary>
public sealed record StateDictOptions
{
    /// <summary>Whether every tensor of the model must be in the file and every one of the file in the model. On unless said otherwise.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Rules that turn the file's names into the model's, in this order.</summary>
    public IReadOnlyList<NameRule> Renames { get; init; } = [];

    /// <summary>Whether tensors that do not fit (another shape, or complex values for real ones) are left as they are in the model instead of being an error.</summary>
    public bool SkipMismatches { get; init; }

    /// <summary>Says of a name of the model whether it is to be loaded; null for all. Others are neither changed nor missed.</summary>
    public Func<string, bool>? Filter { get; init; }
}
