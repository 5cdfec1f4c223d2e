using System.Reflection;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>Passes everything on unchanged. Operations that derive from it see whole samples: the pipeline does not wrap them.</summary>
[TypeName("thelper.transforms.operations.NoTransform", "thelper.transforms.NoTransform")]
public class NoTransform : ITransform
{
    /// <inheritdoc/>
    public virtual object? Apply(object? value, TransformRandom random) => value;

    /// <inheritdoc/>
    public virtual object? Invert(object? value) => value;

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().GetCustomAttribute<TypeNameAttribute>()?.Name ?? GetType().FullName}()";
}
