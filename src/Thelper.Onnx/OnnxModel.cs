using Microsoft.ML.OnnxRuntime;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>An ONNX file that ONNX Runtime runs on tensors of this program. Safe for any number of threads at once.</summary>
public sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession session;

    private OnnxModel(InferenceSession session) => this.session = session;

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyList<string> Inputs => session.InputNames;

    /// <summary>Names of the results.</summary>
    public IReadOnlyList<string> Outputs => session.OutputNames;

    /// <summary>What the file says beside the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata => session.ModelMetadata.CustomMetadataMap;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; weights outside of it lie beside it.</param>
    /// <param name="threads">Threads that one run uses; 0 for one for each core.</param>
    /// <exception cref="UserErrorException">It cannot be read, is no model that the engine knows, or takes something else than one tensor.</exception>
    public static OnnxModel Open(string path, int threads = 0)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"{path} does not exist");
        }

        InferenceSession session;

        // What fails is an exception, and not a line of the engine's own on standard error besides.
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = threads };

        // A thread that waits for work by turning in a circle takes a core from those that decode the next pictures.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new UserErrorException($"{path} is no ONNX model that ONNX Runtime can run: {FirstLine(e)}", e);
        }

        if (session.InputNames is [var only] && session.InputMetadata[only].IsTensor)
        {
            return new OnnxModel(session);
        }

        using (session)
        {
            throw new UserErrorException($"{path} is no model of pictures: one takes one tensor, and this has {session.InputNames.Count} inputs ({string.Join(", ", session.InputNames)})");
        }
    }

    /// <summary>The shape that an input is declared with; -1 where any size is taken.</summary>
    public IReadOnlyList<int> InputShape(string name) => session.InputMetadata[name].Dimensions;

    /// <summary>The element type that an input is declared with.</summary>
    public torch.ScalarType InputType(string name) => Values.TypeOf(session.InputMetadata[name].ElementDataType);

    /// <summary>Runs the model on one input.</summary>
    /// <param name="input">A dense tensor in processor memory, of the declared element type.</param>
    /// <returns>The results by name, in their order; the caller's.</returns>
    /// <exception cref="UserErrorException">The input does not fit, or a result is larger than 2 GiB.</exception>
    public OrderedDictionary<string, torch.Tensor> Run(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var plain = input.contiguous();
        try
        {
            using var value = Values.Of(plain);
            using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var results = session.Run(run, new Dictionary<string, OrtValue> { [Inputs[0]] = value }, Outputs);
            var found = new OrderedDictionary<string, torch.Tensor>();
            for (var k = 0; k < results.Count; k++)
            {
                found[Outputs[k]] = Values.Copy(results[k]);
            }

            return found;
        }
        catch (OnnxRuntimeException e)
        {
            throw new UserErrorException($"the model does not take an input of shape [{string.Join(", ", input.shape)}]: {FirstLine(e)}", e);
        }
        finally
        {
            if (!ReferenceEquals(plain, input))
            {
                plain.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    // What follows is for programmers.
    private static string FirstLine(OnnxRuntimeException e) => e.Message.Split('\n')[0].TrimEnd();
}
