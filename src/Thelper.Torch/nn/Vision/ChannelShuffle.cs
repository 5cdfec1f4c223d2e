using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Channels dealt out among groups: (N, g C / g, ...) seen as (N, g, C / g, ...), transposed.</summary>
    /// <remarks>X. Zhang et al., "ShuffleNet", 2017.</remarks>
    /// <param name="groups">The number of groups, a divisor of the channels.</param>
    /// <exception cref="UserErrorException"><paramref name="groups"/> is not positive.</exception>
    public sealed class ChannelShuffle(long groups) : nn.Module<Tensor, Tensor>(nameof(ChannelShuffle))
    {
        /// <summary>The number of groups, a divisor of the channels.</summary>
        /// <exception cref="UserErrorException">It is out of range.</exception>
        public long groups { get; } = groups > 0 ? groups : throw new UserErrorException($"ChannelShuffle: groups is positive, not {groups}.");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.channel_shuffle(input, groups);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"groups={groups}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Channels dealt out among groups.</summary>
            /// <param name="groups">The number of groups, a divisor of the channels.</param>
            /// <exception cref="UserErrorException"><paramref name="groups"/> is not positive.</exception>
            public static ChannelShuffle ChannelShuffle(long groups) => new(groups);
        }
    }
}
