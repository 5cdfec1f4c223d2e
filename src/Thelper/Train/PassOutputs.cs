using Thelper.Config;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;

namespace Thelper.Train;

/// <summary>Everything that the consumers of a set have to write after a pass, in their order, sorted by what becomes of it.</summary>
public sealed class PassOutputs
{
    private readonly List<KeyValuePair<string, PictureFile>> pictures = [];
    private readonly List<KeyValuePair<string, OutputFile>> files = [];
    private readonly List<KeyValuePair<string, double>> scalars = [];
    private readonly List<KeyValuePair<string, string>> texts = [];

    /// <summary>Asks the consumers.</summary>
    /// <param name="consumers">Names and consumers.</param>
    /// <param name="metrics">The values of those that are metrics: numbers for TensorBoard, and files where the metric has no report of its own.</param>
    public PassOutputs(IReadOnlyList<KeyValuePair<string, IConsumer>> consumers, IReadOnlyDictionary<string, double?> metrics)
    {
        ArgumentNullException.ThrowIfNull(consumers);
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var (name, consumer) in consumers)
        {
            var outputs = consumer.Outputs().ToList();
            if (metrics.GetValueOrDefault(name) is { } value)
            {
                scalars.Add(new(name, value));
                if (!outputs.Exists(output => output is TextFile && (output.Name ?? name) == name))
                {
                    files.Add(new(name, new TextFile(PythonFloat.Fixed(value))));
                }
            }

            outputs.ForEach(output => Add(output.Name ?? name, output));
        }
    }

    /// <summary>Charts and pictures by name; they are among the <see cref="Files"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, PictureFile>> Pictures => pictures;

    /// <summary>All files by name, pictures first: they are drawn while the others are written.</summary>
    public IEnumerable<KeyValuePair<string, OutputFile>> Files => [.. pictures.Select(picture => KeyValuePair.Create<string, OutputFile>(picture.Key, picture.Value)), .. files];

    /// <summary>Numbers by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Scalars => scalars;

    /// <summary>Texts for TensorBoard by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Texts => texts;

    /// <summary>Adds what is no consumer's, before anything was written.</summary>
    /// <param name="name">Of which files and tags are made.</param>
    /// <param name="output">What to write.</param>
    internal void Add(string name, ConsumerOutput output)
    {
        switch (output)
        {
            case PictureFile picture:
                pictures.Add(new(name, picture));
                break;
            case OutputFile file:
                files.Add(new(name, file));
                break;
            case EventScalar scalar:
                scalars.Add(new(name, scalar.Value));
                break;
            case EventText text:
                texts.Add(new(name, text.Text));
                break;
            default:
                throw new InvalidOperationException($"'{name}' handed over a {output.GetType().Name}, which is neither an {nameof(OutputFile)} nor a value for TensorBoard.");
        }
    }
}
