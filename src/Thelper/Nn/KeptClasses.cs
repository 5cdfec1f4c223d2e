using System.Globalization;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Keeps what published weights know of a task's classes, by name, where a new task has another number of them: COCO's weights have 91 outputs with holes for 80 kinds of things.</summary>
/// <remarks>Only where the weights know every class of the task; else its last layers are drawn anew, as for any other task.</remarks>
internal sealed class KeptClasses : IDisposable
{
    // Layers of Mask R-CNN that are made anew with its classes and do not depend on them.
    private const string MaskPredictor = ".mask_predictor.";
    private const string Unused = "N/A";
    private readonly Dictionary<string, Tensor> before;
    private readonly IReadOnlyList<long> rows;
    private readonly int known;

    private KeptClasses(nn.Module network, IReadOnlyList<long> rows, int known)
    {
        (this.rows, this.known) = (rows, known);
        before = network.state_dict()
            .Where(entry => entry.Value.dim() > 0 && (entry.Value.shape[0] % known == 0 || entry.Key.Contains(MaskPredictor, StringComparison.Ordinal)))
            .ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>Copies what a network knows, before its last layers are replaced.</summary>
    /// <param name="network">The network with its weights.</param>
    /// <param name="names">The classes of the weights by output; null where that is not known.</param>
    /// <param name="task">The task that it will have.</param>
    /// <returns>The copy; null where the classes are as many, or not all known.</returns>
    public static KeptClasses? Of(nn.Module network, IReadOnlyList<string>? names, Tasks.Task task) =>
        names is not null && task is IClassTask { ClassNames: var wanted } && wanted.Count != names.Count && RowsOf(wanted, names) is { } rows ? new(network, rows, names.Count) : null;

    /// <summary>The classes of the weights that a model's parameters ask for.</summary>
    /// <param name="type">The name of the model's function.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>By output; null where no weights are asked for, or these say nothing of classes.</returns>
    public static IReadOnlyList<string>? NamesOf(string type, IReadOnlyDictionary<string, object?> parameters) => PublishedModels.Of(type).Count > 0
        ? PublishedModels.Choose(type, parameters.GetValueOrDefault("pretrained") is true, parameters.GetValueOrDefault("weights") as string)?.ClassNames
        : null;

    /// <summary>Brings the copied rows into the model's new last layers.</summary>
    /// <param name="model">The model with its new task.</param>
    /// <param name="log">Receives what was kept.</param>
    /// <returns>Names of the tensors that have rows of the weights.</returns>
    public IReadOnlySet<string> CopyInto(Module model, ModelLog log)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var index = tensor(rows.ToArray());
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, fresh) in model.state_dict())
        {
            if (!before.TryGetValue(name, out var old))
            {
                continue;
            }

            if (fresh.shape.SequenceEqual(old.shape))
            {
                aten.copy_(fresh, old);
                continue;
            }

            // Scores of dense heads have all classes of an anchor together, the boxes of Fast R-CNN all numbers of a class.
            var (share, isByClass) = (old.shape[0] / known, name.Contains(".bbox_pred.", StringComparison.Ordinal));
            var grouped = isByClass ? old.reshape([known, share, .. old.shape[1..]]) : old.reshape([share, known, .. old.shape[1..]]);
            aten.copy_(fresh, grouped.index_select(isByClass ? 0 : 1, index).reshape(fresh.shape));
            changed.Add(name);
        }

        var layers = changed.Select(name => name[..name.LastIndexOf('.')]).Distinct().ToList();
        log.Information(string.Create(CultureInfo.InvariantCulture, $"the weights know all {rows.Count} classes of the task by name: {string.Join(", ", layers)} keep their rows of {known}"));
        return changed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in before.Values)
        {
            one.Dispose();
        }
    }

    // The first output is the background, whatever the weights call it.
    private static List<long>? RowsOf(IReadOnlyList<string> wanted, IReadOnlyList<string> known)
    {
        var index = known.Index().Skip(1).Where(one => one.Item != Unused).ToDictionary(one => one.Item, one => (long)one.Index, StringComparer.Ordinal);
        index[Detection.BackgroundName] = 0;
        return wanted.Count > 1 && wanted.All(index.ContainsKey) && wanted.Contains(Detection.BackgroundName) ? [.. wanted.Select(name => index[name])] : null;
    }
}
