using System.Globalization;
using System.Runtime.InteropServices;
using Thelper.Geo.Native;

namespace Thelper.Geo.Systems;

/// <summary>A coordinate reference system. Immutable; used by any number of threads.</summary>
/// <remarks>
/// Coordinates are always in the traditional order of geographic software, whatever the authority says: x before y, easting before northing, longitude before
/// latitude (EPSG:4326 too).
/// </remarks>
public sealed class SpatialReference : IEquatable<SpatialReference>
{
    private const int TraditionalOrder = 0;

    // Made when it is asked for: without GDAL the message is to be GDAL's, not one about a class that cannot be loaded.
    private static readonly Lazy<SpatialReference> LongitudeLatitude = new(() => OfEpsg(4326));
    private readonly Lazy<(string? Authority, string? Code)> identity;

    private SpatialReference(string wkt, string name, bool isGeographic, bool isProjected, double metersPerUnit)
    {
        (Wkt, Name, IsGeographic, IsProjected, MetersPerUnit) = (wkt, name, isGeographic, isProjected, metersPerUnit);
        identity = new(FindIdentity);
    }

    /// <summary>WGS 84, longitude and latitude in degrees: what GeoJSON is in where it does not say.</summary>
    public static SpatialReference Wgs84 => LongitudeLatitude.Value;

    /// <summary>The definition as WKT 2 (2019).</summary>
    public string Wkt { get; }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Whether coordinates are longitude and latitude, in degrees mostly.</summary>
    public bool IsGeographic { get; }

    /// <summary>Whether coordinates are lengths on a map.</summary>
    public bool IsProjected { get; }

    /// <summary>Metres of one unit of a projected system; of a geographic one, NaN.</summary>
    public double MetersPerUnit { get; }

    /// <summary>The number in the EPSG's registry; null where it has none.</summary>
    public int? Epsg => identity.Value is ("EPSG", { } code) && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The system with an EPSG number.</summary>
    /// <param name="code">The number.</param>
    /// <exception cref="GeoException">There is none.</exception>
    public static SpatialReference OfEpsg(int code)
    {
        GdalLibrary.Ensure();
        return Make(FormattableString.Invariant($"EPSG:{code}"), system => OgrApi.OSRImportFromEPSG(system, code));
    }

    /// <summary>Reads what a configuration or a file gives.</summary>
    /// <param name="value">An EPSG number; a text of one, with or without the prefix <c>EPSG:</c>; WKT, a PROJ text or another name that PROJ knows; a <see cref="SpatialReference"/>.</param>
    /// <exception cref="GeoException">There is no such system.</exception>
    public static SpatialReference Parse(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return PlainValues.Normalize(value) switch
        {
            SpatialReference system => system,
            long code and > 0 and <= int.MaxValue => OfEpsg((int)code),
            string text => ParseText(text.Trim()),
            _ => throw new GeoException($"a reference system must be an EPSG number, or a text such as \"EPSG:32618\"; got {PythonRepr.Of(value)}"),
        };
    }

    /// <inheritdoc/>
    public bool Equals(SpatialReference? other)
    {
        if (other is null)
        {
            return false;
        }

        if (ReferenceEquals(this, other) || Wkt == other.Wkt)
        {
            return true;
        }

        using var mine = Open();
        using var theirs = other.Open();
        var options = GdalApi.CSLAddString(0, "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES");
        var same = OgrApi.OSRIsSameEx(mine.Handle, theirs.Handle, options) != 0;
        GdalApi.CSLDestroy(options);
        return same;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpatialReference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsGeographic, IsProjected);

    /// <summary><c>EPSG:32618</c>, or the name where it has no number.</summary>
    public override string ToString() => identity.Value is ({ } authority, { } code) ? $"{authority}:{code}" : Name;

    /// <summary>The system of a native object.</summary>
    /// <param name="handle">It, which stays its owner's; 0 for none.</param>
    /// <returns>The system; null where there is none, or it says nothing about where on Earth something is.</returns>
    internal static SpatialReference? Of(nint handle) => handle == 0 || OgrApi.OSRIsLocal(handle) != 0 ? null : Read(handle);

    /// <summary>A native object, in traditional order.</summary>
    internal NativeSystem Open()
    {
        GdalLibrary.Ensure();
        var system = new NativeSystem();
        if (OgrApi.OSRSetFromUserInput(system.Handle, Wkt) != 0)
        {
            system.Dispose();
            throw GdalErrors.Failure(Name, "this reference system cannot be used");
        }

        OgrApi.OSRSetAxisMappingStrategy(system.Handle, TraditionalOrder);
        return system;
    }

    private static SpatialReference ParseText(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return OfEpsg(code);
        }

        // PROJ's texts may name files and servers.
        if (text.Length == 0 || text.Contains("://", StringComparison.Ordinal) || text.Contains("/vsi", StringComparison.Ordinal) || text.StartsWith("+init", StringComparison.Ordinal) || File.Exists(text))
        {
            throw new GeoException($"a reference system must be an EPSG number, or a text such as \"EPSG:32618\"; got {PythonRepr.Of(text)}");
        }

        GdalLibrary.Ensure();
        return Make(text, system => OgrApi.OSRSetFromUserInput(system, text));
    }

    private static SpatialReference Make(string text, Func<nint, int> import)
    {
        using var system = new NativeSystem();
        GdalErrors.Clear();
        if (import(system.Handle) != 0)
        {
            throw GdalErrors.Failure($"reference system {PythonRepr.Of(text.Length > 200 ? text[..200] + "..." : text)}", "there is none of this name");
        }

        return Read(system.Handle);
    }

    private static SpatialReference Read(nint handle)
    {
        var geographic = OgrApi.OSRIsGeographic(handle) != 0;
        var unit = geographic ? double.NaN : OgrApi.OSRGetLinearUnits(handle, 0);
        return new SpatialReference(WktOf(handle), NativeText.Read(OgrApi.OSRGetName(handle)) ?? "unnamed", geographic, OgrApi.OSRIsProjected(handle) != 0, unit);
    }

    private static string WktOf(nint handle)
    {
        var options = GdalApi.CSLAddString(0, "FORMAT=WKT2_2019");
        var failed = OgrApi.OSRExportToWktEx(handle, out var text, options) != 0;
        GdalApi.CSLDestroy(options);
        var wkt = NativeText.Read(text);
        GdalApi.VSIFree(text);
        return failed || string.IsNullOrEmpty(wkt) ? throw GdalErrors.Failure("reference system", "it has no definition") : wkt;
    }

    private (string? Authority, string? Code) FindIdentity()
    {
        using var system = Open();
        if (OgrApi.OSRGetAuthorityCode(system.Handle, 0) == 0)
        {
            _ = OgrApi.OSRAutoIdentifyEPSG(system.Handle);
            _ = GdalErrors.Take();
        }

        return (NativeText.Read(OgrApi.OSRGetAuthorityName(system.Handle, 0)), NativeText.Read(OgrApi.OSRGetAuthorityCode(system.Handle, 0)));
    }

    /// <summary>Owns a native object.</summary>
    internal sealed class NativeSystem : SafeHandle
    {
        public NativeSystem()
            : base(0, ownsHandle: true) => SetHandle(OgrApi.OSRNewSpatialReference(0));

        public override bool IsInvalid => handle == 0;

        public nint Handle => handle;

        protected override bool ReleaseHandle()
        {
            OgrApi.OSRDestroySpatialReference(handle);
            return true;
        }
    }
}
