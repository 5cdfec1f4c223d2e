using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>Where the cells of a window lie relative to one another: Swin and MaxViT learn a bias for each such place.</summary>
internal static class RelativePositions
{
    /// <summary>For each pair of cells the row of the table of relative places.</summary>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="columns">Columns of the window.</param>
    /// <returns>(cells, cells), int64; it belongs to no dispose scope.</returns>
    public static Tensor Index(int rows, int columns)
    {
        var cells = rows * columns;
        var index = new long[cells * cells];
        for (var from = 0; from < cells; from++)
        {
            for (var to = 0; to < cells; to++)
            {
                var down = (from / columns) - (to / columns) + rows - 1;
                var right = (from % columns) - (to % columns) + columns - 1;
                index[(from * cells) + to] = (down * ((2 * columns) - 1)) + right;
            }
        }

        using var flat = tensor(index);
        return flat.view(cells, cells).DetachFromDisposeScope();
    }

    /// <summary>Looks the bias of each pair of cells up.</summary>
    /// <param name="table">(places, heads).</param>
    /// <param name="index">Of <see cref="Index"/>, in any shape.</param>
    /// <param name="cells">Cells of the window.</param>
    /// <returns>(1, heads, cells, cells); it belongs to the current dispose scope.</returns>
    public static Tensor Bias(Tensor table, Tensor index, int cells)
    {
        using var scope = NewDisposeScope();
        return table.index_select(0, index.flatten()).view(cells, cells, -1).permute(2, 0, 1).contiguous().unsqueeze(0).MoveToOuterDisposeScope();
    }
}
