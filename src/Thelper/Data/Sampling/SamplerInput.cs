using Thelper.Random;

namespace Thelper.Data.Sampling;

/// <summary>What a sampler chooses from.</summary>
/// <param name="Indices">Sample numbers of the loader's dataset.</param>
/// <param name="Labels">One label per index, or null; unlabelled samples have a null label.</param>
/// <param name="Seeds">The session's seeds; with a torch seed, every epoch's order is reproducible.</param>
/// <param name="Scale">How many samples an epoch draws, as a multiple of the number of indices; at least 0.</param>
public sealed record SamplerInput(IReadOnlyList<int> Indices, IReadOnlyList<string?>? Labels = null, Seeds? Seeds = null, double Scale = 1.0);
