using System.Globalization;
using System.Text.Json;
using Thelper.Config;
using Thelper.Export;
using Thelper.Onnx;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Bundles;

/// <summary>Runs a bundle where it is, stage by stage, and says which differ from what was expected.</summary>
/// <remarks>Each stage gets what the stage before it is to give, so that the first fault is named and no other; at last all stages run one after another.</remarks>
internal sealed class BundleVerifier
{
    // Codecs of lossy formats may differ in the last bit of a pixel or two.
    private const double LossyPixels = 2;
    private const double InputTolerance = 1e-5;

    // Each where its file was kept: it is there for those who run the model so.
    private static readonly (string Name, string File, Func<string, BundleEngine> Open)[] Engines =
    [
        ("ONNX Runtime", BundleFiles.Onnx, folder => BundleEngine.Onnx(Path.Combine(folder, BundleFiles.Onnx))),
        ("libtorch", BundleFiles.TorchScript, folder => BundleEngine.TorchScript(Path.Combine(folder, BundleFiles.TorchScript))),
    ];

    private static readonly string[] Lossy = [".jpg", ".jpeg", ".webp"];
    private readonly string folder;
    private readonly TypeRegistry types;
    private readonly Action? step;
    private readonly List<BundleFinding> findings = [];

    private BundleVerifier(string folder, TypeRegistry types, Action? step) => (this.folder, this.types, this.step) = (folder, types, step);

    /// <summary>Name of a result of the network among the expected answers.</summary>
    public static string OutputName(int index) => $"output{index.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Verifies a bundle.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="types">Finds the types of its task and operations.</param>
    /// <param name="step">Called before each case; null for nothing.</param>
    /// <exception cref="UserErrorException">It is no bundle, or its manifest cannot be read.</exception>
    public static BundleReport Verify(string folder, TypeRegistry types, Action? step = null)
    {
        if (!BundleFiles.IsBundle(folder))
        {
            throw new UserErrorException($"{folder}: is no bundle: a folder with {BundleFiles.Manifest} and {BundleFiles.Sums}, as 'thelper export --bundle' writes it.");
        }

        return new BundleVerifier(folder, types.Received(Path.Combine(folder, BundleFiles.Manifest)), step).Run();
    }

    private BundleReport Run()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        findings.AddRange(BundleSums.Check(folder));
        var engines = new List<(string, double)>();
        var (count, allowed) = (0, 0.0);
        try
        {
            var manifest = BundleManifest.Read(folder);
            (count, allowed) = (manifest.Cases.Count, manifest.Cases.Select(manifest.ToleranceOf).Max());
            var task = TaskFactory.Parse(manifest.Task, types, BundleFiles.Manifest);
            var labels = Labels(task);
            List<BundleAnswers> answers = [.. manifest.Cases.Select(one => Read(BundleStage.Answers, () => BundleAnswers.Read(folder, one))).OfType<BundleAnswers>()];
            using var stages = Stages(task, labels, answers);
            if (stages is not null)
            {
                answers.ForEach(one => CheckBefore(stages, one));
                answers.ForEach(one => CheckDecisions(stages, one, one.Outputs, manifest, BundleStage.PostProcessing, $"{one.Case.Name}"));
                if (Engines.All(engine => !File.Exists(At(engine.File))))
                {
                    findings.Add(new(BundleStage.Graph, $"there is neither {string.Join(" nor ", Engines.Select(engine => engine.File))}; one of them is needed"));
                }

                foreach (var (name, _, open) in Engines.Where(engine => File.Exists(At(engine.File))))
                {
                    using var engine = Read(BundleStage.Graph, () => open(folder));
                    engines.Add((name, engine is null ? double.NaN : answers.Select(one => CheckEngine(name, engine, stages, one, manifest)).Append(0).Max()));
                }
            }
        }
        catch (UserErrorException e)
        {
            findings.Add(new(BundleStage.Answers, e.Message));
        }

        return new([.. findings.OrderBy(finding => finding.Stage).DistinctBy(finding => finding.ToString())], engines, count, allowed, [.. Engines.Where(engine => !File.Exists(At(engine.File))).Select(engine => (engine.Name, engine.File))]);
    }

    private string At(string file) => Path.Combine(folder, file);

    // Where the file says nothing, decisions are judged by the task's names: the fault is said once.
    private IReadOnlyList<string> Labels(Tasks.Task task)
    {
        IReadOnlyList<string> names = task is IClassTask classes ? classes.ClassNames : [];
        if (ReadLabels() is not { } labels)
        {
            // The sums may have said it.
            if (!findings.Exists(finding => finding.Stage == BundleStage.PostProcessing))
            {
                findings.Add(new(BundleStage.PostProcessing, File.Exists(At(BundleFiles.Labels)) ? $"{BundleFiles.Labels} is damaged: it is no list of names" : $"{BundleFiles.Labels} is missing"));
            }

            return names;
        }

        if (!names.SequenceEqual(labels))
        {
            findings.Add(new(BundleStage.PostProcessing, $"{BundleFiles.Labels} has other names, or another order, than the task"));
        }

        return labels;
    }

    // Null where it is missing or no list of names.
    private List<string>? ReadLabels()
    {
        if (!File.Exists(At(BundleFiles.Labels)))
        {
            return null;
        }

        try
        {
            var read = JsonSerializer.Deserialize<List<string?>>(InputFile.ReadAllBytes(At(BundleFiles.Labels)));
            return read is null || read.Contains(null) ? null : [.. read.OfType<string>()];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Null where the steps cannot be followed.
    private BundleStages? Stages(Tasks.Task task, IReadOnlyList<string> labels, List<BundleAnswers> answers)
    {
        const string file = BundleFiles.Preprocessing;
        void Add(BundleStage stage, IEnumerable<string> said) => findings.AddRange(said.Select(what => new BundleFinding(stage, what)));
        if (Read(BundleStage.Normalise, () => InputFile.ReadAllText(At(file))) is not { } json || Read(BundleStage.Normalise, () => Preprocessing.Parse(json, file)) is not { } preprocessing)
        {
            return null;
        }

        Add(BundleStage.Decode, PreprocessingCheck.Decoding(json, preprocessing, file));
        Add(BundleStage.Normalise, PreprocessingCheck.Others(json, file));
        if (preprocessing.Resizing == 0 && answers.Exists(one => one.Resized is not null))
        {
            Add(BundleStage.Resize, [$"{file}: has no step that changes the size, as there was one"]);
        }

        var areFollowed = true;
        for (var k = 0; k < preprocessing.Steps.Count; k++)
        {
            var (index, stage) = (k, k < preprocessing.Resizing ? BundleStage.Resize : BundleStage.Normalise);
            var said = Read(stage, () => PreprocessingCheck.Step(preprocessing, index, task.InputKey, types, file));
            Add(stage, said ?? []);
            areFollowed &= said is not null;
        }

        return areFollowed ? Read(BundleStage.Normalise, () => new BundleStages(preprocessing, task, labels, types, file)) : null;
    }

    private void CheckBefore(BundleStages stages, BundleAnswers answers)
    {
        if (answers.Case.Images is not [var image])
        {
            return;
        }

        var lossy = Lossy.Contains(Path.GetExtension(image).ToLowerInvariant());
        Compare(BundleStage.Decode, image, () => stages.Decode(At(image)), answers.Decode, lossy ? LossyPixels : 0);
        if (stages.HasResizing)
        {
            Compare(BundleStage.Resize, image, () => stages.Resize(answers.Decode), answers.Resized ?? answers.Decode, InputTolerance);
        }

        Compare(BundleStage.Normalise, image, () => stages.Normalise(answers.Resized ?? answers.Decode).unsqueeze(0), answers.Input, InputTolerance);
    }

    private void Compare(BundleStage stage, string image, Func<Tensor> compute, Tensor expected, double tolerance)
    {
        using var scope = NewDisposeScope();
        if (Read(stage, compute) is not { } found)
        {
            return;
        }

        if (!found.shape.SequenceEqual(expected.shape) || found.dtype != expected.dtype)
        {
            findings.Add(new(stage, $"{image}: {found.dtype} [{string.Join(", ", found.shape)}] where {expected.dtype} [{string.Join(", ", expected.shape)}] was expected"));
            return;
        }

        var difference = (found.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().item<double>();
        if (!(difference <= tolerance))
        {
            findings.Add(new(stage, string.Create(CultureInfo.InvariantCulture, $"{image}: values differ by {difference:G3}")));
        }
    }

    private double CheckEngine(string name, BundleEngine engine, BundleStages stages, BundleAnswers answers, BundleManifest manifest)
    {
        step?.Invoke();
        using var scope = NewDisposeScope();
        var what = $"{answers.Case.Name}, by {name}";
        if (Read(BundleStage.Graph, () => engine.Run(answers.Input)) is not { } found)
        {
            return double.NaN;
        }

        for (var k = 0; k < answers.Outputs.Count; k++)
        {
            if (k >= found.Count || !found[k].shape.SequenceEqual(answers.Outputs[k].shape))
            {
                findings.Add(new(BundleStage.Graph, $"{what}: [{string.Join(", ", k < found.Count ? found[k].shape : [])}] where [{string.Join(", ", answers.Outputs[k].shape)}] was expected"));
                return double.NaN;
            }
        }

        if (manifest.Results is { } names && names.Count != answers.Outputs.Count)
        {
            findings.Add(new(BundleStage.Answers, $"{answers.Case.Answers}: has {answers.Outputs.Count} results, and {BundleFiles.Manifest} names {names.Count}"));
            return double.NaN;
        }

        if (Read(BundleStage.Graph, () => manifest.Comparison.Pairs([.. found.Take(answers.Outputs.Count)], answers.Outputs).ToList()) is not { } pairs)
        {
            return double.NaN;
        }

        var (greatest, allowed) = (AnswerComparison.Greatest(pairs), manifest.ToleranceOf(answers.Case));
        if (!(greatest <= allowed))
        {
            findings.Add(new(BundleStage.Graph, string.Create(CultureInfo.InvariantCulture, $"{what}: answers differ by {greatest:G3}, more than {allowed:G3}")));
        }

        CheckWhole(engine, stages, answers, manifest, what);
        return greatest;
    }

    // From the bytes of the picture to the decision, nothing given in between.
    private void CheckWhole(BundleEngine engine, BundleStages stages, BundleAnswers answers, BundleManifest manifest, string what)
    {
        if (answers.Case.Images.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        if (Read(BundleStage.EndToEnd, () => stages.Prepare([.. answers.Case.Images.Select(At)])) is { } input
            && Read(BundleStage.EndToEnd, () => engine.Run(input)) is { } found)
        {
            CheckDecisions(stages, answers with { Input = input }, found, manifest, BundleStage.EndToEnd, what);
        }
    }

    private void CheckDecisions(BundleStages stages, BundleAnswers answers, IReadOnlyList<Tensor> outputs, BundleManifest manifest, BundleStage stage, string what)
    {
        if (Read(stage, () => stages.Decide(outputs, answers.Input, answers.Sizes)) is not { } decisions)
        {
            return;
        }

        if (decisions.Count != answers.Case.Decisions.Count)
        {
            findings.Add(new(stage, $"{what}: there are decisions of {decisions.Count} pictures where {answers.Case.Decisions.Count} were expected"));
            return;
        }

        var tolerance = manifest.ToleranceOf(answers.Case);
        for (var k = 0; k < decisions.Count; k++)
        {
            var expected = answers.Case.Decisions[k];
            var said = stages.FindsObjects
                ? DecidedObjects.Difference(decisions[k], expected, BundleManifest.ObjectTolerance(tolerance))
                : Decision.Difference(decisions[k], expected, BundleManifest.DecisionTolerance(tolerance));
            if (said is { } difference)
            {
                findings.Add(new(stage, $"{what}: {difference}"));
            }
        }
    }

    // A stranger's files may hold anything.
    private T? Read<T>(BundleStage stage, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is UserErrorException or TorchException or JsonException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or ArithmeticException or IndexOutOfRangeException)
        {
            findings.Add(new(stage, e.Message.Split('\n')[0]));
            return null;
        }
    }
}
