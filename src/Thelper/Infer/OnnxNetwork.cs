using Thelper.Onnx;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>An ONNX file in the place of a network.</summary>
internal sealed class OnnxNetwork : Nn.Module, Nn.IExportedModel
{
    private readonly OnnxModel onnx;

    /// <summary>Wraps a model.</summary>
    /// <param name="onnx">The model; owned from now on.</param>
    /// <param name="task">What it predicts.</param>
    /// <param name="name">What messages call it.</param>
    public OnnxNetwork(OnnxModel onnx, Tasks.Task task, string name)
        : base(task)
    {
        this.onnx = onnx;
        InputType = onnx.InputType(onnx.Inputs[0]);
        InputShape = onnx.InputShape(onnx.Inputs[0]);
        TakesPixels = InputType == ScalarType.Byte && InputShape is [_, _, _, 3];
        TypeName = name;
    }

    /// <summary>The element type of its input.</summary>
    public ScalarType InputType { get; }

    /// <summary>The shape of its input, the batch first; -1 where any size is taken, empty where the file does not say it.</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <inheritdoc/>
    public (long Height, long Width)? InputSize => InputShape.Skip(TakesPixels ? 1 : 2).ToArray() is [> 0 and var height, > 0 and var width, ..] ? (height, width) : null;

    /// <summary>Whether it takes pictures as bytes, the channels last.</summary>
    public bool TakesPixels { get; }

    /// <inheritdoc/>
    /// <remarks>A file for batches of one size gets these: the last one is filled up with its last picture, whose other answers are cut off.</remarks>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return InputShape is [> 0 and var size, ..] ? Nn.BatchAnswers.InParts(input, size, Run) : Run(input);
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The file takes bytes, and the input holds other numbers; or the file is for another shape.</exception>
    public IReadOnlyList<Tensor> Answers(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var given = TakesPixels ? Bytes(input).permute(0, 2, 3, 1) : is_floating_point(InputType) && input.dtype != InputType ? input.to(InputType) : input;
        if (InputShape.Count > 0 && (InputShape.Count != given.shape.Length || InputShape.Zip(given.shape).Any(axis => axis.First > 0 && axis.First != axis.Second)))
        {
            throw new UserErrorException(
                $"the model '{TypeName}' does not take an input of shape [{string.Join(", ", given.shape)}]: it was exported for [{string.Join(", ", InputShape.Select(size => size > 0 ? $"{size}" : "any"))}]; transforms that resize make pictures of one size (--transforms PATH)");
        }

        var found = onnx.Run(given);
        IEnumerable<Tensor> answers = Task is Detection ? Nn.DetectorResults.Ordered([.. found]) : found.Values;
        return [.. answers.Select(Whole)];
    }

    /// <summary>Whether numbers are bytes, whatever type they have.</summary>
    /// <param name="input">The numbers.</param>
    public static bool AreBytes(Tensor input) => input.dtype == ScalarType.Byte || input.to(ScalarType.Byte).to(input.dtype).equal(input);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            onnx.Dispose();
        }

        base.Dispose(disposing);
    }

    // On the CPU not every operator knows half numbers.
    private static Tensor Whole(Tensor answer) => answer.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? answer.to(ScalarType.Float32) : answer;

    // Whole numbers may have become others on their way; what lies between them would be cut off in silence.
    private Tensor Bytes(Tensor input) => AreBytes(input)
        ? input.to(ScalarType.Byte)
        : throw new UserErrorException($"{TypeName}: {OnnxFit.NoBytes}");

    // The first result counts, as in every model of a session.
    private Tensor Run(Tensor input) => Answers(input)[0];
}
