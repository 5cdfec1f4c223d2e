using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Parameters that a step changes together, with their gradients and the values kept for them.</summary>
        /// <remarks>Complex parameters appear as real numbers, two for each, where the optimizer treats them so.</remarks>
        public sealed class ParameterBatch
        {
            private readonly Optimizer optimizer;
            private readonly Parameter[] originals;
            private readonly bool complexAsReal;

            internal ParameterBatch(Optimizer optimizer, Parameter[] parameters, Tensor[] gradients, bool complexAsReal)
            {
                this.optimizer = optimizer;
                this.complexAsReal = complexAsReal;
                originals = parameters;
                Parameters = Array.ConvertAll(parameters, Seen);
                Gradients = Array.ConvertAll(gradients, Seen);
            }

            /// <summary>The parameters, to be changed in place.</summary>
            public Tensor[] Parameters { get; }

            /// <summary>Their gradients, turned round if the group maximizes; not to be changed.</summary>
            public Tensor[] Gradients { get; }

            /// <summary>How many there are.</summary>
            public int Count => originals.Length;

            /// <summary>The values kept for a parameter, by PyTorch's names: tensors, or plain numbers.</summary>
            public OrderedDictionary<string, object?> State(int index) => optimizer.StateOf(originals[index]);

            /// <summary>One kept tensor of each parameter, made on first use (zeros if nothing else is said).</summary>
            /// <param name="name">PyTorch's name.</param>
            /// <param name="create">Makes the first value for a parameter.</param>
            public Tensor[] States(string name, Func<Tensor, Tensor>? create = null)
            {
                var tensors = new Tensor[originals.Length];
                for (var i = 0; i < tensors.Length; i++)
                {
                    tensors[i] = Seen(optimizer.StateOf(originals[i], name, create));
                }

                return tensors;
            }

            /// <summary>Counts a step in the <c>step</c> tensors and returns the counts.</summary>
            public double[] CountTensorSteps() => Array.ConvertAll(Scalars("step", 0), step => (double)(Number(step) += 1));

            /// <summary>Counts a step where PyTorch keeps <c>step</c> as a plain number.</summary>
            public void CountPlainSteps()
            {
                for (var i = 0; i < originals.Length; i++)
                {
                    CountPlainStep(State(i));
                }
            }

            /// <summary>Kept single numbers: float32 on the CPU.</summary>
            public Tensor[] Scalars(string name, double first) => States(name, _ => full([], first, dtype: ScalarType.Float32, device: CPU));

            /// <summary>The memory of a kept float32 number on the CPU: read and written without an engine call.</summary>
            public static unsafe ref float Number(Tensor scalar) => ref *(float*)scalar.DataPointer;

            /// <summary>The gradients plus the group's weight decay.</summary>
            public Tensor[] Decayed(ParamGroup group)
            {
                var decay = group.Number("weight_decay");
                return decay == 0 ? Gradients : aten._foreach_add_List(Gradients, Parameters, decay);
            }

            /// <summary>Moves the kept running means of gradients and of their squares on, and returns both.</summary>
            internal (Tensor[] Means, Tensor[] Squares) MoveMeans(Tensor[] gradients, double beta1, double beta2)
            {
                var means = States("exp_avg");
                var squares = States("exp_avg_sq");
                aten._foreach_mul__Scalar(means, beta1);
                aten._foreach_add__List(means, gradients, 1 - beta1);
                aten._foreach_mul__Scalar(squares, beta2);
                aten._foreach_addcmul__Scalar(squares, gradients, gradients, 1 - beta2);
                return (means, squares);
            }

            internal static long CountPlainStep(OrderedDictionary<string, object?> state)
            {
                var count = 1 + (state.GetValueOrDefault("step") switch { long step => step, double step => (long)step, Tensor step => (long)step.ToDouble(), _ => 0 });
                state["step"] = count;
                return count;
            }

            private Tensor Seen(Tensor tensor) => complexAsReal && tensor.is_complex() ? aten.view_as_real(tensor) : tensor;
        }
    }
}
