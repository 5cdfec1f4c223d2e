using System.Globalization;
using Thelper.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Layered;

/// <summary>A network that a configuration describes without code: a list of layers, each reading the one before or others by name.</summary>
/// <remarks>
/// All shapes are checked when it is made, with an image of zeros. A layer without a number of outputs has the task's classes, and is what a new task replaces. Weights have the
/// names of their layers; layers without a name count from 0, so that a plain list has the names of PyTorch's <c>Sequential</c>.
/// </remarks>
[TypeName("thelper.nn.LayeredNet")]
public sealed class LayeredNet : Module
{
    private const string Images = "input";
    private const double MostValues = 1 << 26;

    private readonly IReadOnlyList<LayerOptions> entries;
    private readonly LayerMaker maker;
    private readonly string[] names;
    private readonly int[][] sources;
    private readonly LayerJoin?[] joins;
    private readonly nn.Module<Tensor, Tensor>?[] layers;
    private readonly long[][] shapes;
    private readonly List<int> heads = [];
    private readonly long channels;

    /// <summary>Builds the network, draws its weights from libtorch's generator, layer by layer, and checks all shapes.</summary>
    /// <param name="task">A task other than detection; its classes are the outputs.</param>
    /// <param name="types">Finds the types of layers.</param>
    /// <param name="inputShape">Channels, height and width of the images that shapes are checked with.</param>
    /// <param name="layers">The layers, in order; the last one's output is the network's.</param>
    /// <exception cref="UserErrorException">The description is wrong, or shapes do not fit; the message names the layer, the shapes and the way out.</exception>
    public LayeredNet(
        Tasks.Task task, TypeRegistry types, [ConfigValue(Min = 1, Example = "[3, 32, 32]")] IReadOnlyList<int> inputShape,
        [ConfigValue(Example = "[{type: Flatten}, {type: Linear}]")] IReadOnlyList<LayerOptions> layers)
        : base(task)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Count != 3 || inputShape.Any(side => side < 1) || layers.Count == 0)
        {
            throw new UserErrorException($"input_shape holds channels, height and width, and layers at least one layer (got [{string.Join(", ", inputShape)}] and {layers.Count} layers)");
        }

        if (inputShape.Aggregate(1.0, (product, side) => product * side) > MostValues)
        {
            throw new UserErrorException($"input_shape: [{string.Join(", ", inputShape)}] is too large to check shapes with; images of other sizes are read all the same, so give a smaller one");
        }

        Classes(task);
        entries = layers;
        maker = new LayerMaker(types);
        channels = inputShape[0];
        (names, sources, joins) = Connect();
        this.layers = new nn.Module<Tensor, Tensor>?[layers.Count];
        shapes = new long[layers.Count + 1][];
        var built = false;
        try
        {
            Build([1, .. inputShape.Select(side => (long)side)]);
            built = true;
        }
        finally
        {
            if (!built)
            {
                Dispose();
            }
        }
    }

    /// <summary>Specialises the network to a task: another number of classes draws the layers that have it for their outputs anew.</summary>
    /// <param name="task">A task other than detection.</param>
    /// <exception cref="UserErrorException">No layer follows the task, and it has another number of classes.</exception>
    public override void SetTask(Tasks.Task task)
    {
        var (before, now) = (OutputCount.Of(Task), Classes(task));
        if (now != before)
        {
            if (heads.Count == 0 || now is null)
            {
                throw new UserErrorException($"model '{TypeName}' has no layer whose outputs follow the task, so it cannot go from {Task} to {task}: leave the number of outputs of its last layer out");
            }

            foreach (var i in heads)
            {
                var (layer, _) = maker.Make(entries[i], SourceName(i), shapes[sources[i][0]], now);
                var old = layers[i]!;
                layer.train(training);
                layer.to(old.parameters().First().device);
                register_module(names[i], layer);
                layers[i] = layer;
                old.Dispose();
            }
        }

        Task = task;
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">Always: its layers are described for its images.</exception>
    public override void AdaptInput(int channels) => throw InputSurgery.Refusal(TypeName, "its layers are described for its images; set the first number of 'input_shape' in its params");

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The images have another number of channels.</exception>
    public override Tensor forward(Tensor input)
    {
        if (input.dim() != 4 || input.shape[1] != channels)
        {
            throw new UserErrorException($"{TypeName} was described for images (batch, {channels}, height, width), not ({string.Join(", ", input.shape)}); input_shape says how many channels they have");
        }

        using var scope = NewDisposeScope();
        var values = new Tensor[layers.Length + 1];
        values[0] = input;
        for (var i = 0; i < layers.Length; i++)
        {
            values[i + 1] = Run(i, values);
        }

        return ReferenceEquals(values[^1], input) ? input : values[^1].MoveToOuterDisposeScope();
    }

    private static string NameOf(LayerOptions entry, int position) => entry.Name ?? position.ToString(CultureInfo.InvariantCulture);

    private int? Classes(Tasks.Task task) => task is Tasks.Detection
        ? throw new UserErrorException($"model '{TypeName}' gives scores or maps; it cannot be used for {task}")
        : OutputCount.Of(task);

    private Tensor Run(int i, Tensor[] values) => joins[i] is { } join ? join.Apply([.. sources[i].Select(source => values[source])]) : layers[i]!.call(values[sources[i][0]]);

    private string SourceName(int i) => sources[i][0] == 0 ? Images : names[sources[i][0] - 1];

    // All that can be said without shapes, in one message.
    private (string[] Names, int[][] Sources, LayerJoin?[] Joins) Connect()
    {
        var errors = new ConfigErrors();
        var known = new List<string> { Images };
        var found = new int[entries.Count][];
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, name) = (entries[i], NameOf(entries[i], i));
            maker.CheckType(entry.Type!, errors);
            if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal) || known.Contains(name))
            {
                errors.Add(entry.Type!, known.Contains(name) ? $"a second layer is called '{name}'" : $"'{name}' cannot be the name of a layer: names have no dots");
            }

            found[i] = entry.Inputs is null ? [i] : Sources(entry.Inputs, known, name, errors);
            known.Add(name);
        }

        var kinds = entries.Select(entry => LayerJoin.All.FirstOrDefault(join => join.Name == entry.Type!.Value as string)).ToArray();
        for (var i = 0; i < entries.Count; i++)
        {
            CheckConnection(i, kinds[i], found, known[i + 1], errors);
        }

        errors.ThrowIfAny();
        return ([.. known.Skip(1)], found, kinds);
    }

    private void CheckConnection(int i, LayerJoin? join, int[][] found, string name, ConfigErrors errors)
    {
        var type = entries[i].Type!;
        if (join is null ? found[i].Length != 1 : found[i].Length < 2)
        {
            errors.Add(type, join is null ? $"the layer '{name}' reads one layer, not {found[i].Length}" : $"'{join.Name}' joins at least two layers: name them in 'inputs'");
        }

        if (join is not null && entries[i].Params is { Entries.Count: > 0 })
        {
            errors.Add(type, $"'{join.Name}' takes no parameters");
        }

        if (entries[i].Params?.Get("inplace") is { Value: true } && found[i] is [var source] && found.Count(sources => sources.Contains(source)) > 1)
        {
            errors.Add(type, $"the layer '{name}' changes in place what another layer reads too; leave 'inplace' out");
        }

        if (i < entries.Count - 1 && !found.Any(sources => sources.Contains(i + 1)))
        {
            errors.Add(type, $"no layer reads '{name}': only the last layer's output is the network's");
        }
    }

    private static int[] Sources(ConfigNode inputs, List<string> known, string reader, ConfigErrors errors)
    {
        var found = new List<int>();
        foreach (var node in inputs.Kind == ConfigKind.List ? inputs.Items : [inputs])
        {
            var position = node.Value is string or long ? known.IndexOf(string.Create(CultureInfo.InvariantCulture, $"{node.Value}")) : -1;
            if (position < 0)
            {
                errors.Add(node, $"'{node.Value}' is no layer before '{reader}'{NearestName.Hint($"{node.Value}", known)}");
            }

            found.Add(Math.Max(position, 0));
        }

        return [.. found];
    }

    private void Build(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var classes = OutputCount.Of(Task);
        var values = new Tensor[entries.Count + 1];
        values[0] = zeros(shape);
        shapes[0] = shape;
        for (var i = 0; i < entries.Count; i++)
        {
            var type = entries[i].Type!;
            if (joins[i] is { } join)
            {
                if (!join.Fits([.. sources[i].Select(source => shapes[source])]))
                {
                    var given = string.Join(", ", sources[i].Select(source => $"'{(source == 0 ? Images : names[source - 1])}' {LayerMaker.Text(shapes[source])}"));
                    throw new UserErrorException($"{type.Where}: the layer '{names[i]}' cannot join {given}: {join.Name} {join.Needs}");
                }
            }
            else
            {
                var (layer, isHead) = maker.Make(entries[i], SourceName(i), shapes[sources[i][0]], classes);
                layers[i] = layer;
                register_module(names[i], layer);
                layer.eval();
                if (isHead)
                {
                    heads.Add(i);
                }
            }

            values[i + 1] = Probe(i, values);
            shapes[i + 1] = values[i + 1].shape;
        }

        train();
        CheckOutput(classes);
    }

    private Tensor Probe(int i, Tensor[] values)
    {
        try
        {
            return Run(i, values);
        }
        catch (Exception error) when (error is TorchException or ArgumentException)
        {
            var reason = error is TorchException torch ? torch.Reason.Split('\n')[0] : error.Message;
            throw new UserErrorException(
                $"{entries[i].Type!.Where}: the layer '{names[i]}' ({entries[i].Type!.Value}) cannot read what '{SourceName(i)}' gives, {LayerMaker.Text(shapes[sources[i][0]])}: {reason}; "
                + "change its parameters, the layers before it, or input_shape",
                error);
        }
    }

    private void CheckOutput(int? classes)
    {
        var shape = shapes[^1];
        var dimensions = Task is Tasks.Classification ? 2 : 4;
        if (classes is not null && (shape.Length != dimensions || shape[1] != classes))
        {
            var wanted = Task is Tasks.Classification ? $"(batch, {classes})" : $"(batch, {classes}, height, width)";
            throw new UserErrorException(
                $"{entries[^1].Type!.Where}: model '{TypeName}': the last layer '{names[^1]}' gives {LayerMaker.Text(shape)}, but {Task} needs {wanted}: "
                + (shape.Length == dimensions ? "leave its number of outputs out, and it follows the task" : Task is Tasks.Classification ? "add a Flatten and a Linear" : "leave out what flattens the maps"));
        }
    }
}
