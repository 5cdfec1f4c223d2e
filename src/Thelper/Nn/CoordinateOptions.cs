namespace Thelper.Nn;

/// <summary>Which coordinate channels a layer appends to its input; see <see cref="CoordConv.GetCoordsMap"/>.</summary>
internal sealed record CoordinateOptions(bool Centered, bool Normalized, double? Noise, bool Radius, double? Scale)
{
    /// <summary>Number of channels appended.</summary>
    public int Channels => Radius ? 3 : 2;
}
