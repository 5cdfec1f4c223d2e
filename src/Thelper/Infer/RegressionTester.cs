using Thelper.Train;

namespace Thelper.Infer;

/// <summary>Evaluates networks that predict numbers or images; see <see cref="RegressionTrainer"/>.</summary>
[TypeName("thelper.infer.impl.RegressionTester", "thelper.infer.RegressionTester")]
public sealed class RegressionTester : Tester
{
    /// <summary>Creates the tester.</summary>
    /// <param name="context">What the session built.</param>
    /// <exception cref="UserErrorException">There is training data, or the task is another one.</exception>
    public RegressionTester(TrainerContext context)
        : base(context, given => new RegressionTrainer(given))
    {
    }
}
