namespace Thelper.Tasks;

/// <summary>A task whose truth is made of classes: of a sample, of its pixels, of the objects in it.</summary>
public interface IClassTask
{
    /// <summary>The classes.</summary>
    ClassTable Classes { get; }

    /// <summary>Names of the classes by index; all different.</summary>
    IReadOnlyList<string> ClassNames => Classes.Names;
}
