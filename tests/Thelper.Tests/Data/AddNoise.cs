using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Tests.Data;

/// <summary>Puts a random number into the second place of field <c>x</c>.</summary>
internal sealed class AddNoise : ITransform
{
    public object? Apply(object? value, TransformRandom random)
    {
        var sample = (Sample)value!;
        sample["x"] = torch.tensor(new[] { ((torch.Tensor)sample["x"]!).DataSpan<double>()[0], random.NextDouble() });
        return sample;
    }

    public object? Invert(object? value) => value;
}
