using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>Samples of Dirichlet distributions, with the gradient that libtorch has for them apart.</summary>
        internal sealed class DirichletSample : autograd.SingleTensorFunction<DirichletSample>
        {
            /// <inheritdoc/>
            public override string Name => nameof(DirichletSample);

            /// <inheritdoc/>
            public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
            {
                var concentration = (Tensor)vars[0];
                var drawn = aten._sample_dirichlet(concentration, vars.Length > 1 ? (Generator)vars[1] : null);
                ctx.save_for_backward([drawn, concentration]);
                return drawn;
            }

            /// <inheritdoc/>
            public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
            {
                using var scope = NewDisposeScope();
                var saved = ctx.get_saved_variables();
                var (drawn, concentration) = (saved[0], saved[1]);
                var total = concentration.sum(-1, keepdim: true).expand_as(concentration).contiguous();
                var slope = aten._dirichlet_grad(drawn, concentration, total);
                var gradient = slope * (grad_output - (drawn * grad_output).sum(-1, keepdim: true));
                return [gradient.MoveToOuterDisposeScope()];
            }
        }
    }
}
