using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        public abstract partial class Optimizer
        {
            /// <summary>Decay rates as an option, PyTorch's defaults unless given.</summary>
            protected static PyTuple Betas((double, double)? betas) => Tuple(betas ?? (0.9, 0.999));

            /// <summary>A pair of numbers as an option.</summary>
            protected static PyTuple Tuple((double First, double Second) pair) => new(pair.First, pair.Second);

            /// <summary>Refuses decay rates outside of [0, 1).</summary>
            protected void RequireBetas((double First, double Second) betas)
                => Require(betas.First is >= 0 and < 1 && betas.Second is >= 0 and < 1, $"betas are in [0, 1), not ({PythonText.Of(betas.First)}, {PythonText.Of(betas.Second)})");

            /// <summary>The step that Adam and AdamW share, after their different weight decays.</summary>
            protected void AdamStep(ParamGroup group, Tensor[] parameters, Tensor[] gradients, double[] steps)
            {
                var (beta1, beta2) = group.Pair("betas");
                var lr = group.LearningRate;
                var means = States(parameters, "exp_avg");
                var squares = States(parameters, "exp_avg_sq");
                aten._foreach_mul__Scalar(means, beta1);
                aten._foreach_add__List(means, gradients, 1 - beta1);
                aten._foreach_mul__Scalar(squares, beta2);
                aten._foreach_addcmul__Scalar(squares, gradients, gradients, 1 - beta2);
                if (group.Flag("amsgrad"))
                {
                    var greatest = States(parameters, "max_exp_avg_sq");
                    aten._foreach_maximum__List(greatest, squares);
                    squares = greatest;
                }

                var divisors = aten._foreach_sqrt(squares);
                aten._foreach_div__ScalarList(divisors, Array.ConvertAll(steps, step => (Scalar)Math.Sqrt(1 - Math.Pow(beta2, step))));
                aten._foreach_add__Scalar(divisors, group.Number("eps"));
                aten._foreach_addcdiv__ScalarList(parameters, means, divisors, Array.ConvertAll(steps, step => (Scalar)(-(lr / (1 - Math.Pow(beta1, step))))));
            }
        }
    }
}
