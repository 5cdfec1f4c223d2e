using Thelper.Vision.Models;

namespace Thelper.Zoo;

/// <summary>One line of the list of models.</summary>
/// <param name="Name">Canonical name of its type.</param>
/// <param name="Task">What it predicts; a network for classes learns any task of classes.</param>
/// <param name="Channels">Channels of the images that it is made for; 0 where its parameters say everything.</param>
/// <param name="Side">Their rows and columns.</param>
/// <param name="Parameters">Numbers that it learns, with its parameters' defaults and the classes of its published weights (1000, 21 or 91 where there are none).</param>
/// <param name="Macs">Multiplications, each with its addition, for one such image; see <see cref="CostCounter"/>.</param>
public sealed record ModelCard(string Name, string Task, int Channels, int Side, long Parameters, long Macs)
{
    /// <summary>The last part of the name.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The names of its published weights, the default first.</summary>
    public IReadOnlyList<string> Weights =>
        Name.StartsWith("torchvision.", StringComparison.Ordinal) ? [.. PublishedModels.Of(Name).OrderByDescending(one => one.IsDefault).Select(one => one.Name)] : [];

    /// <summary>The line as plain values, for machines.</summary>
    public Dictionary<string, object?> ToPlain() => new()
    {
        ["name"] = Name,
        ["task"] = Task,
        ["input"] = Side == 0 ? null : new List<object?> { (long)Channels, (long)Side, (long)Side },
        ["parameters"] = Side == 0 ? null : Parameters,
        ["macs"] = Side == 0 ? null : Macs,
        ["weights"] = Weights.Select(name => (object?)name).ToList(),
    };
}
