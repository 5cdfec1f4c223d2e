using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Augmentor's pipeline: its operations one after another, each applied as often as it says.</summary>
/// <remarks>
/// It is a spatial operation: what belongs to an image moves by the same draws. Images are bytes H×W or H×W×C; operations draw from streams of their own, by their
/// places in the pipeline.
/// </remarks>
public sealed class Pipeline : SpatialOperation
{
    private static readonly ToTensor AsTensor = new();
    private static readonly ToPILImage AsBytes = new();
    private readonly bool inputTensor;
    private readonly bool outputTensor;

    /// <summary>Creates the pipeline.</summary>
    /// <param name="operations">The operations, at least one.</param>
    /// <param name="inputTensor">Whether images come as real numbers C×H×W from 0 to 1; they become bytes first.</param>
    /// <param name="outputTensor">Whether images become such arrays at the end.</param>
    /// <exception cref="UserErrorException">There is no operation.</exception>
    public Pipeline(IReadOnlyList<IAugmentorOperation> operations, bool inputTensor = false, bool outputTensor = false)
    {
        ArgumentNullException.ThrowIfNull(operations);
        Operations = operations.Count > 0 ? operations : throw new UserErrorException("the pipeline is empty; it needs at least one operation");
        (this.inputTensor, this.outputTensor) = (inputTensor, outputTensor);
    }

    /// <inheritdoc/>
    public override string TypeName => "Augmentor.Pipeline";

    /// <summary>The operations in order.</summary>
    public IReadOnlyList<IAugmentorOperation> Operations { get; }

    /// <summary>Whether any of them moves pixels.</summary>
    public bool MovesPixels => Operations.Any(operation => operation is MovingOperation);

    /// <inheritdoc/>
    public override bool IsRandom => Operations.Any(operation => operation is MovingOperation { IsRandom: true });

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        var links = new List<Warp> { Warps.Same(scene.Height, scene.Width) };
        foreach (var (place, operation) in Operations.Index())
        {
            links.Add(operation.Draw(scene, random.Fork(place)));
            scene = scene.After(links[^1]);
        }

        return new ChainWarp(links);
    }

    /// <inheritdoc/>
    protected override torch.Tensor MoveImage(Warp warp, torch.Tensor image)
    {
        ArgumentNullException.ThrowIfNull(warp);
        using var scope = torch.NewDisposeScope();
        var random = TransformRandom.For(0, 0, 0);
        var bytes = inputTensor ? (torch.Tensor)AsBytes.Apply(image, random)! : ByteImages.Require(image);
        var moved = TorchvisionImage.Change(bytes, warp.Image);
        var result = outputTensor ? (torch.Tensor)AsTensor.Apply(moved, random)! : moved;
        return ReferenceEquals(result, image) ? image : result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Scene SizeOf(torch.Tensor image) => TorchvisionImage.SceneOf(image) with { IsReal = false };

    /// <inheritdoc/>
    protected override string Arguments() => $"[{string.Join(", ", Operations.Select(operation => ((Operation)operation).TypeName))}]";
}
