using Thelper.Config;
using Thelper.Data.Mixing;
using Thelper.Imaging.Transforms;

namespace Thelper.Data.Loading;

/// <summary>What the <c>loaders</c> section says of one set.</summary>
internal sealed record SetPlan
{
    public int BatchSize { get; init; }

    public bool Shuffle { get; init; }

    public double Scale { get; init; }

    public required ConfigNode ScalePlace { get; init; }

    public ITransform? Augments { get; init; }

    public bool AppendAugments { get; init; }

    public bool PassLabels { get; init; }

    /// <summary>The operations that make samples of several, with their places; the training set's alone.</summary>
    public IReadOnlyList<(MixOperation Operation, ConfigNode Place)> Mixing { get; init; } = [];

    public BoundType? Sampler { get; init; }

    public BoundType? Collate { get; init; }
}
