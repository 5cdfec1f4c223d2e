namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>How much is pruned: a share (made of a <see cref="double"/>) or a number (made of a <see cref="long"/>).</summary>
                public readonly record struct Amount
                {
                    private readonly double share;
                    private readonly long number;
                    private readonly bool isShare;

                    private Amount(double share, long number, bool isShare) => (this.share, this.number, this.isShare) = (share, number, isShare);

                    /// <summary>A share in [0, 1].</summary>
                    public static implicit operator Amount(double share) => new(share, 0, true);

                    /// <summary>A number, 0 or more.</summary>
                    public static implicit operator Amount(long number) => new(0, number, false);

                    /// <inheritdoc/>
                    public override string ToString() => isShare ? share.ToString(System.Globalization.CultureInfo.InvariantCulture) : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

                    /// <summary>The amount itself; refuses shares outside of [0, 1] and negative numbers.</summary>
                    internal Amount Checked() => (isShare ? share is >= 0 and <= 1 : number >= 0)
                        ? this
                        : throw new UserErrorException($"The amount to prune is a share in [0, 1] or a number of 0 or more, not {this}.");

                    /// <summary>The number among so many; a share is rounded, halves to even numbers.</summary>
                    internal long Of(long size)
                    {
                        var count = isShare ? (long)Math.Round(share * size, MidpointRounding.ToEven) : number;
                        return count <= size ? count : throw new UserErrorException($"There are {size} to prune, fewer than the amount of {count}.");
                    }
                }
            }
        }
    }
}
