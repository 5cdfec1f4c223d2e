using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Whether an operation is applied.</summary>
internal static class Fate
{
    /// <summary>Draws it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="random">The operation's own stream; its parameters come from another part of it.</param>
    public static bool Fires(IAlbumentation operation, TransformRandom random) => operation.AlwaysApply || random.Fork(0).NextDouble() < operation.P;
}
