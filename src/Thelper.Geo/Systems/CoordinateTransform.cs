using NetTopologySuite.Geometries;
using Thelper.Geo.Native;

namespace Thelper.Geo.Systems;

/// <summary>Takes coordinates from one reference system to another, in traditional order (x before y, longitude before latitude). For one thread at a time.</summary>
public sealed unsafe class CoordinateTransform : IDisposable
{
    private readonly SpatialReference source;
    private readonly SpatialReference target;
    private nint handle;

    /// <summary>Prepares a transformation.</summary>
    /// <param name="source">The system of the coordinates.</param>
    /// <param name="target">The system that they are wanted in.</param>
    /// <exception cref="GeoException">PROJ knows no way from one to the other.</exception>
    public CoordinateTransform(SpatialReference source, SpatialReference target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        (this.source, this.target) = (source, target);
        IsIdentity = source.Equals(target);
        if (IsIdentity)
        {
            return;
        }

        using var from = source.Open();
        using var to = target.Open();
        GdalErrors.Clear();
        handle = OgrApi.OCTNewCoordinateTransformation(from.Handle, to.Handle);
        if (handle == 0)
        {
            throw GdalErrors.Failure($"{source} to {target}", "there is no way from one reference system to the other");
        }
    }

    /// <summary>Whether both systems are the same, so that nothing changes.</summary>
    public bool IsIdentity { get; }

    /// <summary>Transforms points in place.</summary>
    /// <param name="x">Eastings or longitudes.</param>
    /// <param name="y">Northings or latitudes; as many.</param>
    /// <exception cref="GeoException">A point has no place in the other system.</exception>
    public void Transform(Span<double> x, Span<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException("as many y as x are needed", nameof(y));
        }

        if (IsIdentity || x.Length == 0)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(handle == 0, this);
        var (firstX, firstY) = (x[0], y[0]);
        var success = new int[x.Length];
        fixed (double* xs = x, ys = y)
        fixed (int* done = success)
        {
            GdalErrors.Clear();
            if (OgrApi.OCTTransformEx(handle, x.Length, xs, ys, null, done) == 0 || success.Contains(0) || !double.IsFinite(x[0] + y[0]))
            {
                throw GdalErrors.Failure(FormattableString.Invariant($"{source} to {target}: near ({firstX}, {firstY})"), "a point has no place in the other reference system");
            }
        }
    }

    /// <summary>Transforms one point.</summary>
    /// <param name="x">Easting or longitude.</param>
    /// <param name="y">Northing or latitude.</param>
    /// <exception cref="GeoException">It has no place in the other system.</exception>
    public (double X, double Y) Transform(double x, double y)
    {
        Transform(new Span<double>(ref x), new Span<double>(ref y));
        return (x, y);
    }

    /// <summary>Transforms every vertex of a geometry.</summary>
    /// <param name="geometry">The geometry, which is not changed.</param>
    /// <returns>A geometry in the other system; the same one where both systems are.</returns>
    /// <exception cref="GeoException">A vertex has no place in the other system.</exception>
    public Geometry Transform(Geometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (IsIdentity)
        {
            return geometry;
        }

        var moved = geometry.Copy();
        moved.Apply(new EveryVertex(this));
        moved.GeometryChanged();
        return moved;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var mine = Interlocked.Exchange(ref handle, 0);
        if (mine != 0)
        {
            OgrApi.OCTDestroyCoordinateTransformation(mine);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what was not disposed.</summary>
    ~CoordinateTransform() => Dispose();

    private sealed class EveryVertex(CoordinateTransform transform) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            var (x, y) = (new double[seq.Count], new double[seq.Count]);
            for (var i = 0; i < seq.Count; i++)
            {
                (x[i], y[i]) = (seq.GetX(i), seq.GetY(i));
            }

            transform.Transform(x, y);
            for (var i = 0; i < seq.Count; i++)
            {
                seq.SetX(i, x[i]);
                seq.SetY(i, y[i]);
            }
        }
    }
}
