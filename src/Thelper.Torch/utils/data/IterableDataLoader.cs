using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Batches of lists of tensors, each position stacked along a new first dimension. Made by <c>torch.utils.data.DataLoader</c>.</summary>
    public class IterableDataLoader : DataLoader<IList<Tensor>, IList<Tensor>>
    {
        /// <summary>A loader in order or shuffled.</summary>
        /// <inheritdoc cref="DataLoader{T, TBatch}(utils.data.Dataset{T}, int, Func{IEnumerable{T}, Device, TBatch}, bool, Device?, int?, int, bool, bool, bool)"/>
        public IterableDataLoader(utils.data.Dataset<IList<Tensor>> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false)
            : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last)
        {
        }

        /// <summary>A loader in a given order of numbers.</summary>
        /// <inheritdoc cref="DataLoader{T, TBatch}(utils.data.Dataset{T}, int, Func{IEnumerable{T}, Device, TBatch}, IEnumerable{long}, Device?, int, bool, bool, bool)"/>
        public IterableDataLoader(utils.data.Dataset<IList<Tensor>> dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false)
            : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last)
        {
        }

        internal static Tensor Stack(IEnumerable<Tensor> tensors, Device device)
        {
            var stacked = aten.stack(tensors.ToList());
            return device == CPU && stacked.device_type == DeviceType.CPU ? stacked : stacked.to(device);
        }

        private static List<Tensor> Collate(IEnumerable<IList<Tensor>> samples, Device device)
        {
            var all = samples.ToList();
            return [.. Enumerable.Range(0, all[0].Count).Select(i => Stack(all.Select(sample => sample[i]), device))];
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class data
            {
                /// <summary>Batches of lists of tensors, shuffled or in order. See <see cref="Modules.DataLoader{T, S}"/>.</summary>
                /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
                public static IterableDataLoader DataLoader(IterableDataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false)
                    => new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last);

                /// <summary>Batches of lists of tensors in a given order of numbers. See <see cref="Modules.DataLoader{T, S}"/>.</summary>
                /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
                public static IterableDataLoader DataLoader(IterableDataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false)
                    => new(dataset, batchSize, shuffler, device, num_worker, drop_last);
            }
        }
    }
}
