using Thelper.Train;

namespace Thelper.Infer;

/// <summary>Evaluates detectors; see <see cref="ObjDetectTrainer"/>.</summary>
[TypeName("thelper.infer.impl.ObjDetectTester", "thelper.infer.ObjDetectTester")]
public sealed class ObjDetectTester : Tester
{
    /// <summary>Creates the tester.</summary>
    /// <param name="context">What the session built.</param>
    /// <exception cref="UserErrorException">There is training data, or the task is another one.</exception>
    public ObjDetectTester(TrainerContext context)
        : base(context, given => new ObjDetectTrainer(given, validLoss: false))
    {
    }
}
