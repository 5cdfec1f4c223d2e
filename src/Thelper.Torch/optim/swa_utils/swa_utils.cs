using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Averages of weights along a training run.</summary>
        public static partial class swa_utils
        {
            /// <summary>Computes the statistics of batch normalisations anew, as plain means over all batches, in one pass over data.</summary>
            /// <param name="loader">The batches.</param>
            /// <param name="model">The model, which is called with each of them, as in training.</param>
            /// <param name="device">Where batches go first, if anywhere else.</param>
            public static void update_bn(IEnumerable<Tensor> loader, nn.Module<Tensor, Tensor> model, Device? device = null)
            {
                ArgumentNullException.ThrowIfNull(loader);
                ArgumentNullException.ThrowIfNull(model);
                var norms = model.modules().OfType<BatchNorm>().Where(norm => norm.Options.TrackRunningStats).ToArray();
                if (norms.Length == 0)
                {
                    return;
                }

                var options = Array.ConvertAll(norms, norm => norm.Options);
                var training = model.training;
                using var mode = no_grad();
                try
                {
                    model.train();
                    foreach (var norm in norms)
                    {
                        norm.reset_running_stats();
                        norm.Options = norm.Options with { Momentum = null };
                    }

                    foreach (var batch in loader)
                    {
                        using var scope = NewDisposeScope();
                        model.call(device is null ? batch : aten.to_device(batch, device, batch.dtype));
                    }
                }
                finally
                {
                    foreach (var (norm, before) in norms.Zip(options))
                    {
                        norm.Options = before;
                    }

                    model.train(training);
                }
            }
        }
    }
}
