using static Thelper.Viz.TensorBoard.EventEncoder;

namespace Thelper.Viz.TensorBoard;

/// <summary>Encodes the messages of TensorBoard's plugin for hyperparameters.</summary>
/// <remarks>Field numbers: tensorboard/plugins/hparams/plugin_data.proto and api.proto, google/protobuf/struct.proto.</remarks>
internal static class Hyperparameters
{
    private const string Plugin = "hparams";

    /// <summary>A value that declares the hyperparameters and metrics of an experiment.</summary>
    public static byte[] Experiment(IReadOnlyDictionary<string, object> settings, IReadOnlyList<string> metrics, double time) => Value("_hparams_/experiment", 2, Message(experiment =>
    {
        Double(experiment, 3, time);
        foreach (var (name, value) in settings)
        {
            Bytes(experiment, 4, Message(info =>
            {
                String(info, 1, name);
                Int64(info, 4, value switch { bool => 2, string => 1, _ => 3 });
            }));
        }

        foreach (var metric in metrics)
        {
            Bytes(experiment, 5, Message(info => Bytes(info, 1, Message(name => String(name, 2, metric)))));
        }
    }));

    /// <summary>A value with the hyperparameters of a run.</summary>
    public static byte[] Start(IReadOnlyDictionary<string, object> settings, double time) => Value("_hparams_/session_start_info", 3, Message(start =>
    {
        foreach (var (name, value) in settings)
        {
            Bytes(start, 1, Message(entry =>
            {
                String(entry, 1, name);
                Bytes(entry, 2, Message(content => Plain(content, value)));
            }));
        }

        Double(start, 5, time);
    }));

    /// <summary>A value that says how a run ended.</summary>
    public static byte[] End(bool isGood, double time) => Value("_hparams_/session_end_info", 4, Message(end =>
    {
        Int64(end, 1, isGood ? 1 : 2);
        Double(end, 2, time);
    }));

    private static void Plain(Google.Protobuf.CodedOutputStream output, object value)
    {
        switch (value)
        {
            case bool flag:
                Int64(output, 4, flag ? 1 : 0);
                break;
            case string text:
                String(output, 3, text);
                break;
            default:
                Double(output, 2, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static byte[] Value(string tag, int field, byte[] content) => Message(output =>
    {
        String(output, 1, tag);
        Bytes(output, 9, Message(metadata => Bytes(metadata, 1, Message(plugin =>
        {
            String(plugin, 1, Plugin);
            Bytes(plugin, 2, Message(data => Bytes(data, field, content)));
        }))));
    });
}
