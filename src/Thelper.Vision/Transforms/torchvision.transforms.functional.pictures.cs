#pragma warning disable CS8981, CA1707, IDE1006 // torchvision's own names, which TorchSharp users know
using Thelper.Imaging.Transforms;
using Thelper.Vision.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class transforms
    {
        public static partial class functional
        {
            /// <summary>A picture as a tensor of numbers: bytes become float32 from 0 to 1, other types keep their values.</summary>
            /// <param name="pic">H×W or H×W×C.</param>
            /// <returns>C×H×W.</returns>
            /// <exception cref="UserErrorException">The picture has another number of axes.</exception>
            public static Tensor to_tensor(Tensor pic) => Of(new ToTensor(), pic);

            /// <summary>A picture as a tensor of its bytes.</summary>
            /// <param name="pic">Bytes H×W or H×W×C.</param>
            /// <returns>C×H×W, uint8.</returns>
            /// <exception cref="UserErrorException">The picture has another number of axes, or other numbers.</exception>
            public static Tensor pil_to_tensor(Tensor pic) => Of(new PILToTensor(), pic);

            /// <summary>A tensor as a picture: real numbers from 0 to 1 become bytes, bytes stay as they are.</summary>
            /// <param name="pic">C×H×W, or bytes H×W×C.</param>
            /// <returns>H×W×C, uint8.</returns>
            /// <exception cref="UserErrorException">The tensor has another number of axes, or other numbers.</exception>
            public static Tensor to_pil_image(Tensor pic) => Of(new ToPILImage(), pic);

            /// <summary>The luminance of a picture, as PIL computes it for bytes.</summary>
            /// <param name="img">H×W×C, or numbers C×H×W.</param>
            /// <param name="num_output_channels">1, or 3 for three equal ones.</param>
            /// <exception cref="UserErrorException">The picture has another number of axes, or another number of channels is asked for.</exception>
            public static Tensor to_grayscale(Tensor img, int num_output_channels = 1) => Of(new Grayscale(num_output_channels), img);

            private static Tensor Of(Operation operation, Tensor image) => (Tensor)operation.Apply(image, TransformRandom.For(0, 0, 0))!;
        }
    }
}
