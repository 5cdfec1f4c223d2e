using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Takes the low frequencies' amplitudes from a reference image (Fourier domain adaptation, Yang and Soatto 2020).</summary>
[TypeName("albumentations.FDA")]
public sealed class FDA : PixelOperation<(int Reference, double Beta)>
{
    private readonly ReferenceImages references;
    private readonly RealRange beta;

    /// <summary>Creates the operation.</summary>
    /// <param name="referenceImages">The path of an image file, or a list of paths to draw from.</param>
    /// <param name="betaLimit">Least and greatest half side of the square of frequencies, as a share of the shorter side, 0 to 0.5; or the greatest alone; 0.1 by default.</param>
    /// <param name="readFn">Accepted where it is null: files are read as the data sets read theirs.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public FDA(object? referenceImages, object? betaLimit = null, object? readFn = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        ReferenceImages.RefuseReader(readFn);
        references = new(referenceImages, "reference_images");
        beta = Ranges.Real(betaLimit ?? 0.1, "beta_limit", 0, least: 0, most: 0.5);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <inheritdoc/>
    public override (int Reference, double Beta) Draw(torch.Tensor image, TransformRandom random) => (random.NextInt(references.Count), beta.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Reference, double Beta) draw)
    {
        long[] axes = [0, 1];
        var (height, width) = (Pixels.Height(image), Pixels.Width(image));
        var own = torch.fft.fftshift(torch.fft.fft2(image.to(torch.float32), dim: axes), axes);
        var other = torch.fft.fftshift(torch.fft.fft2(references.Read(draw.Reference, image).to(torch.float32), dim: axes), axes);
        var reach = (int)Math.Floor(Math.Min(height, width) * draw.Beta);
        var (top, bottom) = (Math.Max(0, (height / 2) - reach), Math.Min((height / 2) + reach, height));
        var (left, right) = (Math.Max(0, (width / 2) - reach), Math.Min((width / 2) + reach, width));
        if (bottom > top && right > left)
        {
            torch.Tensor Low(torch.Tensor spectrum) => spectrum.narrow(0, top, bottom - top).narrow(1, left, right - left);
            Low(own).copy_(torch.polar(Low(other).abs(), Low(own).angle()));
        }

        var result = aten.real(torch.fft.ifft2(torch.fft.ifftshift(own, axes), dim: axes)).contiguous();
        return Pixels.Of(result, image.dtype);
    }
}
