using Thelper.Train;

namespace Thelper.Infer;

/// <summary>Evaluates classifiers; see <see cref="ImageClassifTrainer"/>.</summary>
[TypeName("thelper.infer.impl.ImageClassifTester", "thelper.infer.ImageClassifTester")]
public sealed class ImageClassifTester : Tester
{
    /// <summary>Creates the tester.</summary>
    /// <param name="context">What the session built.</param>
    /// <exception cref="UserErrorException">There is training data, or the task is another one.</exception>
    public ImageClassifTester(TrainerContext context)
        : base(context, given => new ImageClassifTrainer(given))
    {
    }
}
