using Thelper.Tasks;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Export;

/// <summary>What networks get of that which transforms make.</summary>
internal static class NetworkInput
{
    /// <summary>Numbers of 32 bits, as trainers give them to all networks but detectors: transforms may leave bytes, or numbers of 64 bits.</summary>
    /// <param name="prepared">What the transforms made.</param>
    /// <param name="task">What the network predicts.</param>
    public static Tensor Of(Tensor prepared, Task task) => task is Detection ? prepared : prepared.to(ScalarType.Float32);
}
