using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Mixes an image with one of some templates.</summary>
[TypeName("albumentations.TemplateTransform")]
public sealed class TemplateTransform : PixelOperation<(int Template, double ImageWeight, double TemplateWeight)>
{
    private readonly ReferenceImages templates;
    private readonly RealRange imageWeight;
    private readonly RealRange templateWeight;

    /// <summary>Creates the operation.</summary>
    /// <param name="templates">The path of an image file, or a list of paths. A template gets the image's size.</param>
    /// <param name="imgWeight">Least and greatest weight of the image, 0 to 1, or the one weight; 0.5 by default.</param>
    /// <param name="templateWeight">As for the image.</param>
    /// <param name="templateTransform">Accepted where it is null: transform the files instead.</param>
    /// <param name="name">Accepted for old configurations.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public TemplateTransform(
        object? templates, object? imgWeight = null, object? templateWeight = null, object? templateTransform = null, string? name = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        _ = name;
        this.templates = new(templates, "templates");
        imageWeight = Ranges.Real(imgWeight ?? 0.5, "img_weight", TransformArguments.Number(imgWeight ?? 0.5), least: 0, most: 1);
        this.templateWeight = Ranges.Real(templateWeight ?? 0.5, "template_weight", TransformArguments.Number(templateWeight ?? 0.5), least: 0, most: 1);
        if (templateTransform is not null)
        {
            throw new UserErrorException("'template_transform' is not supported; name files that are as they shall be");
        }
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <inheritdoc/>
    public override (int Template, double ImageWeight, double TemplateWeight) Draw(torch.Tensor image, TransformRandom random) =>
        (random.NextInt(templates.Count), imageWeight.Draw(random), templateWeight.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Template, double ImageWeight, double TemplateWeight) draw)
    {
        var template = templates.Read(draw.Template, image);
        return draw.ImageWeight == 0 ? template : draw.TemplateWeight == 0 ? image : ImageFilters.AddWeighted(image, draw.ImageWeight, template, draw.TemplateWeight);
    }
}
