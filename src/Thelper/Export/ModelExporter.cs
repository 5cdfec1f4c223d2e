using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Onnx;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>Writes a model as TorchScript and as ONNX, and runs what it has written beside the model before it counts as written.</summary>
internal sealed class ModelExporter(ExportedNetwork network, Tensor given, ExportOptions options, IReadOnlyDictionary<string, string> metadata, ILogger log)
{
    private readonly HashSet<string> told = [];
    private Tensor? first;
    private bool isPublishing;

    /// <summary>What the ONNX file does to pictures itself; null for nothing.</summary>
    public OnnxEmbedding? Embedding { get; init; }

    /// <summary>A file that appears with the others, and what writes it; null for none.</summary>
    public (string Path, Action<string> Write)? Beside { get; init; }

    /// <summary>Real inputs that the files are tried on as well, each a batch of one, with what messages call them.</summary>
    public IReadOnlyList<(string Name, Tensor Input)> Samples { get; init; } = [];

    /// <summary>Real pictures, uint8 H×W×3, blue, green, red, for an ONNX file that prepares them itself.</summary>
    public IReadOnlyList<Tensor> Pictures { get; init; } = [];

    /// <summary>Judges what the model answers to the example, which comes first: whether it fits its task. Null for no judgement.</summary>
    public Action<Tensor, IReadOnlyList<Tensor>>? Judge { get; init; }

    /// <summary>Publishes the files, by what it is given, in one step with something else; where it throws, they are not there. Null where they are alone.</summary>
    public Action<Action>? Publisher { get; init; }

    /// <summary>The user's wish to stop.</summary>
    public StopRequest Stop { get; init; } = new();

    private Tensor Example => first ?? given;

    /// <summary>Writes the files that are asked for.</summary>
    /// <param name="targets">The files.</param>
    /// <returns>How they answered, and which sizes may vary.</returns>
    /// <exception cref="UserErrorException">The model cannot be traced, a step has no form in ONNX, or a file's answers differ by more than the tolerance: nothing is left.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it; nothing is left.</exception>
    public ExportResult Write(ExportTargets targets)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        first = null;
        isPublishing = false;
        if (network.OutputNames is not null && given.shape is [> 1, ..])
        {
            log.Warn($"the example holds {given.shape[0]} pictures; a detector's files take one, and are made with the first");
            first = aten.narrow(given, 0, 0, 1).contiguous();
        }

        RequireAnswer();
        var refused = new List<(VaryingAxes Axes, string Why)>();
        foreach (var axes in (ReadOnlySpan<VaryingAxes>)[VaryingAxes.BatchAndSpace, VaryingAxes.Batch, VaryingAxes.None])
        {
            if (axes > network.Axes)
            {
                continue;
            }

            try
            {
                var written = Write(axes, targets);
                foreach (var (free, why) in refused)
                {
                    log.Warn($"with {(free == VaryingAxes.Batch ? "the batch size" : "batch size, height and width")} free: {why}; so fewer sizes are free");
                }

                return written;
            }
            catch (UserErrorException e) when (axes != VaryingAxes.None && !isPublishing && e.InnerException is not (IOException or UnauthorizedAccessException))
            {
                // A model may take other sizes itself and its export not: then they are declared fixed. A full disk stays full. Where it was not the sizes, the last message is the one that counts.
                refused.Add((axes, e.Message.Split('\n')[0]));
            }
        }

        throw new UnreachableException("without free sizes nothing is tried again");
    }

    // What the model makes of the example itself has nothing to do with sizes that vary.
    private void RequireAnswer()
    {
        Stop.ThrowIfRequested();
        using var scope = NewDisposeScope();
        try
        {
            // It may change its input in place.
            var answers = network.Answer(Example.clone());
            Judge?.Invoke(Example, answers);
        }
        catch (Exception e) when (ExportedNetwork.Refusal(e) is { } reason)
        {
            throw NoTrace(reason, e);
        }
    }

    private UserErrorException NoTrace(string reason, Exception e) => new($"the model cannot be traced with an input of shape [{string.Join(", ", Example.shape)}]: {reason}", e);

    private ExportResult Write(VaryingAxes axes, ExportTargets targets)
    {
        using var scope = NewDisposeScope();
        var trace = Trace(axes);
        using var module = trace.Module;
        if (trace.WhyNot is { } reason)
        {
            log.Info($"sizes that stay as in the example: {reason}");
        }

        if (trace.ReadsValues is { } place)
        {
            Once($"the model goes by the values of its input ({place}): the exported files keep what those of the example gave, whatever they are given");
        }
        else if (trace.AsksForNumbers && network.OutputNames is null)
        {
            Once("the model asks for numbers of its tensors (item(), a condition), and went the same way at the other values that were tried: what it does by them is in the exported files as for the example");
        }

        using var drafts = new DraftFiles();
        using var care = new AtLastScope(Stop, drafts.Abandon);
        var trials = new ExportTrials(network, Example, trace) { Samples = Samples, Pictures = Pictures, Step = Stop.ThrowIfRequested };
        var checks = new List<EngineCheck>();
        if (targets.TorchScript is { } script)
        {
            checks.Add(WriteTrace(trace, script, drafts.Of(script), trials.OfInputs()));
        }

        if (targets.Onnx is { } onnx)
        {
            if (File.Exists(onnx))
            {
                // Without a former model, whatever has that name is somebody else's.
                drafts.Former(onnx + ".data");
            }

            checks.Add(WriteOnnx(trace, onnx, drafts.Of(onnx), Embedding is null ? trials.OfInputs() : trials.OfPictures(Embedding)));
        }

        foreach (var one in checks.Where(one => one.Undecided > 0))
        {
            log.Warn($"{one.File}: {one.Undecided} of the {one.Shapes.Count} inputs decided nothing: the model's own answers to them change when they change by a millionth");
        }

        foreach (var one in checks.Where(one => !one.HasCompared))
        {
            log.Warn($"{one.File}: nothing was found in any input, so nothing was compared: give a picture in which the model finds something, with --input IMAGE ('trace_input' in the section 'export')");
        }

        if (targets.Report is { } report)
        {
            Put(report, drafts.Of(report), draft => VerificationReport.Write(checks, draft));
        }

        if (Beside is var (other, write))
        {
            Put(other, drafts.Of(other), write);
        }

        // Whoever ends the process waits for what is begun here, and began nothing before.
        Stop.ThrowIfRequested();
        isPublishing = true;
        using (Stop.Saving())
        {
            if (Publisher is null)
            {
                drafts.Publish();
            }
            else
            {
                Publisher(drafts.Publish);
            }
        }

        return new(checks, trace.BatchVaries, trace.SpaceVaries);
    }

    // With fewer free sizes it is seen again.
    private void Once(string warning)
    {
        if (told.Add(warning))
        {
            log.Warn(warning);
        }
    }

    private DynamicTrace Trace(VaryingAxes axes)
    {
        Stop.ThrowIfRequested();
        try
        {
            // A network that was wrapped for the session has its own names.
            return DynamicTrace.Of(network.Module, Example, Answer, axes);
        }
        catch (Exception e) when (ExportedNetwork.Refusal(e) is { } reason)
        {
            throw NoTrace(reason, e);
        }
    }

    private object Answer(Tensor input)
    {
        var answer = network.Answer(input);
        return network.OutputNames is null ? answer[0] : answer.ToArray();
    }

    private EngineCheck WriteTrace(DynamicTrace trace, string path, string draft, AnswerCheck check)
    {
        // A program takes any size, and of those that are fixed one alone is right.
        var axes = new InputAxes(Example.shape, trace.BatchVaries, trace.SpaceVaries);
        try
        {
            jit.save(trace.Module, draft, new Dictionary<string, string>(metadata) { [InputAxes.Key] = axes.ToJson() });
        }
        catch (TorchException e)
        {
            throw new UserErrorException($"{path}: cannot be written: {e.Reason.Split('\n')[0]}", new IOException(e.Reason, e));
        }

        using var loaded = Opened(path, draft, place => jit.load(place));
        return check.Run(path, "libtorch", ExportOptions.DefaultTolerance(options.Tolerance, isHalf: false), input => ExportedNetwork.Ask($"{path}: the program", asked => [.. ScriptAnswer.Tensors(loaded.forward(asked))], input));
    }

    private EngineCheck WriteOnnx(DynamicTrace trace, string path, string draft, AnswerCheck check)
    {
        IReadOnlyList<string> outputs = [];
        Put(path, draft, place => outputs = OnnxExporter.Export(trace, place, new OnnxOptions
        {
            Opset = options.OnnxOpset,
            OutputNames = network.OutputNames,
            RowsName = network.OutputNames is null ? null : "objects",
            Metadata = Embedding?.Metadata ?? metadata,
            Pictures = Embedding?.Pictures,
            HalfWeights = options.OnnxFloat16,
            ExternalDataFrom = options.ExternalDataFrom,
            ProducerVersion = ModelMetadata.ProgramVersion,
        }));
        using var onnx = Opened(path, draft, place => OnnxModel.Open(place));
        var isResized = Embedding is { Pictures.Size: not null };
        var tolerance = ExportOptions.DefaultTolerance(options.Tolerance, options.OnnxFloat16 || isResized);
        return check.Run(path, "ONNX Runtime", tolerance, input =>
        {
            var found = onnx.Run(input);
            return [.. outputs.Select(name => found[name])];
        });
    }

    private static T Opened<T>(string path, string draft, Func<string, T> open)
    {
        T? opened = default;
        Put(path, draft, place => opened = open(place));
        return opened!;
    }

    // Drafts have names that nobody has given.
    private static void Put(string path, string draft, Action<string> write)
    {
        try
        {
            write(draft);
        }
        catch (UserErrorException e) when (e.Message.Contains(draft, StringComparison.Ordinal))
        {
            throw new UserErrorException(e.Message.Replace(draft, path, StringComparison.Ordinal), e.InnerException ?? e);
        }
    }
}
