using Thelper.Metrics;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Samples;

/// <summary>The share, in percent, of right answers in the class that is recognised worst.</summary>
[Concept("classification")]
public sealed class WorstClass : Metric
{
    private long[] right = [];
    private long[] all = [];

    public override MetricGoal Goal => MetricGoal.Maximize;

    // Once an epoch is enough.
    public override bool LiveEval => false;

    public override void Update(IterationData iteration)
    {
        if (iteration.Target is not Tensor target || iteration.Prediction is not { } prediction)
        {
            return;
        }

        if (all.Length != prediction.shape[1])
        {
            (right, all) = (new long[prediction.shape[1]], new long[prediction.shape[1]]);
        }

        var hits = prediction.argmax(1).eq(target);
        for (var i = 0; i < target.shape[0]; i++)
        {
            var truth = target[i].ToInt64();
            all[truth]++;
            right[truth] += hits[i].ToInt64();
        }
    }

    public override void Reset() => (right, all) = ([], []);

    public override double? Eval()
    {
        double? worst = null;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i] > 0 && (worst is null || 100.0 * right[i] / all[i] < worst))
            {
                worst = 100.0 * right[i] / all[i];
            }
        }

        return worst;
    }
}
