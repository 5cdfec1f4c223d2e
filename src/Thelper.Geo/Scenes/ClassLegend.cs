using Thelper.Draw;
using Thelper.Tasks;

namespace Thelper.Geo.Scenes;

/// <summary>What the numbers of a class raster stand for: 0 for no data, and a class by its index and 1, as thelper 0.6.2 has it.</summary>
/// <param name="Names">The classes.</param>
/// <param name="Colors">Red, green, blue of each.</param>
public sealed record ClassLegend(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<byte>> Colors)
{
    /// <summary>What pixels without data are called.</summary>
    public const string NoDataName = "no_data";

    private const int MostOfByte = 255;

    /// <summary>Bytes of a number: 2 where there are more than 255 classes.</summary>
    public int Size => Names.Count > MostOfByte ? 2 : 1;

    /// <summary>The legend of a task: its own colours, else those of PASCAL VOC's palette.</summary>
    /// <param name="task">A task with classes.</param>
    public static ClassLegend Of(IClassTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(task.ClassNames, [.. task.ClassNames.Select((_, i) => (task.Classes.Colors[i] is { Count: 3 } own ? own : null) ?? Palette.Of(i))]);
    }

    /// <summary>Class names and their numbers, as <c>config-classes.json</c> has them.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Numbers => [.. Names.Select((name, i) => KeyValuePair.Create(name, i + 1)), KeyValuePair.Create(NoDataName, 0)];
}
