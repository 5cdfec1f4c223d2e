using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Segments images: four halvings of the resolution, and back up with the map of the same resolution beside each.</summary>
/// <remarks>
/// Ronneberger, Fischer, Brox: "U-Net: Convolutional Networks for Biomedical Image Segmentation", arXiv:1505.04597, with padded convolutions.
/// Input: float32 (batch, <c>in_channels</c>, height, width), sides multiples of 16; output: (batch, classes, height, width) scores.
/// </remarks>
[TypeName("thelper.nn.unet.UNet", "thelper.nn.UNet")]
public sealed class UNet : Module
{
    private const int Depth = 4;

    private readonly MaxPool2d pool;
    private readonly Conv2d? srmConv;
    private readonly UNetBlock[] encoders = new UNetBlock[Depth];
    private readonly UNetBlock middle;
    private readonly ConvTranspose2d[] upsamplings = new ConvTranspose2d[Depth];
    private readonly UNetBlock[] decoders = new UNetBlock[Depth - 1];
    private readonly int midChannels;
    private Sequential finalBlock;
    private int classes;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A segmentation task.</param>
    /// <param name="inChannels">Channels of the images.</param>
    /// <param name="midChannels">Channels at the lowest resolution, a multiple of 16; the highest has a sixteenth.</param>
    /// <param name="coordconv">Give the convolutions of the blocks coordinate channels.</param>
    /// <param name="srm">Add three channels that show the image's noise (<see cref="Srm"/>).</param>
    /// <exception cref="UserErrorException">A size is out of range, or the task has no classes.</exception>
    public UNet(Tasks.Task task, int inChannels = 3, int midChannels = 512, bool coordconv = false, bool srm = false)
        : base(task)
    {
        if (inChannels < 1 || midChannels < 16 || midChannels % 16 != 0)
        {
            throw new UserErrorException($"in_channels is at least 1 and mid_channels a multiple of 16 (got {inChannels} and {midChannels})");
        }

        classes = OutputCount.OfSegmentation(task, TypeName);
        this.midChannels = midChannels;
        pool = nn.MaxPool2d(2, stride: 2);
        register_module("pool", pool);
        var channels = inChannels;
        if (srm)
        {
            srmConv = Srm.SetupSrmLayer(inChannels);
            register_module("srm_conv", srmConv);
            channels += Srm.Count;
        }

        for (var i = 0; i < Depth; i++)
        {
            encoders[i] = new UNetBlock(channels, midChannels >> (Depth - i), coordconv);
            register_module($"encoder_block{i + 1}", encoders[i]);
            channels = midChannels >> (Depth - i);
        }

        middle = new UNetBlock(channels, midChannels, coordconv);
        register_module("mid_block", middle);
        for (var i = 0; i < Depth; i++)
        {
            var (above, here) = (midChannels >> i, midChannels >> (i + 1));
            upsamplings[i] = nn.ConvTranspose2d(above, here, 2, stride: 2);
            register_module($"upsampling_block{i + 1}", upsamplings[i]);
            if (i < Depth - 1)
            {
                decoders[i] = new UNetBlock(above, here, coordconv);
                register_module($"decoder_block{i + 1}", decoders[i]);
            }
        }

        finalBlock = MakeFinalBlock();
        register_module("final_block", finalBlock);
    }

    /// <summary>Specialises the network to a task: another number of classes gets a fresh final block.</summary>
    /// <param name="task">A segmentation task.</param>
    public override void SetTask(Tasks.Task task)
    {
        var count = OutputCount.OfSegmentation(task, TypeName);
        Task = task;
        if (count != classes)
        {
            classes = count;
            finalBlock = this.ReplaceChild("final_block", MakeFinalBlock());
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">It sees the noise of its images, too.</exception>
    public override void AdaptInput(int channels)
    {
        if (srmConv is not null)
        {
            throw InputSurgery.Refusal(TypeName, "with 'srm' it sees the noise of its images, too; set 'in_channels' in its params");
        }

        base.AdaptInput(channels);
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">A side of the images is no multiple of 16.</exception>
    public override Tensor forward(Tensor input)
    {
        const int Factor = 1 << Depth;
        if (input.dim() != 4 || input.shape[2] % Factor != 0 || input.shape[3] % Factor != 0)
        {
            throw new UserErrorException($"UNet takes images (batch, channels, height, width) whose sides are multiples of {Factor}, not ({string.Join(", ", input.shape)}); crop, pad or resize them");
        }

        using var scope = NewDisposeScope();
        var x = srmConv is null ? input : cat([input, srmConv.call(input)], 1);
        var maps = new Tensor[Depth];
        for (var i = 0; i < Depth; i++)
        {
            maps[i] = x = i == 0 ? encoders[i].call(x) : Below(encoders[i], x);
        }

        x = Below(middle, x);
        for (var i = 0; i < Depth; i++)
        {
            x = Above(upsamplings[i], x, maps[Depth - 1 - i], i < Depth - 1 ? decoders[i] : finalBlock);
        }

        return x.MoveToOuterDisposeScope();
    }

    // What lies between two levels is as large as a level's map, and is freed at once.
    private Tensor Below(UNetBlock block, Tensor x)
    {
        using var scope = NewDisposeScope();
        return block.call(pool.call(x)).MoveToOuterDisposeScope();
    }

    private static Tensor Above(ConvTranspose2d upsampling, Tensor x, Tensor map, nn.Module<Tensor, Tensor> block)
    {
        using var scope = NewDisposeScope();
        return block.call(cat([map, upsampling.call(x)], 1)).MoveToOuterDisposeScope();
    }

    private Sequential MakeFinalBlock() => nn.Sequential(
        nn.Conv2d(midChannels / 8, midChannels / 16, 3, padding: 1),
        nn.ReLU(inplace: true),
        nn.Conv2d(midChannels / 16, classes, 1));
}
