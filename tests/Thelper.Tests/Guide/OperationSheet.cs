using Thelper.Config;
using Thelper.Guide;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Guide;

/// <summary>Draws a photograph under each operation of a vocabulary.</summary>
internal static class OperationSheet
{
    public const int Cell = 96;
    public const int Columns = 9;
    public const int Foot = 16;
    private const int Gap = 4;

    // Where the values of an operation's example show nothing.
    private static readonly Dictionary<string, string> Better = new(StringComparer.Ordinal)
    {
        ["thelper.transforms.Affine"] = """{"transf": [[0.9, -0.3, 20], [0.3, 0.9, -15]]}""",
        ["thelper.transforms.CenterCrop"] = """{"size": 0.6}""",
        ["thelper.transforms.RandomResizedCrop"] = """{"output_size": 96}""",
        ["thelper.transforms.RandomShift"] = """{"min": 15, "max": 30}""",
        ["thelper.transforms.Resize"] = """{"dsize": 16}""",
        ["thelper.transforms.NormalizeMinMax"] = """{"min": [60, 60, 60], "max": [200, 200, 200]}""",
        ["thelper.transforms.NormalizeZeroMeanUnitVar"] = """{"mean": [60, 60, 60], "std": [140, 140, 140]}""",
        ["thelper.transforms.SelectChannels"] = """{"channels": [1, 0, 2]}""",
        ["thelper.transforms.ToNumpy"] = """{"reorder_bgr": true}""",
        ["thelper.transforms.Transpose"] = """{"axes": [1, 0, 2]}""",
        ["torchvision.transforms.CenterCrop"] = """{"size": 60}""",
        ["torchvision.transforms.ColorJitter"] = """{"brightness": 0.5, "contrast": 0.5, "saturation": 0.8, "hue": 0.3}""",
        ["torchvision.transforms.GaussianBlur"] = """{"kernel_size": 7, "sigma": 3.0}""",
        ["torchvision.transforms.Pad"] = """{"padding": 16}""",
        ["torchvision.transforms.RandomAdjustSharpness"] = """{"sharpness_factor": 6.0, "p": 1.0}""",
        ["torchvision.transforms.RandomAffine"] = """{"degrees": 30, "shear": 20}""",
        ["torchvision.transforms.RandomCrop"] = """{"size": 60}""",
        ["torchvision.transforms.RandomPosterize"] = """{"bits": 2, "p": 1.0}""",
        ["torchvision.transforms.RandomResizedCrop"] = """{"size": 96}""",
        ["torchvision.transforms.RandomRotation"] = """{"degrees": 40}""",
        ["torchvision.transforms.RandomSolarize"] = """{"threshold": 128, "p": 1.0}""",
        ["torchvision.transforms.Resize"] = """{"size": 16}""",
        ["albumentations.BBoxSafeRandomCrop"] = """{"p": 1.0}""",
        ["albumentations.CenterCrop"] = """{"height": 60, "width": 60, "p": 1.0}""",
        ["albumentations.Crop"] = """{"x_min": 10, "y_min": 10, "x_max": 70, "y_max": 60, "p": 1.0}""",
        ["albumentations.CropAndPad"] = """{"percent": -0.2, "p": 1.0}""",
        ["albumentations.ElasticTransform"] = """{"alpha": 120, "sigma": 6, "alpha_affine": 4, "p": 1.0}""",
        ["albumentations.LongestMaxSize"] = """{"max_size": 24, "p": 1.0}""",
        ["albumentations.SmallestMaxSize"] = """{"max_size": 24, "p": 1.0}""",
        ["albumentations.PadIfNeeded"] = """{"min_height": 130, "min_width": 130, "border_mode": 0, "p": 1.0}""",
        ["albumentations.OpticalDistortion"] = """{"distort_limit": [0.6, 0.8], "p": 1.0}""",
        ["albumentations.RandomCrop"] = """{"height": 60, "width": 60, "p": 1.0}""",
        ["albumentations.RandomResizedCrop"] = """{"height": 96, "width": 96, "p": 1.0}""",
        ["albumentations.RandomSizedBBoxSafeCrop"] = """{"height": 96, "width": 96, "p": 1.0}""",
        ["albumentations.RandomSizedCrop"] = """{"min_max_height": [30, 60], "height": 96, "width": 96, "p": 1.0}""",
        ["albumentations.RandomSunFlare"] = """{"src_radius": 40, "p": 1.0}""",
        ["albumentations.RandomGridShuffle"] = """{"p": 1.0}""",
        ["albumentations.Resize"] = """{"height": 16, "width": 16, "p": 1.0}""",
        ["albumentations.ImageCompression"] = """{"quality_lower": 5, "quality_upper": 8, "p": 1.0}""",
        ["albumentations.JpegCompression"] = """{"quality_lower": 5, "quality_upper": 8, "p": 1.0}""",
        ["albumentations.Superpixels"] = """{"p_replace": 1.0, "n_segments": 60, "p": 1.0}""",
        ["Augmentor.crop_by_size"] = """{"probability": 1.0, "width": 60, "height": 60}""",
        ["Augmentor.resize"] = """{"probability": 1.0, "width": 16, "height": 16}""",
        ["Augmentor.random_distortion"] = """{"probability": 1.0, "grid_width": 4, "grid_height": 4, "magnitude": 8}""",
        ["Augmentor.gaussian_distortion"] = """{"probability": 1.0, "grid_width": 4, "grid_height": 4, "magnitude": 8, "corner": "bell", "method": "in"}""",
        ["Augmentor.rotate"] = """{"probability": 1.0, "max_left_rotation": 25, "max_right_rotation": 25}""",
        ["Augmentor.rotate_without_crop"] = """{"probability": 1.0, "max_left_rotation": 25, "max_right_rotation": 25}""",
        ["Augmentor.shear"] = """{"probability": 1.0, "max_shear_left": 20, "max_shear_right": 20}""",
        ["Augmentor.skew"] = """{"probability": 1.0, "magnitude": 0.6}""",
        ["Augmentor.random_erasing"] = """{"probability": 1.0, "rectangle_area": 0.3}""",
    };

    // They need what a photograph alone has not: a mask or a box, another image, real numbers, a matrix, or stages of their own.
    private static readonly string[] Not =
    [
        "albumentations.CropNonEmptyMaskIfExists", "albumentations.MaskDropout", "albumentations.RandomCropNearBBox", "albumentations.FDA", "albumentations.HistogramMatching",
        "albumentations.PixelDistributionAdaptation", "albumentations.TemplateTransform", "albumentations.FromFloat", "albumentations.ToTensorV2", "albumentations.ToRGB", "albumentations.Lambda",
        "albumentations.Normalize", "torchvision.transforms.Compose", "torchvision.transforms.LinearTransformation", "torchvision.transforms.RandomApply", "torchvision.transforms.RandomChoice",
        "torchvision.transforms.RandomOrder", "torchvision.transforms.Normalize", "torchvision.transforms.ConvertImageDtype", "torchvision.transforms.PILToTensor", "torchvision.transforms.ToPILImage",
        "torchvision.transforms.ToTensor", "torchvision.transforms.RandomErasing", "torchvision.transforms.FiveCrop", "torchvision.transforms.TenCrop", "thelper.transforms.ToColor", "thelper.transforms.Unsqueeze",
        "thelper.transforms.Duplicator", "thelper.transforms.Tile", "thelper.transforms.Compose", "thelper.transforms.CustomStepCompose", "thelper.transforms.TransformWrapper", "thelper.transforms.AlbumentationsWrapper",
    ];

    /// <summary>The operations that are drawn.</summary>
    public static IReadOnlyList<TypeDescription> Shown(string vocabulary) => [.. new OperationPages(new()).Operations(vocabulary).Where(type => !Not.Contains(type.ShortName))];

    /// <summary>How high a sheet is.</summary>
    public static int Height(string vocabulary) => ((Shown(vocabulary).Count + Columns - 1) / Columns * (Cell + Foot + Gap)) + Gap;

    /// <summary>Draws a sheet.</summary>
    public static torch.Tensor Draw(string vocabulary)
    {
        var file = ImageCodec.Decode(Repository.File("samples", "mini-voc", "VOCdevkit", "VOC2012", "JPEGImages", "2007_000001.jpg"));
        var side = Math.Min(file.shape[0], file.shape[1]);
        var photograph = ImageOps.Resize((torch.Tensor)new CenterCrop(side).Apply(file, TransformRandom.For(0, 0, 0))!, Cell, Cell, Interpolation.Area);
        // All others know red as the first channel.
        var rgb = vocabulary != "thelper";
        photograph = rgb ? ImageOps.ConvertColor(photograph, ColorConversion.BgrToRgb) : photograph;
        var sheet = torch.full([Height(vocabulary), (Columns * (Cell + Gap)) + Gap, 3], 255, torch.ScalarType.Byte);
        foreach (var (i, type) in Shown(vocabulary).Index())
        {
            var (left, top) = (Gap + (i % Columns * (Cell + Gap)), Gap + (i / Columns * (Cell + Foot + Gap)));
            var result = (torch.Tensor)Operation(type).Apply(photograph, TransformRandom.For(7, 0, i))!;
            var picture = result.ndim == 2 ? result.unsqueeze(2) : result;
            picture = picture.is_floating_point() ? picture.clamp(0, 1).mul(255).to(torch.ScalarType.Byte) : picture;
            picture = picture.expand(picture.shape[0], picture.shape[1], 3).contiguous();
            picture = rgb ? ImageOps.ConvertColor(picture, ColorConversion.BgrToRgb) : picture;
            // What has become smaller is enlarged, so that it can be seen.
            var factor = (double)Cell / Math.Max(picture.shape[0], picture.shape[1]);
            var (height, width) = ((long)Math.Round(picture.shape[0] * factor), (long)Math.Round(picture.shape[1] * factor));
            sheet.narrow(0, top, height).narrow(1, left, width).copy_(ImageOps.Resize(picture, width, height, factor > 1 ? Interpolation.Nearest : Interpolation.Area));
            ImageDrawing.Text(sheet, ImageDrawing.Shorten(OperationPages.Last(type), Cell, 0.33), left, top + Cell + 11, [0, 0, 0], 0.33);
        }

        return sheet;
    }

    private static ITransform Operation(TypeDescription type)
    {
        var parameters = Better.TryGetValue(type.ShortName, out var better) ? ConfigLoader.Parse(better, "sheet") : ConfigNode.FromPlain(Values(type), "sheet", "params");
        var errors = new ConfigErrors();
        var bound = new TypeRegistry().Bind(ConfigNode.FromPlain(type.ShortName, "sheet", "type"), parameters, typeof(ITransform), errors);
        errors.ThrowIfAny();
        return (ITransform)bound!.Create();
    }

    // What is required, and certain to happen.
    private static Dictionary<string, object?> Values(TypeDescription type)
    {
        var example = TypeExample.Parameters(type);
        var values = type.Parameters.Where(parameter => parameter.IsRequired).ToDictionary(parameter => parameter.Name, parameter => example[parameter.Name]);
        foreach (var chance in type.Parameters.Where(parameter => parameter.Name is "p" or "probability"))
        {
            values[chance.Name] = 1.0;
        }

        return values;
    }
}
