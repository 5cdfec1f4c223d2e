using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Transforms;

namespace Thelper.Data.Loading;

/// <summary>Finds operations that move what is in an image away from its boxes: none of the program's own moves boxes.</summary>
internal static class MovedBoxes
{
    private const string Remedy = "remove it (detectors resize images themselves, see min_size and max_size), or move images and boxes by an operation of your own";

    private static readonly HashSet<Type> Moving =
    [
        typeof(Affine), typeof(CenterCrop), typeof(RandomResizedCrop), typeof(RandomShift), typeof(Resize), typeof(Tile),
        typeof(Vision.Transforms.CenterCrop), typeof(Vision.Transforms.RandomCrop), typeof(Vision.Transforms.RandomHorizontalFlip), typeof(Vision.Transforms.RandomResizedCrop),
        typeof(Vision.Transforms.RandomRotation), typeof(Vision.Transforms.RandomVerticalFlip), typeof(Vision.Transforms.Resize),
    ];

    /// <summary>Refuses such operations, unless another stage sees the boxes: a user's own may move them.</summary>
    /// <param name="task">The task.</param>
    /// <param name="transforms">What a sample goes through; null for nothing.</param>
    /// <exception cref="UserErrorException">Boxes would stay behind.</exception>
    public static void Refuse(Detection task, ITransform? transforms)
    {
        var stages = Stages(transforms).ToList();
        var moving = stages.OfType<TransformWrapper>().Where(stage => Moving.Contains(stage.Operation.GetType())).ToList();
        if (moving.Find(stage => Sees(stage, task.BBoxesKey)) is { } given)
        {
            throw new UserErrorException($"{NameOf(given)}: it works on images and cannot move the boxes under '{task.BBoxesKey}': {Remedy}");
        }

        if (moving.Find(stage => Sees(stage, task.InputKey)) is { } alone && !stages.Exists(stage => Sees(stage, task.BBoxesKey)))
        {
            throw new UserErrorException($"{NameOf(alone)}: it moves what is in '{task.InputKey}', and the boxes under '{task.BBoxesKey}' would stay where they are: {Remedy}");
        }
    }

    private static string? NameOf(TransformWrapper stage) => (stage.Operation as Operation)?.TypeName;

    private static bool Sees(ITransform stage, string key) => stage switch
    {
        TransformWrapper wrapper => wrapper.TargetKeys.Count == 0 || wrapper.TargetKeys.Contains(key),
        NoTransform => false,
        _ => true,
    };

    private static IEnumerable<ITransform> Stages(ITransform? transform) => transform switch
    {
        null => [],
        Compose compose => compose.Transforms.SelectMany(Stages),
        CustomStepCompose steps => steps.Pipelines.SelectMany(Stages),
        _ => [transform],
    };
}
