#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class utils
    {
        // Steps from one colour of the wheel to the next (Baker and others: "A Database and Evaluation Methodology for Optical Flow", ICCV 2007): which channel changes, whether it rises.
        private static readonly (int Steps, int Channel, bool Rises, int Full)[] Wheel =
            [(15, 1, true, 0), (6, 0, false, 1), (4, 2, true, 1), (11, 1, false, 2), (13, 0, true, 2), (6, 2, false, 0)];

        /// <summary>Colours a flow: the hue says where to, the saturation how far, of the farthest.</summary>
        /// <param name="flow">float32 (N, 2, H, W) or (2, H, W): steps across and down.</param>
        /// <returns>uint8 (N, 3, H, W) or (3, H, W).</returns>
        /// <exception cref="UserErrorException">The flow has another form or type.</exception>
        public static Tensor flow_to_image(Tensor flow)
        {
            ArgumentNullException.ThrowIfNull(flow);
            if (flow.dtype != ScalarType.Float32 || flow.dim() is not (3 or 4) || flow.shape[^3] != 2)
            {
                throw new UserErrorException($"flow_to_image: takes float32 (2, H, W) or (N, 2, H, W), not {flow.dtype} ({string.Join(", ", flow.shape)})");
            }

            using var scope = NewDisposeScope();
            using var mode = no_grad();
            var batch = flow.dim() == 3 ? flow.unsqueeze(0) : flow;
            var unit = batch / (batch.square().sum(1).sqrt().max() + 1.1920929e-7f);
            var norm = unit.square().sum(1).sqrt();
            var angle = (-unit.select(1, 1)).atan2(-unit.select(1, 0)) / (float)Math.PI;
            var wheel = Colorwheel();
            var count = wheel.shape[0];
            var place = (angle + 1) / 2 * (count - 1);
            var before = place.floor().to(ScalarType.Int64);
            var after = (before + 1).remainder(count);
            var share = place - before;
            var channels = new List<Tensor>();
            for (var c = 0; c < 3; c++)
            {
                var values = wheel.select(1, c).to(flow.device);
                var color = ((1 - share) * (At(values, before) / 255)) + (share * (At(values, after) / 255));
                channels.Add((255 * (1 - (norm * (1 - color)))).floor().to(ScalarType.Byte));
            }

            var image = stack(channels, 1);
            return (flow.dim() == 3 ? image.squeeze(0) : image).MoveToOuterDisposeScope();
        }

        private static Tensor At(Tensor values, Tensor places) => values.index_select(0, places.flatten()).view(places.shape);

        private static Tensor Colorwheel()
        {
            var rows = new List<float>();
            foreach (var (steps, channel, rises, full) in Wheel)
            {
                for (var i = 0; i < steps; i++)
                {
                    var color = new float[3];
                    var part = (float)Math.Floor(255.0 * i / steps);
                    color[full] = 255;
                    color[channel] = rises ? part : 255 - part;
                    rows.AddRange(color);
                }
            }

            return tensor(rows.ToArray()).view(-1, 3);
        }
    }
}
