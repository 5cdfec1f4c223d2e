using System.Globalization;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Viz.TensorBoard;

/// <summary>Watches a model at work and draws up which of its layers hand their results to which.</summary>
/// <remarks>
/// Only layers are seen, not what is computed between them. A layer whose input no layer made (a sum, a concatenation) is shown behind all layers
/// whose results nothing has taken yet, or else behind the layer that ran before it.
/// </remarks>
public sealed class LayerGraph : IDisposable
{
    private readonly List<nn.HookRemover> hooks = [];
    private readonly List<GraphNode> nodes = [];
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly Dictionary<nint, string> makers = [];
    private readonly List<string> untaken = [];
    private string? last;
    private bool done;

    /// <summary>Begins to watch.</summary>
    /// <param name="model">The model; it works as before.</param>
    public LayerGraph(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var root = model.GetName();
        foreach (var (path, module) in model.named_modules())
        {
            var name = path.Length == 0 ? root : $"{root}/{path.Replace('.', '/')}";
            if (ReferenceEquals(module, model))
            {
                WatchModel(module);
            }
            else if (!module.named_children().Any())
            {
                WatchLayer(module, name);
            }
        }
    }

    /// <summary>The layers in the order in which they ran, with the input before and the output behind them.</summary>
    /// <returns>The boxes; empty where no layer ran.</returns>
    public IReadOnlyList<GraphNode> Nodes => nodes.Count == 0 ? [] : [.. nodes, new("output", "Output", [.. untaken.DefaultIfEmpty(last!)])];

    /// <summary>Ends watching.</summary>
    public void Dispose()
    {
        hooks.ForEach(hook => hook.Dispose());
        hooks.Clear();
    }

    private void WatchModel(nn.Module module)
    {
        if (module is nn.Module<Tensor, Tensor> simple)
        {
            // The first call is the whole story; copies of a batch would tell it again.
            hooks.Add(simple.register_forward_hook((_, _, _) =>
            {
                done = true;
                return null;
            }));
        }
    }

    private void WatchLayer(nn.Module module, string name)
    {
        switch (module)
        {
            case nn.Module<Tensor, Tensor> layer:
                hooks.Add(layer.register_forward_hook((_, input, output) => Note(module, name, output, input)));
                break;
            case nn.Module<Tensor, Tensor, Tensor> layer:
                hooks.Add(layer.register_forward_hook((_, first, second, output) => Note(module, name, output, first, second)));
                break;
            case nn.Module<Tensor, Tensor, Tensor, Tensor> layer:
                hooks.Add(layer.register_forward_hook((_, first, second, third, output) => Note(module, name, output, first, second, third)));
                break;
        }
    }

    private Tensor? Note(nn.Module module, string path, Tensor output, params ReadOnlySpan<Tensor?> inputs)
    {
        if (done)
        {
            return null;
        }

        if (nodes.Count == 0)
        {
            nodes.Add(new("input", "Placeholder", [], inputs[0]?.shape));
            (last, makers[Address(inputs[0])]) = ("input", "input");
        }

        var sources = new List<string>();
        foreach (var input in inputs)
        {
            if (input is null)
            {
                continue;
            }

            IReadOnlyList<string> makersOf = makers.TryGetValue(Address(input), out var maker) ? [maker] : untaken.Count > 0 ? [.. untaken] : [last!];
            sources.AddRange(makersOf.Where(source => !sources.Contains(source)));
        }

        untaken.RemoveAll(sources.Contains);
        var times = names[path] = names.GetValueOrDefault(path) + 1;
        var name = times == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}_{times - 1}");
        var details = new Dictionary<string, object> { ["layer"] = module.ToString() ?? "" };
        if (module.parameters().Sum(parameter => parameter.numel()) is > 0 and var count)
        {
            details["parameters"] = count;
        }

        nodes.Add(new(name, module.GetName(), sources, output.shape, details));
        untaken.Add(name);
        (last, makers[Address(output)]) = (name, name);
        return null;
    }

    // Results stay alive until the backward pass, so that an address stands for one of them; a layer that works in place takes the address over.
    private static nint Address(Tensor? tensor) => tensor is null || tensor.numel() == 0 ? 0 : tensor.DataPointer;
}
