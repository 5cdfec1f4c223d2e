using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    /// <content>What the factories of layers share: sizes from one number, or from one a dimension.</content>
    public static partial class nn
    {
        private static long[] Repeat(long value, int count)
        {
            var values = new long[count];
            Array.Fill(values, value);
            return values;
        }

        private static long[] Sizes((long, long)? values, long usual = 0) => values is var (first, second) ? [first, second] : [usual, usual];

        private static long[] Sizes((long, long, long)? values, long usual = 0) => values is var (first, second, third) ? [first, second, third] : [usual, usual, usual];

        private static long[] Spread(long[] values, int count) => values.Length == 1 ? Repeat(values[0], count) : values;

        private static BlockOptions Blocks((long, long) kernel, (long, long)? dilation, (long, long)? padding, (long, long)? stride)
            => new(Sizes(kernel), dilation is null ? [1] : Sizes(dilation), padding is null ? [0] : Sizes(padding), stride is null ? [1] : Sizes(stride));
    }
}
