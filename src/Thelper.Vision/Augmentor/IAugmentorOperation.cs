using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>An operation of Augmentor 0.2, as its pipelines see it.</summary>
public interface IAugmentorOperation
{
    /// <summary>How often it is applied, above 0 and at most 1.</summary>
    double Probability { get; }

    /// <summary>Draws what is done to an image of a size; nothing, if chance decides so.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides; the same stream gives the same warp.</param>
    /// <exception cref="UserErrorException">The operation cannot be done to such an image.</exception>
    Warp Draw(Scene scene, TransformRandom random);
}
