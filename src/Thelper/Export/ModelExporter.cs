using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Onnx;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>Writes a model as TorchScript and as ONNX, and runs what it has written beside the model before it counts as written.</summary>
internal sealed class ModelExporter(Nn.Module model, Tensor example, ExportOptions options, IReadOnlyDictionary<string, string> metadata, ILogger log)
{
    private const int HeightStep = 32;
    private const int WidthStep = 64;

    /// <summary>Writes the files that the options ask for.</summary>
    /// <param name="tracePath">The TorchScript archive.</param>
    /// <param name="onnxPath">The ONNX model; null for none.</param>
    /// <returns>How they answered.</returns>
    /// <exception cref="UserErrorException">The model cannot be traced, a step has no form in ONNX, or a file's answers differ by more than the tolerance: nothing is left.</exception>
    public IReadOnlyList<EngineCheck> Write(string tracePath, string? onnxPath)
    {
        using var none = no_grad();
        UserErrorException? refused = null;
        foreach (var axes in (ReadOnlySpan<VaryingAxes>)[VaryingAxes.BatchAndSpace, VaryingAxes.Batch, VaryingAxes.None])
        {
            try
            {
                return Write(axes, tracePath, onnxPath);
            }
            catch (UserErrorException e) when (axes != VaryingAxes.None)
            {
                // A model may take other sizes itself and its export not: then they are declared fixed.
                log.Warn($"with {(axes == VaryingAxes.Batch ? "the batch size" : "batch size, height and width")} free: {e.Message.Split('\n')[0]}; trying with fewer");
                refused = e;
            }
        }

        throw refused!;
    }

    private List<EngineCheck> Write(VaryingAxes axes, string tracePath, string? onnxPath)
    {
        using var scope = NewDisposeScope();
        var trace = Trace(axes);
        using var module = trace.Module;
        if (trace.WhyNot is { } reason)
        {
            log.Info($"sizes that stay as in the example: {reason}");
        }

        var shapes = Shapes(trace).ToList();
        var written = new List<(string Temporary, string Final)>();
        try
        {
            var checks = new List<EngineCheck> { WriteTrace(module, tracePath, shapes, written) };
            if (onnxPath is not null)
            {
                checks.Add(WriteOnnx(trace, onnxPath, shapes, written));
            }

            foreach (var (temporary, final) in written)
            {
                File.Move(temporary, final, overwrite: true);
            }

            written.Clear();
            return checks;
        }
        finally
        {
            foreach (var (temporary, _) in written)
            {
                File.Delete(temporary);
            }
        }
    }

    private DynamicTrace Trace(VaryingAxes axes)
    {
        try
        {
            // A network that was wrapped for the session has its own names.
            return DynamicTrace.Of(model.Printed, example, input => model.call(input), axes);
        }
        catch (TorchException e)
        {
            throw new UserErrorException($"the model cannot be traced with an input of shape [{string.Join(", ", example.shape)}]: {e.Reason.Split('\n')[0]}", e);
        }
    }

    private IEnumerable<long[]> Shapes(DynamicTrace trace)
    {
        var shape = example.shape;
        if (!trace.BatchVaries)
        {
            yield return shape;
            yield break;
        }

        foreach (var batch in (long[])[1, 2, 3])
        {
            yield return [batch, .. shape[1..]];
        }

        if (trace.SpaceVaries)
        {
            yield return [2, shape[1], shape[2] + HeightStep, shape[3] + WidthStep];
        }
    }

    private EngineCheck WriteTrace(jit.ScriptModule module, string path, List<long[]> shapes, List<(string, string)> written)
    {
        var temporary = Temporary(path, written);
        try
        {
            jit.save(module, temporary, metadata);
        }
        catch (TorchException e)
        {
            throw new UserErrorException($"{path}: cannot be written: {e.Reason.Split('\n')[0]}", e);
        }

        using var loaded = jit.load(temporary);
        return Compare(path, "libtorch", shapes, input => (Tensor)loaded.forward(input)!);
    }

    private EngineCheck WriteOnnx(DynamicTrace trace, string path, List<long[]> shapes, List<(string, string)> written)
    {
        var temporary = Temporary(path, written);
        var outputs = OnnxExporter.Export(trace, temporary, new OnnxOptions
        {
            Opset = options.OnnxOpset,
            Metadata = metadata,
            DataName = Path.GetFileName(path) + ".data",
            ProducerVersion = typeof(ModelExporter).Assembly.GetName().Version?.ToString(3) ?? "",
        });
        using var onnx = OnnxModel.Open(temporary);
        return Compare(path, "ONNX Runtime", shapes, input => onnx.Run(input)[outputs[0]]);
    }

    private static string Temporary(string path, List<(string, string)> written)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        written.Add((temporary, path));
        return temporary;
    }

    private EngineCheck Compare(string path, string engine, List<long[]> shapes, Func<Tensor, Tensor> run)
    {
        var (maximum, sum, count, same, places) = (0.0, 0.0, 0L, 0L, 0L);
        foreach (var shape in shapes)
        {
            using var scope = NewDisposeScope();
            var input = shape.SequenceEqual(example.shape) ? example : Like(shape);
            var expected = model.call(input).to(ScalarType.Float64);
            var found = run(input).to(ScalarType.Float64);
            if (!found.shape.SequenceEqual(expected.shape))
            {
                throw new UserErrorException($"{path}: for an input of shape [{string.Join(", ", shape)}] the export answers [{string.Join(", ", found.shape)}] and the model [{string.Join(", ", expected.shape)}]");
            }

            var difference = (found - expected).abs();
            maximum = Math.Max(maximum, difference.max().item<double>() / Math.Max(1, expected.abs().max().item<double>()));
            sum += difference.sum().item<double>();
            count += difference.numel();
            if (expected.dim() > 1)
            {
                var agree = found.argmax(1).eq(expected.argmax(1));
                same += agree.sum().item<long>();
                places += agree.numel();
            }

            if (!(maximum <= options.Tolerance))
            {
                throw new UserErrorException(
                    $"{path}: for an input of shape [{string.Join(", ", shape)}] the export differs from the model by {maximum:G3}, more than the tolerance {options.Tolerance:G3}; nothing was written. "
                    + "A larger 'tolerance' in the section 'export' accepts it.");
            }
        }

        return new EngineCheck(path, engine, shapes, maximum, count == 0 ? 0 : sum / count, places == 0 ? 1 : (double)same / places);
    }

    private Tensor Like(long[] shape) => rand(shape, dtype: example.dtype) * (example.amax() - example.amin()) + example.amin();
}
