using Thelper.Onnx;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>An ONNX file in the place of a network.</summary>
internal sealed class OnnxNetwork : Nn.Module, Nn.IExportedModel
{
    private readonly OnnxModel onnx;
    private readonly bool takesOne;
    private readonly bool takesPixels;

    /// <summary>Wraps a model.</summary>
    /// <param name="onnx">The model; owned from now on.</param>
    /// <param name="task">What it predicts.</param>
    /// <param name="name">What messages call it.</param>
    public OnnxNetwork(OnnxModel onnx, Tasks.Task task, string name)
        : base(task)
    {
        this.onnx = onnx;
        takesPixels = onnx.InputType(onnx.Inputs[0]) == ScalarType.Byte && onnx.InputShape(onnx.Inputs[0]) is [_, _, _, 3];
        takesOne = onnx.InputShape(onnx.Inputs[0]) is [1, ..];
        TypeName = name;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return takesOne && input.shape[0] > 1 ? cat([.. Enumerable.Range(0, (int)input.shape[0]).Select(i => Run(aten.narrow(input, 0, i, 1)))]) : Run(input);
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The file takes bytes, and the input holds other numbers.</exception>
    public IReadOnlyList<Tensor> Answers(Tensor input)
    {
        var found = onnx.Run(takesPixels ? Bytes(input).permute(0, 2, 3, 1) : input);
        return Task is Detection ? [.. Nn.DetectorResults.Ordered([.. found])] : [.. found.Values];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            onnx.Dispose();
        }

        base.Dispose(disposing);
    }

    // Whole numbers may have become others on their way; what lies between them would be cut off in silence.
    private Tensor Bytes(Tensor input)
    {
        var bytes = input.to(ScalarType.Byte);
        return input.dtype == ScalarType.Byte || bytes.to(input.dtype).equal(input)
            ? bytes
            : throw new UserErrorException($"{TypeName}: takes pictures as bytes, and the transforms make other numbers of them; what follows the last change of size is in the file and does not belong into the transforms");
    }

    // The first result counts, as in every model of a session.
    private Tensor Run(Tensor input) => Answers(input)[0];
}
