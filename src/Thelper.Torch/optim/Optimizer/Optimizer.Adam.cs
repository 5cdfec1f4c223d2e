using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        public abstract partial class Optimizer
        {
            private AdamSlot[] adamSlots = [];
            private byte[] adamDone = [];

            /// <summary>The step of Adam and of AdamW by operators, after their different weight decays.</summary>
            private protected static void AdamUpdate(ParamGroup group, ParameterBatch batch, Tensor[] gradients)
            {
                var (beta1, beta2) = group.Pair("betas");
                var lr = group.LearningRate;
                var steps = batch.CountTensorSteps();
                var (means, squares) = batch.MoveMeans(gradients, beta1, beta2);
                if (group.Flag("amsgrad"))
                {
                    var greatest = batch.States("max_exp_avg_sq");
                    aten._foreach_maximum__List(greatest, squares);
                    squares = greatest;
                }

                var divisors = aten._foreach_sqrt(squares);
                aten._foreach_div__ScalarList(divisors, Array.ConvertAll(steps, step => (Scalar)Math.Sqrt(1 - Math.Pow(beta2, step))));
                aten._foreach_add__Scalar(divisors, group.Number("eps"));
                aten._foreach_addcdiv__ScalarList(batch.Parameters, means, divisors, Array.ConvertAll(steps, step => (Scalar)(-(lr / (1 - Math.Pow(beta1, step))))));
            }

            /// <summary>The step of Adam, or of AdamW (<paramref name="decoupled"/>), in one pass over memory.</summary>
            private protected unsafe void AdamPass(ParamGroup group, bool decoupled)
            {
                var all = group.Parameters.Count;
                if (adamSlots.Length < all)
                {
                    adamSlots = new AdamSlot[all];
                    adamDone = new byte[all];
                }

                var amsgrad = group.Flag("amsgrad");
                var count = 0;
                for (var i = 0; i < all; i++)
                {
                    if (group.Kinds[i] == GradientKind.Dense)
                    {
                        var parameter = group.Parameters[i];
                        adamSlots[count++] = new()
                        {
                            Parameter = group.Handles[i],
                            Step = StateOf(parameter, "step", static _ => full([], 0, dtype: ScalarType.Float32, device: CPU)).Handle,
                            Mean = StateOf(parameter, "exp_avg").Handle,
                            Square = StateOf(parameter, "exp_avg_sq").Handle,
                            Greatest = amsgrad ? StateOf(parameter, "max_exp_avg_sq").Handle : 0,
                        };
                    }
                }

                var (beta1, beta2) = group.Pair("betas");
                var options = new AdamOptions
                {
                    LearningRate = group.LearningRate,
                    Beta1 = beta1,
                    Beta2 = beta2,
                    Epsilon = group.Number("eps"),
                    WeightDecay = group.Number("weight_decay"),
                    Amsgrad = amsgrad ? 1 : 0,
                    Maximize = group.Flag("maximize") ? 1 : 0,
                    Decoupled = decoupled ? 1 : 0,
                };
                fixed (AdamSlot* slots = adamSlots)
                fixed (byte* done = adamDone)
                {
                    LibTorch.Check(LibTorch.thelper_torch_adam(slots, done, count, &options), "Adam");
                }

                MarkDone(group, adamDone);
            }

            /// <summary>Leaves to operators only what a pass has not done.</summary>
            private protected static void MarkDone(ParamGroup group, byte[] done)
            {
                var place = 0;
                for (var i = 0; i < group.Kinds.Length; i++)
                {
                    if (group.Kinds[i] == GradientKind.Dense && done[place++] != 0)
                    {
                        group.Kinds[i] = GradientKind.None;
                    }
                }
            }
        }
    }
}
