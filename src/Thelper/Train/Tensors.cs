using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Reads tensors from batches.</summary>
internal static class Tensors
{
    /// <summary>The batch of inputs, on the device, in its own type.</summary>
    /// <param name="value">The value under the task's input key.</param>
    /// <param name="context">The session.</param>
    /// <exception cref="UserErrorException">The value is no tensor.</exception>
    public static Tensor Input(object? value, TrainerContext context) => value is Tensor tensor
        ? tensor.to(context.Device)
        : throw new UserErrorException($"{context.Places.Of("loaders.base_transforms", "loaders")}: the sample's '{context.Task.InputKey}' is {value?.GetType().Name ?? "null"}, not a tensor; add a ToTensor transform.");

    /// <summary>A shape as messages show it.</summary>
    public static string Shape(IEnumerable<long> shape) => $"({string.Join(", ", shape)})";
}
