using Thelper.Config;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Viz;

/// <summary>The key <c>viz</c> of a trainer: what is projected after every validation, and in evaluations.</summary>
public sealed class ProjectionsOptions
{
    /// <summary>A t-SNE.</summary>
    [Key("tsne")]
    public TSneVisualization? TSne { get; set; }

    /// <summary>A UMAP.</summary>
    [Key("umap")]
    public UmapVisualization? Umap { get; set; }

    /// <summary>Checks what single values do not show.</summary>
    /// <param name="section">Where they stand.</param>
    /// <param name="errors">Receives every mistake.</param>
    internal void Check(ConfigNode section, ConfigErrors errors)
    {
        TSne?.Check(section.Get("tsne")!, errors);
        Umap?.Check(section.Get("umap")!, errors);
        if (TSne?.Args.LearningRate is { Value: not ("auto" or (double and > 0) or (long and > 0)) } rate)
        {
            errors.Add(rate, "expected a number above 0, or \"auto\"");
        }

        if (Umap?.Args is { } args && args.MinDist > args.Spread)
        {
            errors.Add(section.Get("umap")!, "min_dist must not be greater than spread");
        }
    }

    /// <summary>Checks that there are the metadata that are to be written.</summary>
    /// <param name="task">The session's task; samples may have more than it names.</param>
    /// <param name="loadOne">Loads a sample of a set that is projected, owned by the caller; null where none can be loaded.</param>
    /// <param name="errors">Receives every mistake.</param>
    internal void CheckMeta(Task task, Func<Sample?> loadOne, ConfigErrors errors)
    {
        var unknown = new ProjectionSettings?[] { TSne, Umap }
            .SelectMany(settings => settings?.ReturnMeta is { Kind: ConfigKind.List } keys ? keys.Items : [])
            .Where(item => item.Value is string key && !task.Keys.Contains(key)).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        using var sample = loadOne();
        foreach (var item in unknown.Where(item => sample is not null && !sample.ContainsKey((string)item.Value!)))
        {
            errors.Add(item, $"the samples have no '{item.Value}'{NearestName.Hint((string)item.Value!, task.MetaKeys)}");
        }
    }
}
