namespace Thelper.Imaging.Transforms;

/// <summary>A transform that may take images as files, because it can tell which part of them is needed.</summary>
public interface IRegionTransform
{
    /// <summary>Whether a value, or values of a sample, may be an <see cref="ImageFile"/>. Those that the transform does not use come back as they are.</summary>
    bool TakesImageFiles { get; }
}
