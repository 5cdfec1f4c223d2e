using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Layers run one after another, each on the result of the one before. Made by <c>torch.nn.Sequential</c>.</summary>
/// <remarks>The results between the layers are freed when the last layer is done; a hook that keeps one detaches it from the dispose scope.</remarks>
public class Sequential : nn.Module<Tensor, Tensor>, IReadOnlyList<nn.Module<Tensor, Tensor>>
{
    private readonly List<nn.Module<Tensor, Tensor>> layers = [];

    /// <summary>Creates the container.</summary>
    /// <param name="modules">The layers with their names.</param>
    protected internal Sequential(params IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> modules)
        : base(nameof(Sequential))
    {
        foreach (var (name, layer) in modules)
        {
            append(name, layer);
        }
    }

    /// <summary>The number of layers.</summary>
    public int Count => layers.Count;

    /// <summary>The layer at a position.</summary>
    public nn.Module<Tensor, Tensor> this[int index] => layers[index];

    /// <summary>Adds a layer, named by its position.</summary>
    public Sequential append(nn.Module<Tensor, Tensor> module) => append(PythonText.Of(layers.Count), module);

    /// <summary>Adds a layer.</summary>
    public Sequential append(string name, nn.Module<Tensor, Tensor> module)
    {
        register_module(name, module);
        layers.Add(module);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (layers.Count == 0)
        {
            return aten.alias(input);
        }

        using var scope = NewDisposeScope();
        var result = input;
        foreach (var layer in layers)
        {
            result = layer.call(result);
        }

        return ReferenceEquals(result, input) ? result : result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IEnumerator<nn.Module<Tensor, Tensor>> GetEnumerator() => layers.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
