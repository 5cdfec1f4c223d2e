using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Batches of named tensors, each name stacked along a new first dimension. Made by <c>torch.utils.data.DataLoader</c>.</summary>
    public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
    {
        /// <summary>A loader in order or shuffled.</summary>
        /// <inheritdoc cref="DataLoader{T, TBatch}(utils.data.Dataset{T}, int, Func{IEnumerable{T}, Device, TBatch}, bool, Device?, int?, int, bool, bool, bool)"/>
        public DataLoader(utils.data.Dataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false)
            : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last)
        {
        }

        /// <summary>A loader in a given order of numbers.</summary>
        /// <inheritdoc cref="DataLoader{T, TBatch}(utils.data.Dataset{T}, int, Func{IEnumerable{T}, Device, TBatch}, IEnumerable{long}, Device?, int, bool, bool, bool)"/>
        public DataLoader(utils.data.Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false)
            : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last)
        {
        }

        private static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> samples, Device device)
        {
            var all = samples.ToList();
            return all[0].Keys.ToDictionary(key => key, key => IterableDataLoader.Stack(all.Select(sample => sample[key]), device));
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
                /// <summary>Batches of named tensors, shuffled or in order. See <see cref="Modules.DataLoader{T, S}"/>.</summary>
                /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
                public static DataLoader DataLoader(Dataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false)
                    => new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last);

                /// <summary>Batches of named tensors in a given order of numbers. See <see cref="Modules.DataLoader{T, S}"/>.</summary>
                /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
                public static DataLoader DataLoader(Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false)
                    => new(dataset, batchSize, shuffler, device, num_worker, drop_last);
            }
        }
    }
}
