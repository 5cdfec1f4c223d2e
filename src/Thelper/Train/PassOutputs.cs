using Thelper.Config;
using Thelper.Imaging.Plots;
using Thelper.Metrics;
using Thelper.Torch;

namespace Thelper.Train;

/// <summary>Everything that the consumers of a set have to write after a pass, in their order, sorted by what becomes of it.</summary>
public sealed class PassOutputs
{
    private readonly List<PassFile> files = [];
    private readonly List<KeyValuePair<string, PlotImage>> images = [];
    private readonly List<KeyValuePair<string, object>> values = [];

    /// <summary>Asks the consumers.</summary>
    /// <param name="consumers">Names and consumers.</param>
    /// <param name="metrics">The values of those that are metrics.</param>
    /// <exception cref="UserErrorException">A consumer gave a value that its key does not allow.</exception>
    public PassOutputs(IReadOnlyList<KeyValuePair<string, IConsumer>> consumers, IReadOnlyDictionary<string, double?> metrics)
    {
        ArgumentNullException.ThrowIfNull(consumers);
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var (name, consumer) in consumers)
        {
            if (consumer.Render() is { } image)
            {
                images.Add(new(name, image));
            }

            var report = consumer.Report();
            if (report is not null)
            {
                files.Add(new(name, "text", consumer.ReportExtension, report));
            }

            if (metrics.GetValueOrDefault(name) is { } value)
            {
                values.Add(new(name, value));
                if (report is null)
                {
                    files.Add(new(name, "text", "txt", PythonFloat.Fixed(value)));
                }
            }

            AddFurther(consumer.Outputs().ToList());
        }
    }

    /// <summary>Reports and other files.</summary>
    public IReadOnlyList<PassFile> Files => files;

    /// <summary>Pictures by name.</summary>
    public IReadOnlyList<KeyValuePair<string, PlotImage>> Images => images;

    /// <summary>Numbers (<c>double</c>) and texts by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Values => values;

    private void AddFurther(List<KeyValuePair<string, object?>> outputs)
    {
        foreach (var (key, value) in outputs)
        {
            var slash = key.LastIndexOf('/');
            var (name, kind) = slash < 0 ? (key, "") : (key[..slash], key[(slash + 1)..]);
            var extension = outputs.Find(other => other.Key == $"{name}/extension").Value as string;
            switch (kind, value)
            {
                case (_, null) or ("extension", string):
                    break;
                case ("image", PlotImage image):
                    images.Add(new(name, image));
                    break;
                case ("image", torch.Tensor picture):
                    images.Add(new(name, PlotImage.Of(picture)));
                    break;
                case ("json", _):
                    files.Add(new(name, kind, extension ?? "json", value as string ?? ConfigWriter.ToJson(value)));
                    break;
                case ("text", string text):
                    files.Add(new(name, kind, extension ?? "txt", text));
                    break;
                case ("pickle", byte[] bytes):
                    files.Add(new(name, kind, extension ?? "pkl", bytes));
                    break;
                case (not ("image" or "text" or "pickle" or "extension"), string or double or float or long or int or bool):
                    values.Add(new(key, value is string ? value : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)));
                    break;
                default:
                    throw new UserErrorException($"the output '{key}' cannot be a {value!.GetType().Name}");
            }
        }
    }
}
