using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>An operation of albumentations 1.3, or a composition of some, as compositions see it.</summary>
public interface IAlbumentation
{
    /// <summary>Whether it is applied whatever <see cref="P"/> says.</summary>
    bool AlwaysApply { get; }

    /// <summary>How often it is applied, 0 to 1; in a choice, its weight.</summary>
    double P { get; }

    /// <summary>Draws what is done to a scene.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides; the same stream gives the same steps.</param>
    /// <param name="force">Whether chance has no say in whether it is applied at all.</param>
    /// <returns>The steps, one after another; none if chance decided so.</returns>
    /// <exception cref="UserErrorException">It cannot be done to such an image.</exception>
    IReadOnlyList<AlbumentationStep> Steps(Scene scene, TransformRandom random, bool force = false);
}
