using Thelper.Config;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Metrics.Sklearn;
using Thelper.Tasks;

namespace Thelper.Reports;

/// <summary>Precision, recall and F1 score of every class and on average, as a table or as JSON.</summary>
[TypeName(Name, "thelper.train.ClassifReport")]
[Concept("classification")]
public sealed class ClassifReport : IConsumer
{
    private const string Name = "thelper.train.utils.ClassifReport";
    private const string Unset = "<unset>";
    private readonly object? givenNames;
    private readonly IReadOnlyList<double>? sampleWeight;
    private readonly int digits;
    private readonly ReportFormat format;
    private readonly SlotWindow<(long[] Truth, long[] Predicted)> slots = new();
    private IReadOnlyList<string> classNames = [];

    /// <summary>Creates the consumer.</summary>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="sampleWeight">Weights of the samples of an epoch, in order.</param>
    /// <param name="digits">Decimals of the table, 0 to 17.</param>
    /// <param name="format"><c>text</c> or <c>json</c>.</param>
    /// <exception cref="UserErrorException">A value is not known or out of range.</exception>
    public ClassifReport([ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null, IReadOnlyList<double>? sampleWeight = null, int digits = 4, string? format = null)
    {
        givenNames = Arguments.CheckClassNames(classNames);
        this.sampleWeight = sampleWeight;
        this.digits = digits is >= 0 and <= 17 ? digits : throw new UserErrorException($"digits must be between 0 and 17, not {digits}");
        this.format = ReportFormat.Parse(format);
    }

    /// <inheritdoc/>
    public void CheckTask(Task task) => Arguments.ClassNamesOf(task);

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        classNames = Arguments.ClassNamesOf(iteration.Task);
        slots.Record(iteration, data => (data.Classes.Targets!, data.Classes.TopLabels()));
    }

    /// <inheritdoc/>
    public void Reset() => slots.Clear();

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        if (slots.IsEmpty)
        {
            return [];
        }

        long[] truth = [.. slots.Values.SelectMany(slot => slot.Truth)];
        long[] predicted = [.. slots.Values.SelectMany(slot => slot.Predicted)];
        if (sampleWeight is not null && sampleWeight.Count != truth.Length)
        {
            throw new UserErrorException($"sample_weight holds {sampleWeight.Count} weights for {truth.Length} samples");
        }

        var report = ClassificationReport.Create(truth, predicted, sampleWeight is null ? [] : [.. sampleWeight], NameOf);
        return [new TextFile(format.Name == "json" ? ConfigWriter.ToJson(report.ToPlain()) : "\n" + report.ToText(digits), format.Extension)];
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(Name, ("class_names", givenNames), ("sample_weight", sampleWeight), ("digits", digits));

    private string NameOf(long label) => label >= 0 && label < classNames.Count ? classNames[(int)label] : Unset;
}
