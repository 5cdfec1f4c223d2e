using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>A square chart of two rates from 0 to 1.</summary>
internal static class RateAxes
{
    /// <summary>Appends its axes, grid and legend.</summary>
    /// <param name="script">The chart.</param>
    /// <param name="top">Where the upward axis ends.</param>
    /// <param name="legend">The lower corner with the legend: <c>left</c> or <c>right</c>.</param>
    public static void Append(StringBuilder script, double top, string legend) => script.Append(CultureInfo.InvariantCulture, $"""
        set xrange [0:1]
        set yrange [0:{top}]
        set xtics 0.2
        set ytics 0.2
        set mxtics 2
        set mytics 2
        set format '%.1f'
        set size square
        set border lw 1.2 lc rgb '#404040'
        set grid xtics ytics lw 1 lc rgb '#dddddd'
        set key bottom {legend} width 1 height 0.6 box lc rgb '#bbbbbb' opaque

        """);
}
