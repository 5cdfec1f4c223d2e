using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A model whose weights are averages of those that another model has had.</summary>
    /// <remarks>P. Izmailov et al., "Averaging weights leads to wider optima and better generalization", 2018. Names in the state are PyTorch's:
    /// <c>n_averaged</c> and <c>module.</c> before the model's own.</remarks>
    public sealed class AveragedModel : nn.Module<Tensor, Tensor>
    {
        private readonly Func<Tensor, Tensor, Tensor, Tensor>? average;
        private readonly bool withBuffers;

        /// <summary>Creates the averages, which begin as the model's values.</summary>
        /// <param name="model">The model.</param>
        /// <param name="create">Makes another one of the same structure: .NET cannot copy any object, as Python can. Its values are overwritten, and it belongs to the averages.</param>
        /// <param name="device">Where the averages are kept; where the model is unless given.</param>
        /// <param name="avg_fn">The next average, from the last one, the model's value, and how many values are in it (an integer tensor); their mean unless given.</param>
        /// <param name="use_buffers">Whether buffers are averaged too.</param>
        /// <exception cref="UserErrorException">The other model has other parameters or buffers.</exception>
        public AveragedModel(
            nn.Module<Tensor, Tensor> model, Func<nn.Module<Tensor, Tensor>> create, Device? device = null, Func<Tensor, Tensor, Tensor, Tensor>? avg_fn = null, bool use_buffers = false)
            : base(nameof(AveragedModel))
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(create);
            var copy = nn.init.Skip(create);
            if (ReferenceEquals(copy, model) || !Layout(copy).SequenceEqual(Layout(model)))
            {
                throw new UserErrorException("torch.optim.swa_utils.AveragedModel: create has to make another model with the same parameters and buffers as the first.");
            }

            module = ModuleCopies.Fill(copy, model);
            if (device is not null)
            {
                module.to(device);
            }

            n_averaged = zeros([], dtype: ScalarType.Int64, device: device);
            average = avg_fn;
            withBuffers = use_buffers;
            register_module(nameof(module), module);
            register_buffer(nameof(n_averaged), n_averaged);
        }

        /// <summary>The model with the averages.</summary>
        public nn.Module<Tensor, Tensor> module { get; }

        /// <summary>How many values are in the averages.</summary>
        public Tensor n_averaged { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => module.call(input);

        /// <summary>Takes the model's current values into the averages; the first time they are the averages.</summary>
        /// <param name="model">The model.</param>
        public void update_parameters(nn.Module model)
        {
            ArgumentNullException.ThrowIfNull(model);
            using var mode = no_grad();
            var first = n_averaged.ToInt64() == 0;
            foreach (var (mean, current) in Values(module).Zip(Values(model)))
            {
                using var scope = NewDisposeScope();
                var value = aten.to_device(current.detach(), mean.device, current.dtype);
                aten.copy_(mean, first ? value : Next(mean.detach(), value, aten.to_device(n_averaged, mean.device, ScalarType.Int64)));
            }

            using (NewDisposeScope())
            {
                aten.add__Scalar(n_averaged, 1);
            }
        }

        private static IEnumerable<string> Layout(nn.Module model) => model.state_dict().Select(entry => $"{entry.Key} {string.Join('x', entry.Value.shape)}");

        private Tensor Next(Tensor mean, Tensor value, Tensor count)
            => average?.Invoke(mean, value, count) ?? aten.add_Tensor(mean, aten.div_Tensor(aten.sub_Tensor(value, mean), aten.add_Scalar(count, 1)));

        private IEnumerable<Tensor> Values(nn.Module model) => withBuffers ? model.parameters().Concat(model.buffers()) : model.parameters();
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static partial class swa_utils
            {
                /// <summary>A model whose weights are averages of another's. See <see cref="Modules.AveragedModel"/>.</summary>
                /// <exception cref="UserErrorException">The other model has other parameters or buffers.</exception>
                public static AveragedModel AveragedModel(
                    nn.Module<Tensor, Tensor> model, Func<nn.Module<Tensor, Tensor>> create, Device? device = null, Func<Tensor, Tensor, Tensor, Tensor>? avg_fn = null, bool use_buffers = false)
                    => new(model, create, device, avg_fn, use_buffers);
            }
        }
    }
}
