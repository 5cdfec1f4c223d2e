using System.Text;
using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Guide;

/// <summary>The pages of the documentation that list every operation, one for each vocabulary; what they say of one is what help says.</summary>
/// <param name="types">Finds the operations.</param>
public sealed class OperationPages(TypeRegistry types)
{
    /// <summary>The vocabularies: what their names begin with.</summary>
    public static IReadOnlyList<string> Vocabularies { get; } = ["thelper", "torchvision", "albumentations", "Augmentor"];

    /// <summary>The operations of a vocabulary, sorted by name.</summary>
    /// <param name="vocabulary">What their names begin with.</param>
    public IReadOnlyList<TypeDescription> Operations(string vocabulary) =>
        [.. types.Describe(typeof(ITransform)).Where(type => type.ShortName.StartsWith(vocabulary + ".", StringComparison.Ordinal)).OrderBy(type => type.ShortName, StringComparer.Ordinal)];

    /// <summary>A page.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    public string Write(string vocabulary)
    {
        var operations = Operations(vocabulary);
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"""
            # Operations of {vocabulary}, one by one

            Written from the code; `thelper help NAME` prints the same. [Operations on samples](transforms.md) says how stages are put together, and
            [Defining a data augmentation pipeline](data-augmentation.md) begins at the beginning.

            ![A photograph under each operation](images/{Name(vocabulary)}.jpg)

            *A photograph under each operation that can be shown so, in the order of this page. Photograph: "astronaut" by NASA, public domain, as scikit-image ships it.*

            {string.Join(", ", operations.Select(type => $"[{Last(type)}](#{Last(type).ToLowerInvariant()})"))}

            """);
        foreach (var type in operations)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {Last(type)}\n\n```text\n{TypeHelp.PageText(type)}```\n");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The name of a vocabulary's page and picture, without their endings.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    public static string Name(string vocabulary) => $"operations-{vocabulary?.ToLowerInvariant()}";

    /// <summary>The last part of an operation's name.</summary>
    /// <param name="type">The operation.</param>
    public static string Last(TypeDescription type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.ShortName[(type.ShortName.LastIndexOf('.') + 1)..];
    }
}
