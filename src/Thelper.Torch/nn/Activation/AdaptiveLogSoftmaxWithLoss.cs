using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A softmax over many classes whose rare ones are in clusters, each behind one output of the head, and its loss. Made by <c>torch.nn.AdaptiveLogSoftmaxWithLoss</c>.</summary>
    /// <remarks>E. Grave et al., "Efficient softmax approximation for GPUs", 2016.</remarks>
    public class AdaptiveLogSoftmaxWithLoss : nn.Module<Tensor, Tensor, (Tensor output, Tensor loss)>
    {
        private readonly long n_classes;
        private readonly long[] cutoffs;

        internal AdaptiveLogSoftmaxWithLoss(long in_features, long n_classes, long[] cutoffs, double div_value, bool head_bias, Device? device, ScalarType? dtype)
            : base(nameof(AdaptiveLogSoftmaxWithLoss))
        {
            if (cutoffs.Length == 0 || cutoffs[0] <= 0 || cutoffs[^1] >= n_classes || cutoffs.Zip(cutoffs.Skip(1)).Any(pair => pair.First >= pair.Second))
            {
                throw new UserErrorException($"AdaptiveLogSoftmaxWithLoss: cutoffs grow and are between 1 and n_classes - 1 ({n_classes - 1}), unlike ({string.Join(", ", cutoffs)}).");
            }

            this.n_classes = n_classes;
            this.cutoffs = [.. cutoffs, n_classes];
            head = nn.Linear(in_features, cutoffs[0] + cutoffs.Length, head_bias, device, dtype);
            tail = new ModuleList<Sequential>();
            for (var i = 0; i < cutoffs.Length; i++)
            {
                var inner = (long)Math.Floor(in_features / Math.Pow(div_value, i + 1));
                tail.append(nn.Sequential(
                    nn.Linear(in_features, inner, false, device, dtype),
                    nn.Linear(inner, this.cutoffs[i + 1] - this.cutoffs[i], false, device, dtype)));
            }

            register_module(nameof(head), head);
            register_module(nameof(tail), tail);
        }

        /// <summary>Scores of the frequent classes and of the clusters.</summary>
        public Linear head { get; }

        /// <summary>Scores within the clusters.</summary>
        public ModuleList<Sequential> tail { get; }

        private long ShortList => cutoffs[0];

        /// <summary>Draws all weights anew.</summary>
        public void reset_parameters()
        {
            head.reset_parameters();
            foreach (var layer in tail.SelectMany(cluster => cluster).Cast<Linear>())
            {
                layer.reset_parameters();
            }
        }

        /// <summary>The log-probabilities at the targets, and minus their mean.</summary>
        /// <param name="input">(N, features), or (features).</param>
        /// <param name="target">Class numbers (N), or one without dimensions, int64.</param>
        /// <exception cref="ArgumentException">Shapes that do not fit, or a number that is no class.</exception>
        public override (Tensor output, Tensor loss) forward(Tensor input, Tensor target)
        {
            var batched = target.dim() == 1;
            if (!(batched ? input.dim() == 2 && input.shape[0] == target.shape[0] : target.dim() == 0 && input.dim() == 1))
            {
                throw new ArgumentException(
                    $"AdaptiveLogSoftmaxWithLoss takes inputs (N, features) with targets (N), or (features) with one target, not ({string.Join(", ", input.shape)}) and ({string.Join(", ", target.shape)}).", nameof(target));
            }

            using var scope = NewDisposeScope();
            var rows = batched ? input : aten.unsqueeze(input, 0);
            var classes = batched ? target : aten.unsqueeze(target, 0);
            if (classes.numel() > 0 && (aten.min(classes).ToInt64() < 0 || aten.max(classes).ToInt64() >= n_classes))
            {
                throw new ArgumentException(
                    $"AdaptiveLogSoftmaxWithLoss: targets are 0 to {n_classes - 1}, but there are {aten.min(classes).ToInt64()} to {aten.max(classes).ToInt64()}.", nameof(target));
            }

            var inside = aten.new_zeros(rows, [classes.shape[0]]);
            var heads = aten.clone(classes);
            for (var i = 0; i < tail.Count; i++)
            {
                var mask = aten.logical_and(aten.ge_Scalar(classes, cutoffs[i]), aten.lt_Scalar(classes, cutoffs[i + 1]));
                var members = aten.squeeze_dim(aten.nonzero(mask), 1);
                if (members.numel() == 0)
                {
                    continue;
                }

                var scores = tail[i].call(aten.index_select(rows, 0, members));
                var relative = aten.unsqueeze(aten.sub_Scalar(aten.index_select(classes, 0, members), cutoffs[i]), 1);
                var logs = aten.squeeze_dim(aten.gather(aten.log_softmax_int(scores, 1), 1, relative), 1);
                inside = aten.index_copy(inside, 0, members, logs);
                aten.index_fill__int_Scalar(heads, 0, members, ShortList + i);
            }

            var outside = aten.gather(aten.log_softmax_int(head.call(rows), 1), 1, aten.unsqueeze(heads, 1));
            var output = aten.add_Tensor(inside, aten.squeeze_dim(outside, 1));
            var loss = aten.mean(aten.neg(output));
            output = batched ? output : aten.squeeze_dim(output, 0);
            return (output.MoveToOuterDisposeScope(), loss.MoveToOuterDisposeScope());
        }

        /// <summary>The log-probabilities of all classes, (N, classes).</summary>
        /// <param name="input">(N, features).</param>
        public Tensor log_prob(Tensor input)
        {
            using var scope = NewDisposeScope();
            return All(input, head.call(input)).MoveToOuterDisposeScope();
        }

        /// <summary>The most probable classes (N), int64. Looks into the clusters only where one of them leads.</summary>
        /// <param name="input">(N, features).</param>
        public Tensor predict(Tensor input)
        {
            using var scope = NewDisposeScope();
            var scores = head.call(input);
            var best = aten.argmax(scores, 1);
            var members = aten.squeeze_dim(aten.nonzero(aten.ge_Scalar(best, ShortList)), 1);
            if (members.numel() > 0)
            {
                var all = All(aten.index_select(input, 0, members), aten.index_select(scores, 0, members));
                best = aten.index_copy(best, 0, members, aten.argmax(all, 1));
            }

            return best.MoveToOuterDisposeScope();
        }

        private Tensor All(Tensor input, Tensor scores)
        {
            var logs = aten.log_softmax_int(scores, 1);
            var parts = new List<Tensor> { aten.narrow(logs, 1, 0, ShortList) };
            for (var i = 0; i < tail.Count; i++)
            {
                parts.Add(aten.add_Tensor(aten.log_softmax_int(tail[i].call(input), 1), aten.narrow(logs, 1, ShortList + i, 1)));
            }

            return aten.cat(parts, 1);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A softmax over many classes whose rare ones are in clusters, and its loss.</summary>
            /// <param name="in_features">The size of an input.</param>
            /// <param name="n_classes">The number of classes, frequent ones first.</param>
            /// <param name="cutoffs">The class numbers at which clusters begin, growing, between 1 and n_classes - 1.</param>
            /// <param name="div_value">By how much each cluster's inner size is smaller than the one before.</param>
            /// <param name="head_bias">Whether the frequent classes have a bias.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">The cutoffs do not grow, or are not between 1 and n_classes - 1.</exception>
            public static AdaptiveLogSoftmaxWithLoss AdaptiveLogSoftmaxWithLoss(
                long in_features, long n_classes, long[] cutoffs, double div_value = 4.0, bool head_bias = false, Device? device = null, ScalarType? dtype = null)
                => new(in_features, n_classes, cutoffs, div_value, head_bias, device, dtype);
        }
    }
}
