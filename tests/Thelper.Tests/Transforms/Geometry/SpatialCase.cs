using System.Reflection;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms.Geometry;

/// <summary>An operation that moves pixels, with parameters under which it takes the nearest pixel; the tests of this folder hold for all of them.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record SpatialCase(string Name, string Parameters)
{
    /// <summary>Every registered operation that moves pixels has at least one case here.</summary>
    public static readonly IReadOnlyList<SpatialCase> All =
    [
        new("Augmentor.crop_by_size", """{"probability": 1, "width": 41, "height": 30, "centre": false}"""),
        new("Augmentor.crop_centre", """{"probability": 1, "percentage_area": 0.8}"""),
        new("Augmentor.crop_random", """{"probability": 0.9, "percentage_area": 0.9, "randomise_percentage_area": true}"""),
        new("Augmentor.flip_left_right", """{"probability": 0.5}"""),
        new("Augmentor.flip_random", """{"probability": 0.9}"""),
        new("Augmentor.flip_top_bottom", """{"probability": 0.5}"""),
        new("Augmentor.gaussian_distortion", """{"probability": 1, "grid_width": 3, "grid_height": 3, "magnitude": 2, "corner": "bell", "method": "in", "resample_filter": "NEAREST"}""") { Bends = true },
        new("Augmentor.random_distortion", """{"probability": 1, "grid_width": 3, "grid_height": 2, "magnitude": 4, "resample_filter": "NEAREST"}""") { Bends = true },
        new("Augmentor.resize", """{"probability": 1, "width": 77, "height": 31, "resample_filter": "NEAREST"}"""),
        new("Augmentor.rotate", """{"probability": 1, "max_left_rotation": 10, "max_right_rotation": 8, "resample_filter": "NEAREST"}""") { Tolerance = 2 },
        new("Augmentor.rotate180", """{"probability": 1}"""),
        new("Augmentor.rotate270", """{"probability": 1}"""),
        new("Augmentor.rotate90", """{"probability": 1}"""),
        new("Augmentor.rotate_random_90", """{"probability": 0.75}"""),
        new("Augmentor.rotate_without_crop", """{"probability": 1, "max_left_rotation": 170, "max_right_rotation": 80, "resample_filter": "NEAREST"}"""),
        new("Augmentor.rotate_without_crop", """{"probability": 1, "max_left_rotation": 180, "max_right_rotation": 180, "expand": true, "resample_filter": "NEAREST"}"""),
        new("Augmentor.scale", """{"probability": 1, "scale_factor": 1.3, "resample_filter": "NEAREST"}"""),
        new("Augmentor.shear", """{"probability": 1, "max_shear_left": 10, "max_shear_right": 10, "resample_filter": "NEAREST"}""") { Tolerance = 2 },
        new("Augmentor.skew", """{"probability": 1, "magnitude": 0.3, "resample_filter": "NEAREST"}"""),
        new("Augmentor.skew_corner", """{"probability": 1, "magnitude": 0.5, "resample_filter": "NEAREST"}"""),
        new("Augmentor.skew_left_right", """{"probability": 1, "magnitude": 0.3, "resample_filter": "NEAREST"}"""),
        new("Augmentor.skew_tilt", """{"probability": 1, "magnitude": 0.3, "resample_filter": "NEAREST"}"""),
        new("Augmentor.skew_top_bottom", """{"probability": 1, "magnitude": 0.3, "resample_filter": "NEAREST"}"""),
        new("Augmentor.zoom", """{"probability": 1, "min_factor": 0.7, "max_factor": 1.5, "resample_filter": "NEAREST"}"""),
        new("Augmentor.zoom_random", """{"probability": 1, "percentage_area": 0.7, "resample_filter": "NEAREST"}"""),
        new("thelper.transforms.operations.Affine", """{"transf": [[0.8, 0.3, 4], [-0.2, 0.9, 9]], "flags": "cv2.INTER_NEAREST"}"""),
        new("thelper.transforms.operations.Affine", """{"transf": [[1.5, 0, -14.5], [0, 1.25, 3]], "flags": "cv2.INTER_NEAREST|cv2.WARP_INVERSE_MAP", "out_size": [70, 50]}"""),
        new("thelper.transforms.operations.CenterCrop", """{"size": [31, 40]}"""),
        new("thelper.transforms.operations.CenterCrop", """{"size": [80, 33]}"""),
        new("thelper.transforms.operations.CenterCrop", """{"size": [81, 60], "bordertype": "cv2.BORDER_REFLECT_101"}""") { Repeats = true },
        new("thelper.transforms.operations.RandomResizedCrop", """{"output_size": [48, 32], "flags": "cv2.INTER_NEAREST", "input_size": [0.3, 0.9]}"""),
        new("thelper.transforms.operations.RandomResizedCrop", """{"output_size": null, "probability": 0.5}"""),
        new("thelper.transforms.operations.RandomShift", """{"min": -15, "max": 15, "flags": "cv2.INTER_NEAREST"}"""),
        new("thelper.transforms.operations.Resize", """{"dsize": [90, 30], "interp": "cv2.INTER_NEAREST"}"""),
        new("thelper.transforms.operations.Resize", """{"fx": 0.6, "fy": 1.7, "interp": "cv2.INTER_NEAREST_EXACT"}"""),
        new("thelper.transforms.operations.Tile", """{"tile_size": [25, 20], "tile_overlap": 0.2}"""),
        new("torchvision.transforms.AutoAugment", """{"policy": "svhn"}""") { ChangesColors = true },
        new("torchvision.transforms.CenterCrop", """{"size": [30, 41]}"""),
        new("torchvision.transforms.CenterCrop", """{"size": [61, 33]}"""),
        new("torchvision.transforms.ElasticTransform", """{"alpha": 35.0, "sigma": 5.0, "interpolation": "nearest"}""") { Bends = true },
        new("torchvision.transforms.ElasticTransform", """{"alpha": 70.0, "sigma": 5.0, "interpolation": "nearest"}""") { Bends = true, Folds = true },
        new("torchvision.transforms.ElasticTransform", """{"alpha": 200.0, "sigma": 5.0, "interpolation": "nearest"}""") { Bends = true, Folds = true },
        new("torchvision.transforms.FiveCrop", """{"size": [25, 33]}"""),
        new("torchvision.transforms.Pad", """{"padding": [3, 0, 9, 5]}"""),
        new("torchvision.transforms.Pad", """{"padding": [3, 0, 9, 5], "padding_mode": "reflect"}""") { Repeats = true },
        new("torchvision.transforms.Pad", """{"padding": 6, "padding_mode": "symmetric"}""") { Repeats = true },
        new("torchvision.transforms.Pad", """{"padding": 4, "padding_mode": "edge"}""") { Repeats = true },
        new("torchvision.transforms.RandAugment", """{"num_ops": 3}""") { ChangesColors = true },
        new("torchvision.transforms.RandomAffine", """{"degrees": 40, "translate": [0.2, 0.1], "scale": [0.6, 1.5], "shear": [-10, 10, -15, 15]}"""),
        new("torchvision.transforms.RandomAffine", """{"degrees": 0, "scale": [0.5, 2], "center": [10, 12]}"""),
        new("torchvision.transforms.RandomCrop", """{"size": [30, 37], "padding": [4, 6]}"""),
        new("torchvision.transforms.RandomCrop", """{"size": [50, 45], "pad_if_needed": true}"""),
        new("torchvision.transforms.RandomHorizontalFlip", "{}"),
        new("torchvision.transforms.RandomPerspective", """{"p": 0.9, "distortion_scale": 0.6, "interpolation": "nearest"}"""),
        new("torchvision.transforms.RandomResizedCrop", """{"size": [35, 50], "interpolation": "nearest"}"""),
        new("torchvision.transforms.RandomRotation", """{"degrees": 180}"""),
        new("torchvision.transforms.RandomRotation", """{"degrees": 180, "expand": true}"""),
        new("torchvision.transforms.RandomRotation", """{"degrees": [90, 90], "expand": true}"""),
        new("torchvision.transforms.RandomRotation", """{"degrees": 30, "center": [12, 30]}"""),
        new("torchvision.transforms.RandomVerticalFlip", "{}"),
        new("torchvision.transforms.Resize", """{"size": [31, 77], "interpolation": "nearest"}"""),
        new("torchvision.transforms.Resize", """{"size": 20, "interpolation": "nearest"}"""),
        new("torchvision.transforms.TenCrop", """{"size": [25, 33]}"""),
        new("torchvision.transforms.TrivialAugmentWide", "{}") { ChangesColors = true },
    ];

    /// <summary>Whether what lies in the image is seen again outside.</summary>
    public bool Repeats { get; init; }

    /// <summary>Whether it stretches one part of a dot more than another.</summary>
    public bool Bends { get; init; }

    /// <summary>How many pixels an edge may lie away from its box: more than one where the nearest pixel is taken of what was the nearest before, and made larger.</summary>
    public double Tolerance { get; init; } = 1;

    /// <summary>Whether it may tear a dot apart or show it twice, so that no place is the dot's.</summary>
    public bool Folds { get; init; }

    /// <summary>Whether values change too.</summary>
    public bool ChangesColors { get; init; }

    /// <summary>Whether it takes real numbers C×H×W.</summary>
    public bool TakesPlanes => Name.StartsWith("torchvision.", StringComparison.Ordinal) && !ChangesColors;

    /// <summary>The names of the registered operations that move pixels, but for those of albumentations, of which <c>MovePropertyTests</c> proves the same.</summary>
    public static IEnumerable<string> Registered =>
        from assembly in new[] { typeof(Resize).Assembly, typeof(Vision.Transforms.Resize).Assembly }
        from type in assembly.GetTypes()
        where !type.IsAbstract && type.IsSubclassOf(typeof(MovingOperation))
        let name = type.GetCustomAttribute<TypeNameAttribute>()
        where name is not null && !name.Name.StartsWith("albumentations.", StringComparison.Ordinal)
        select name.Name;

    /// <summary>The operation.</summary>
    public MovingOperation Create() =>
        (MovingOperation)TransformsFactory.CreateOperation(ConfigNode.FromPlain(Name, "t.json", "operation"), ConfigLoader.Parse(Parameters, "t.json"), new());
}
