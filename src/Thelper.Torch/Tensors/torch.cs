namespace Thelper.Torch;

/// <summary>libtorch from C#, under PyTorch's names in TorchSharp's shapes. <c>using static Thelper.Torch.torch;</c> brings <see cref="Tensor"/> and the functions into scope.</summary>
public static partial class torch
{
    /// <summary>Neural networks: modules, their functional forms, initialisation.</summary>
    public static partial class nn
    {
    }
}
