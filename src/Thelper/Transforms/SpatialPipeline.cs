using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Augmentor;

namespace Thelper.Transforms;

/// <summary>A composer inside a wrapper, as one operation that moves pixels.</summary>
internal sealed class SpatialPipeline : SpatialOperation
{
    private readonly ITransform pipeline;

    private SpatialPipeline(ITransform pipeline) => this.pipeline = pipeline;

    /// <summary>The operation that a transform is; null where it moves no pixels.</summary>
    public static MovingOperation? Of(ITransform transform) => transform switch
    {
        Pipeline { MovesPixels: false } => null,
        MovingOperation moving => moving,
        Compose or CustomStepCompose or RandomComposite when Moves(transform) => new SpatialPipeline(transform),
        _ => null,
    };

    /// <inheritdoc/>
    public override string TypeName => "thelper.transforms.composers.Compose";

    /// <inheritdoc/>
    public override bool IsRandom => Draws(pipeline);

    /// <inheritdoc/>
    public override string ToString() => pipeline.ToString()!;

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) => WarpOf(pipeline, scene, random);

    /// <inheritdoc/>
    /// <remarks>Some operations take planes: the first that moves pixels says how an image is read.</remarks>
    protected override Scene SizeOf(torch.Tensor image) => First(pipeline)!.SceneOf(image);

    /// <inheritdoc/>
    protected override torch.Tensor MoveImage(Warp warp, torch.Tensor image) => First(pipeline)!.Move(warp, image);

    private static bool Draws(ITransform transform) => transform switch
    {
        Compose compose => compose.Transforms.Any(Draws),
        CustomStepCompose steps => steps.Pipelines.Any(Draws),
        RandomComposite => true,
        _ => transform is MovingOperation { IsRandom: true },
    };

    private static MovingOperation? First(ITransform transform) => transform switch
    {
        Compose compose => compose.Transforms.Select(First).FirstOrDefault(found => found is not null),
        CustomStepCompose steps => steps.Pipelines.Select(First).FirstOrDefault(found => found is not null),
        RandomComposite choice => choice.Stages.Select(First).FirstOrDefault(found => found is not null),
        _ => transform as SpatialOperation,
    };

    private static bool Moves(ITransform transform) => transform switch
    {
        Compose compose => compose.Transforms.Any(Moves),
        CustomStepCompose steps => steps.Pipelines.Any(Moves),
        RandomComposite choice => choice.Stages.Any(Moves),
        Pipeline augmentor => augmentor.MovesPixels,
        _ => transform is SpatialOperation,
    };

    private static ChainWarp Chain(IReadOnlyList<ITransform> stages, IEnumerable<int> order, Scene scene, TransformRandom random)
    {
        var links = new List<Warp> { Warps.Same(scene.Height, scene.Width) };
        foreach (var i in order)
        {
            links.Add(WarpOf(stages[i], scene, random.Fork(i)));
            scene = scene.After(links[^1]);
        }

        return new ChainWarp(links);
    }

    private static Warp WarpOf(ITransform transform, Scene scene, TransformRandom random)
    {
        switch (transform)
        {
            case SpatialOperation spatial:
                return spatial.Draw(scene, random);
            case CustomStepCompose steps:
                return WarpOf(steps.At(random.Epoch), scene, random);
            case Compose compose:
                return Chain(compose.Transforms, Enumerable.Range(0, compose.Count), scene, random);
            case RandomComposite choice:
                return Chain(choice.Stages, choice.Choose(random), scene, random);
            default:
                return Warps.Pixels(scene.Height, scene.Width, image => transform.Apply(image, random) as torch.Tensor
                    ?? throw new UserErrorException($"{transform} does not make one image of one; it cannot stand beside operations that move pixels inside a wrapper"));
        }
    }
}
