using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Data.Mixing;
using Thelper.Data.Sampling;
using Thelper.Gui;
using Thelper.Imaging.Transforms;
using Thelper.Metrics;
using Thelper.Torch;
using Thelper.Train;
using Thelper.Vision.Datasets;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Guide;

/// <summary>A kind of type that configurations name.</summary>
/// <param name="Name">What one is called.</param>
/// <param name="Plural">What several are called.</param>
/// <param name="Place">The key that names one; <c>NAME</c> stands for a name of the user's choice, <c>[]</c> for a list.</param>
/// <param name="Bases">The classes or interfaces, one of which a type of the kind has.</param>
public sealed record TypeKind(string Name, string Plural, string Place, params Type[] Bases)
{
    /// <summary>All kinds, in the order of a configuration. A type belongs to the first that fits.</summary>
    public static IReadOnlyList<TypeKind> All { get; } =
    [
        new("data set", "data sets", "datasets.NAME.type", typeof(Dataset), typeof(IVisionDataset)),
        new("task", "tasks", "datasets.NAME.task.type", typeof(Tasks.Task)),
        new("operation", "operations", "loaders.base_transforms[].operation", typeof(ITransform)),
        new("mixing operation", "mixing operations", "loaders.train_mix[].operation", typeof(MixOperation)),
        new("sampler", "samplers", "loaders.sampler.type", typeof(Sampler)),
        new("collate function", "collate functions", "loaders.collate_fn.type", typeof(ICollate)),
        new("model", "models", "model.type", typeof(nn.Module<Tensor, Tensor>), typeof(Detector)),
        new("loss", "losses", "trainer.optimization.loss.type", typeof(nn.Module<Tensor, Tensor, Tensor>)),
        new("optimizer", "optimizers", "trainer.optimization.optimizer.type", typeof(optim.Optimizer)),
        new("schedule", "schedules", "trainer.optimization.scheduler.type", typeof(optim.lr_scheduler.LRScheduler)),
        new("metric", "metrics", "trainer.metrics.NAME.type", typeof(Metric)),
        new("report", "reports", "trainer.metrics.NAME.type", typeof(IConsumer)),
        new("trainer", "trainers", "trainer.type", typeof(Trainer)),
        new("annotator", "annotators", "annotator.type", typeof(ImageSegmentAnnotator)),
    ];

    /// <summary>The kind of a class.</summary>
    /// <param name="type">The class.</param>
    /// <returns>The kind; null for one that no configuration names.</returns>
    public static TypeKind? Of(Type type) => All.FirstOrDefault(kind => Array.Exists(kind.Bases, known => known.IsAssignableFrom(type)));

    /// <summary>The types of the kind, sorted by name.</summary>
    /// <param name="types">Finds them.</param>
    public IReadOnlyList<TypeDescription> Members(TypeRegistry types)
    {
        ArgumentNullException.ThrowIfNull(types);
        return [.. Bases.SelectMany(types.Describe).Where(type => Of(type.Type) == this).OrderBy(type => type.ShortName, StringComparer.Ordinal)];
    }
}
