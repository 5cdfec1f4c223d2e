using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>The values of a checkpoint's dictionary, checked: a file is a stranger's.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="content">The dictionary.</param>
/// <param name="prefix">Where the dictionary lies in the file, for messages: empty, or a key and a dot.</param>
internal sealed class CheckpointFields(string path, PyDict content, string prefix = "")
{
    /// <summary>Whether there is a value other than none.</summary>
    public bool Has(string key) => content.TryGetValue(key, out var value) && value is not null;

    /// <summary>A whole number.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="otherwise">Its value if it is not there, or none.</param>
    /// <param name="least">The least it can be.</param>
    /// <param name="most">The most it can be.</param>
    /// <exception cref="CheckpointException">It is of another type, or out of range.</exception>
    public long Whole(string key, long otherwise, long least, long most)
    {
        if (!Has(key))
        {
            return otherwise;
        }

        return content[key] is long number
            ? number >= least && number <= most ? number : throw Fault(key, $"is {number}, not from {least} to {most}")
            : throw Fault(key, "is not a whole number");
    }

    /// <summary>A text; null if there is none.</summary>
    /// <exception cref="CheckpointException">It is of another type.</exception>
    public string? Text(string key) => !Has(key) ? null : content[key] as string ?? throw Fault(key, "is not a text");

    /// <summary>A dictionary within; null if there is none.</summary>
    /// <exception cref="CheckpointException">It is of another type.</exception>
    public CheckpointFields? Part(string key) => !Has(key) ? null
        : content[key] is PyDict part ? new(path, part, $"{prefix}{key}.") : throw Fault(key, "is not a dictionary");

    /// <summary>The state of libtorch's generator on the processor; null if there is none.</summary>
    /// <exception cref="CheckpointException">It is no such state.</exception>
    public Tensor? GeneratorState(string key)
    {
        if (!Has(key))
        {
            return null;
        }

        var state = content[key] as Tensor ?? throw Fault(key, "is not a tensor");
        try
        {
            using var trial = new Generator();
            trial.set_state(state);
            return state;
        }
        catch (TorchException e)
        {
            throw Fault(key, "is not the state of a generator", e);
        }
    }

    private CheckpointException Fault(string key, string problem, Exception? inner = null)
        => new(path, $"its '{prefix}{key}' {problem}; the file is damaged, or was not written by a session.", inner);
}
