using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Connected parts of a mask, diagonals included, whatever their labels.</summary>
internal static class Components
{
    /// <summary>Numbers each pixel's part from 1, row after row; 0 where the mask is 0.</summary>
    public static int[] Of(torch.Tensor mask, out int count)
    {
        using var scope = torch.NewDisposeScope();
        var (height, width) = (Pixels.Height(mask), Pixels.Width(mask));
        var there = mask.ne(0).contiguous().DataSpan<bool>();
        var result = new int[there.Length];
        var open = new Stack<int>();
        count = 0;
        for (var start = 0; start < there.Length; start++)
        {
            if (!there[start] || result[start] != 0)
            {
                continue;
            }

            result[start] = ++count;
            open.Push(start);
            while (open.TryPop(out var at))
            {
                for (var y = Math.Max(0, (at / width) - 1); y <= Math.Min(height - 1, (at / width) + 1); y++)
                {
                    for (var x = Math.Max(0, (at % width) - 1); x <= Math.Min(width - 1, (at % width) + 1); x++)
                    {
                        var next = (y * width) + x;
                        if (there[next] && result[next] == 0)
                        {
                            result[next] = count;
                            open.Push(next);
                        }
                    }
                }
            }
        }

        return result;
    }
}
