namespace Thelper.Random;

/// <summary>The seeds of a session, named as in the <c>loaders</c> section. A null one is not seeded.</summary>
/// <param name="Test">Chooses the test samples (numpy's generator).</param>
/// <param name="Valid">Chooses the validation samples (numpy's generator).</param>
/// <param name="Torch">Initial weights and the order of samples (libtorch's generator).</param>
/// <param name="Numpy">Random transforms.</param>
/// <param name="Random">Random transforms.</param>
public sealed record Seeds(int? Test = null, int? Valid = null, int? Torch = null, int? Numpy = null, int? Random = null);
