using System.Text;
using System.Xml;

namespace Thelper.Geo.Rasters;

/// <summary>Says which names of rasters and vectors are opened: files on this machine, and what lies in them. Nothing is ever fetched from elsewhere.</summary>
internal static class SourceGuard
{
    private const int DeepestNesting = 16;
    private const int HeadBytes = 1024;
    private const long LargestVirtual = 256L << 20;

    // Archives on this machine; whatever else begins so is a server, a pipe or memory.
    private static readonly string[] Archives = ["/vsizip/", "/vsitar/", "/vsigzip/"];

    // Parts of a file, as GDAL names them.
    private static readonly string[] Parts = ["SENTINEL2_", "GTIFF_DIR:", "GPKG:", "NETCDF:", "HDF4_", "HDF5:", "SAFE:", "SENTINEL1_", "JP2"];

    private static readonly string[] Remote = ["vsicurl", "vsis3", "vsigs", "vsiaz", "vsiadls", "vsioss", "vsiswift", "vsihdfs", "vsiwebhdfs", "vsistdin", "http:", "https:", "ftp:"];

    // A product of Sentinel-2, whose metadata name the images (SAFE), and a part of one: SENTINEL2_L1C:FOLDER/MTD_MSIL1C.xml:10m:EPSG_32618.
    private const string Product = "_User_Product";
    private const string PartOfProduct = "SENTINEL2_";

    private static readonly HashSet<string> Names = new(["IMAGE_FILE", "IMAGE_FILE_2A", "IMAGE_ID", "IMAGE_ID_2A", "SourceFilename", "SourceDataset", "SrcDataSource", "SrcDSN", "RelocatedFilename", "IndexDataset"], StringComparer.Ordinal);

    /// <summary>Fails for what is not opened.</summary>
    /// <param name="path">A file, a folder that is one raster (SAFE), or a name that a file gave to a part of it.</param>
    /// <returns>What GDAL is to open.</returns>
    /// <exception cref="GeoException">It is not there, names a server, or leads to itself.</exception>
    public static string Require(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        RequireLocal(path, path);
        if (!IsPart(path) && !IsArchive(path))
        {
            RequireFile(path);
            var opened = Directory.Exists(path) ? ProductOf(path) : path;
            Follow(opened, [Path.GetFullPath(opened)], path);
            return opened;
        }

        if (FileOf(path) is { } file && File.Exists(file))
        {
            Follow(file, [Path.GetFullPath(file)], path);
        }

        return path;
    }

    /// <summary>The metadata of a product of Sentinel-2 that a name of a part of it holds; null for any other name.</summary>
    /// <param name="path">The name.</param>
    public static string? FileOf(string path) => path.StartsWith(PartOfProduct, StringComparison.Ordinal) && path.Split(':') is [_, var file, _, ..] ? file : null;

    /// <summary>The files that a file names, where it is a virtual one or the metadata of a product; none for any other.</summary>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<string> NamedIn(string path) => IsVirtual(path) ? SourcesOf(path) : [];

    // A product of Sentinel-2 is a folder (SAFE), whose metadata stand for it.
    private static string ProductOf(string folder) => Directory.GetFiles(folder, "*MTD*.xml").Order(StringComparer.Ordinal).FirstOrDefault() ?? folder;

    private static bool IsPart(string path) => Array.Exists(Parts, part => path.StartsWith(part, StringComparison.Ordinal));

    private static bool IsArchive(string path) => Array.Exists(Archives, prefix => path.StartsWith(prefix, StringComparison.Ordinal));

    private static void RequireLocal(string path, string inFile)
    {
        var archive = Array.Find(Archives, prefix => path.StartsWith(prefix, StringComparison.Ordinal));
        var inner = archive is null ? path : path[archive.Length..];
        var remote = Array.Find(Remote, name => path.Contains(name, StringComparison.OrdinalIgnoreCase));
        if (remote is not null || inner.StartsWith("/vsi", StringComparison.Ordinal) || (inner.Contains("://", StringComparison.Ordinal) && !IsPart(path)))
        {
            var where = inFile == path ? "" : $"{inFile}: names ";
            throw new GeoException($"{where}{PrintableText.Line(path)}: only files on this machine are read, nothing is fetched; copy it to a file and name that one");
        }
    }

    private static void RequireFile(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new GeoException(PrintableText.Line(path) is var shown && path.Length == 0 ? "a raster or vector file needs a name" : $"{shown}: no such file");
        }

        if (InputFile.Refusal(path) is { } refusal)
        {
            throw new GeoException($"{path}: {refusal}");
        }
    }

    // A virtual raster (VRT) names other files, which may be virtual too.
    private static void Follow(string path, List<string> chain, string first)
    {
        if (!IsVirtual(path))
        {
            return;
        }

        if (chain.Count > DeepestNesting)
        {
            throw new GeoException(FormattableString.Invariant($"{first}: virtual files in it are nested more than {DeepestNesting} deep"));
        }

        foreach (var source in SourcesOf(path))
        {
            RequireLocal(source, path);
            if (IsPart(source) || IsArchive(source) || !File.Exists(source))
            {
                continue;
            }

            var full = Path.GetFullPath(source);
            if (chain.Contains(full))
            {
                throw new GeoException($"{first}: the virtual file names itself{(chain.Count > 1 ? $" by way of {PrintableText.Line(chain[^1])}" : "")}; name the rasters that it stands for");
            }

            chain.Add(full);
            Follow(full, chain, first);
            chain.RemoveAt(chain.Count - 1);
        }
    }

    private static bool IsVirtual(string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        using var file = InputFile.OpenHandle(path);
        Span<byte> head = stackalloc byte[HeadBytes];
        var text = Encoding.UTF8.GetString(head[..RandomAccess.Read(file, head, 0)]);
        return text.Contains("<VRTDataset", StringComparison.Ordinal) || text.Contains(Product, StringComparison.Ordinal) || text.Contains("<OGRVRTDataSource", StringComparison.Ordinal)
            || text.Contains("<GDALTileIndexDataset", StringComparison.Ordinal);
    }

    private static List<string> SourcesOf(string path)
    {
        if (new FileInfo(path).Length > LargestVirtual)
        {
            throw new GeoException(FormattableString.Invariant($"{path}: a virtual file of more than {LargestVirtual >> 20} MiB is not read"));
        }

        var sources = new List<string>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            using var stream = InputFile.OpenRead(path);
            using var reader = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, ConformanceLevel = ConformanceLevel.Fragment });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && Names.Contains(reader.LocalName))
                {
                    var relative = (reader.GetAttribute("relativeToVRT") ?? reader.GetAttribute("relativetoVRT") ?? "0") == "1";
                    var name = Text(reader);
                    sources.Add(relative && !IsPart(name) ? Path.Combine(folder, name) : name);
                }
            }
        }
        catch (XmlException error)
        {
            throw new GeoException($"{path}: this virtual file is damaged: {error.Message}", error);
        }

        return sources;
    }

    // Only the text: what follows an element must be seen, too.
    private static string Text(XmlReader reader)
    {
        var text = new StringBuilder();
        if (!reader.IsEmptyElement)
        {
            while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
            {
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    text.Append(reader.Value);
                }
            }
        }

        return text.ToString().Trim();
    }
}
