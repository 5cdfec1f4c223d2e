using Thelper.Train;

namespace Thelper.Infer;

/// <summary>Evaluates networks that label every pixel; see <see cref="ImageSegmTrainer"/>.</summary>
[TypeName("thelper.infer.impl.ImageSegmTester", "thelper.infer.ImageSegmTester")]
public sealed class ImageSegmTester : Tester
{
    /// <summary>Creates the tester.</summary>
    /// <param name="context">What the session built.</param>
    /// <param name="scalePreds">Whether predictions are resized to the height and width of the input (bilinear).</param>
    /// <param name="outputPred">Which output counts where the model has several.</param>
    /// <exception cref="UserErrorException">There is training data, or the task is another one.</exception>
    public ImageSegmTester(TrainerContext context, bool scalePreds = false, string outputPred = "out")
        : base(context, given => new ImageSegmTrainer(given, scalePreds, outputPred))
    {
    }
}
