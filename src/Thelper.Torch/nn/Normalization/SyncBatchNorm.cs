using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Batch normalisation of N x C x ... over the batches of all processes. Made by <c>torch.nn.SyncBatchNorm</c>.</summary>
    /// <remarks>In a single process, the only kind so far, this is batch normalisation, on any device.</remarks>
    public class SyncBatchNorm : BatchNorm
    {
        private static readonly int[] AnyShape = [2, 3, 4, 5];

        internal SyncBatchNorm(ChannelNormOptions options, Device? device, ScalarType? dtype)
            : base(nameof(SyncBatchNorm), options, AnyShape, device, dtype)
        {
        }

        private SyncBatchNorm(BatchNorm source)
            : base(nameof(SyncBatchNorm), source, AnyShape) => train(source.training);

        /// <summary>Replaces all batch normalisations of a model, wherever it holds them: by name, in fields and in lists.</summary>
        /// <param name="module">The model, or one batch normalisation.</param>
        /// <returns>The model, or what replaces it. The new layers have the tensors of the old ones, which are not to be used or disposed any more.</returns>
        /// <exception cref="UserErrorException">A field takes nothing but the old type. Nothing is changed.</exception>
        public static nn.Module convert_sync_batchnorm(nn.Module module)
        {
            ArgumentNullException.ThrowIfNull(module);
            if (module is BatchNorm norm)
            {
                return norm is SyncBatchNorm ? norm : new SyncBatchNorm(norm);
            }

            var places = module.modules()
                .SelectMany(parent => parent.named_children().Select(child => (parent, child.name, child.module as BatchNorm)))
                .Where(place => place.Item3 is not (null or SyncBatchNorm))
                .Select(place => new ChildPlace(place.parent, place.name, place.Item3!, typeof(SyncBatchNorm)))
                .ToList();
            var replacements = new Dictionary<nn.Module, SyncBatchNorm>(ReferenceEqualityComparer.Instance);
            foreach (var place in places)
            {
                if (!replacements.TryGetValue(place.Child, out var replacement))
                {
                    replacement = new SyncBatchNorm((BatchNorm)place.Child);
                    replacements.Add(place.Child, replacement);
                }

                place.Replace(replacement);
            }

            return module;
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation of N x C x ... over the batches of all processes; see <see cref="Modules.SyncBatchNorm"/>.</summary>
            /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
            public static SyncBatchNorm SyncBatchNorm(
                long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => new(new(num_features, eps, momentum, affine, track_running_stats), device, dtype);
        }
    }
}
