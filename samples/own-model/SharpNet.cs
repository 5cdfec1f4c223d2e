using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Samples;

/// <summary>Adds to an image what it lost when it was made smaller and larger again.</summary>
public sealed class SharpNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features;
    private readonly Module<Tensor, Tensor> detail;

    public SharpNet(int channels = 3, int width = 24)
        : base(nameof(SharpNet))
    {
        features = Sequential(
            Conv2d(channels, width, 5, padding: 2), ReLU(),
            Conv2d(width, width, 3, padding: 1), ReLU(),
            Conv2d(width, width, 3, padding: 1), ReLU());
        var last = Conv2d(width, channels, 3, padding: 1);

        // The first answer is the image itself; training starts from there.
        init.zeros_(last.weight);
        init.zeros_(last.bias!);
        detail = last;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + detail.call(features.call(input));
}
