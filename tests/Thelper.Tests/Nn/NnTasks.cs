using System.Globalization;
using Thelper.Tasks;

namespace Thelper.Tests.Nn;

/// <summary>Tasks for model tests.</summary>
internal static class NnTasks
{
    public static Classification Classes(int count) =>
        new(Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList(), "image", "label");

    /// <summary>A task that labels pixels: all that a model asks of it is its class names.</summary>
    public static Thelper.Tasks.Task Pixels(int count) => new PixelTask(Enumerable.Range(0, count).Select(i => $"c{i}").ToList());

    private sealed class PixelTask(List<string> names) : Thelper.Tasks.Task("image", "mask")
    {
        public override IReadOnlyList<KeyValuePair<string, object?>> Parameters => [new("class_names", names), .. base.Parameters];
    }
}
