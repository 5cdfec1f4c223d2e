using Thelper.Config;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A TorchScript archive in the place of a network: what this program exported, or Python traced or scripted.</summary>
/// <remarks>
/// Its parameters are those of the archive, so that it can be trained further. A traced program does in training what it did when it was traced: dropout and the statistics of
/// normalisations stay as in evaluation.
/// </remarks>
public sealed class ScriptNetwork : Module, IExportedModel
{
    private const string TaskFile = "task";
    private static readonly string[] Endings = [".pt", ".zip"];

    // What exported files say beside the model, and what Python's authors like to add.
    private static readonly string[] ExtraFiles = [TaskFile, "class_names", "base_transforms", "transforms", "channel_order", "input_size", InputAxes.Key, "normalization", "model_type", "thelper_version"];
    private readonly jit.ScriptModule script;
    private readonly InputAxes? axes;

    private ScriptNetwork(jit.ScriptModule script, Tasks.Task task, string path, IReadOnlyDictionary<string, string> metadata)
        : base(task)
    {
        this.script = script;
        Metadata = metadata;
        axes = metadata.TryGetValue(InputAxes.Key, out var text) ? InputAxes.Parse(text, path) : null;
        register_module("script", script);
        TypeName = path;
    }

    /// <summary>What the archive says beside the model, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public override nn.Module Printed => script;

    /// <inheritdoc/>
    (long Height, long Width)? IExportedModel.InputSize => axes?.Sizes is [_, _, { } height, { } width] ? (height, width) : null;

    /// <summary>Whether a name is that of a TorchScript file: <c>.pt</c> or <c>.zip</c>.</summary>
    /// <param name="name">A model's type or path.</param>
    internal static bool IsNamed(string name) => Endings.Contains(Path.GetExtension(name).ToLowerInvariant());

    /// <summary>Whether a path leads to a TorchScript archive; a checkpoint with such a name is none.</summary>
    /// <param name="path">The path.</param>
    internal static bool IsAt(string path) => IsNamed(path) && jit.is_archive(path);

    /// <summary>Opens an archive. Nothing but its computation runs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="task">What it predicts, where it does not say so itself; null for nothing else.</param>
    /// <param name="types">Finds the type of its task.</param>
    /// <exception cref="UserErrorException">It cannot be read, or nothing tells what it predicts.</exception>
    internal static ScriptNetwork Open(string path, Tasks.Task? task, TypeRegistry types)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"{path}: no such TorchScript file");
        }

        var extra = ExtraFiles.ToDictionary(name => name, _ => "");
        jit.ScriptModule? script = null;
        ScriptNetwork? opened = null;
        try
        {
            script = jit.load(path, extra);
            var metadata = extra.Where(entry => entry.Value.Length > 0).ToDictionary(entry => entry.Key, entry => entry.Value);
            return opened = new(script, OwnTask(path, metadata, types) ?? task ?? throw WithoutTask(path, metadata), path, metadata);
        }
        catch (TorchException e)
        {
            throw new UserErrorException($"{path} is no TorchScript archive that this libtorch can run: {e.Reason.Split('\n')[0]}", e);
        }
        finally
        {
            if (opened is null)
            {
                script?.Dispose();
            }
        }
    }

    /// <summary>Stores the task, if it has as many outputs: a program has no layer that could be replaced.</summary>
    /// <param name="task">The new task.</param>
    /// <exception cref="UserErrorException">It has another number of outputs, or is of another kind.</exception>
    public override void SetTask(Tasks.Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Task = OutputCount.Of(Task) == OutputCount.Of(task) && Task.GetType() == task.GetType()
            ? task
            : throw new UserErrorException($"{TypeName}: the TorchScript model is for {Task}, and its last layer cannot be replaced for {task}; a model of the same architecture ('type' with 'weights') can be adapted");
    }

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> state_dict(OrderedDictionary<string, Tensor>? destination = null, string prefix = "") => script.state_dict(destination, prefix);

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">Always: a program has no layer that could be replaced.</exception>
    public override void AdaptInput(int channels) => throw InputSurgery.Refusal(TypeName, "a TorchScript program is as it was made; a model of the same architecture ('type' with 'weights') can be adapted");

    /// <inheritdoc/>
    /// <remarks>A program for batches of one size gets these, but in training, where a step is of one batch: see <see cref="BatchAnswers.InParts"/>.</remarks>
    /// <exception cref="UserErrorException">The program was exported for another size.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return !training && axes is { Sizes: [{ } size, ..] } && size > 0 && input.dim() > 0 && axes.Fit([size, .. input.shape.Skip(1)]) ? BatchAnswers.InParts(input, size, Run) : Run(input);
    }

    /// <inheritdoc/>
    IReadOnlyList<Tensor> IExportedModel.Answers(Tensor input)
    {
        try
        {
            return [.. Tensors(script.forward(Fitting(input)))];
        }
        catch (TorchException e) when (!e.IsOutOfMemory)
        {
            throw new UserErrorException($"the model '{TypeName}' does not take an input of shape [{string.Join(", ", input.shape)}]: {e.Reason.Split('\n')[0]}", e);
        }
    }

    private Tensor Run(Tensor input) => script.forward(Fitting(input)) switch
    {
        Tensor answer => answer,

        // As of every model with several outputs: 'out' counts, or the first.
        IEnumerable<KeyValuePair<string, object?>> named => (named.FirstOrDefault(entry => entry.Key == "out").Value ?? named.FirstOrDefault().Value) as Tensor ?? throw NoTensor(),
        IEnumerable<object?> several => several.FirstOrDefault() as Tensor ?? throw NoTensor(),
        _ => throw NoTensor(),
    };

    private Tensor Fitting(Tensor input) => axes is null || axes.Fit(input.shape)
        ? input
        : throw new UserErrorException($"the model '{TypeName}' does not take an input of shape [{string.Join(", ", input.shape)}]: it was exported for {axes}");

    private IEnumerable<Tensor> Tensors(object? answer) => answer switch
    {
        Tensor tensor => [tensor],
        IEnumerable<KeyValuePair<string, object?>> named => (Task is Tasks.Detection ? DetectorResults.Ordered([.. named]) : named.Select(entry => entry.Value)).SelectMany(Tensors),
        IEnumerable<object?> several => several.SelectMany(Tensors),
        _ => throw NoTensor(),
    };

    private static Tasks.Task? OwnTask(string path, Dictionary<string, string> metadata, TypeRegistry types) =>
        metadata.TryGetValue(TaskFile, out var text) ? TaskFactory.Parse(text, types.Received(path), path) : null;

    private static UserErrorException WithoutTask(string path, Dictionary<string, string> metadata)
    {
        var known = metadata.TryGetValue("class_names", out var names) ? $" (its class names: {names})" : "";
        return new($"{path}: the TorchScript archive does not say what it predicts (an extra file 'task'){known}; say it in the configuration: "
            + "\"model\": {\"task\": {\"type\": \"thelper.tasks.Classification\", \"params\": {\"class_names\": [...], \"input_key\": \"image\", \"label_key\": \"label\"}}}");
    }

    private UserErrorException NoTensor() => new($"{TypeName}: the TorchScript model answers with something that is no tensor");
}
