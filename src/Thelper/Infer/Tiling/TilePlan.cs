namespace Thelper.Infer.Tiling;

/// <summary>The windows of a picture, row after row, which together cover each of its pixels.</summary>
public sealed class TilePlan
{
    /// <summary>Plans the windows.</summary>
    /// <param name="width">Width of the picture in pixels, at least 1.</param>
    /// <param name="height">Its height, at least 1.</param>
    /// <param name="options">Size, overlap, blending.</param>
    /// <exception cref="UserErrorException">A size is out of range.</exception>
    public TilePlan(int width, int height, TileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        options.Check();
        (Width, Height, Options) = (width, height, options);
        Columns = new(width, options.Size, options.Overlap, options.Blend);
        Rows = new(height, options.Size, options.Overlap, options.Blend);
    }

    /// <summary>Width of the picture in pixels.</summary>
    public int Width { get; }

    /// <summary>Its height.</summary>
    public int Height { get; }

    /// <summary>What was asked for.</summary>
    public TileOptions Options { get; }

    /// <summary>How many windows there are.</summary>
    public int Count => Columns.Starts.Count * Rows.Starts.Count;

    /// <summary>How many of them lie side by side.</summary>
    public int ColumnCount => Columns.Starts.Count;

    /// <summary>How many of them lie one below the other.</summary>
    public int RowCount => Rows.Starts.Count;

    internal AxisPlan Columns { get; }

    internal AxisPlan Rows { get; }

    /// <summary>A window; all have the same size, that of a tile or of the picture where that is smaller.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public Window this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var (row, column) = Math.DivRem(index, Columns.Starts.Count);
            return new(Columns.Starts[column], Rows.Starts[row], Columns.Length, Rows.Length);
        }
    }

    /// <summary>The number of a window.</summary>
    /// <param name="window">One of the windows.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public int IndexOf(Window window)
    {
        var (row, column) = (Rows.IndexOf(window.Top), Columns.IndexOf(window.Left));
        return row >= 0 && column >= 0 ? (row * ColumnCount) + column : throw new ArgumentException($"{window} is no window of the plan", nameof(window));
    }
}
