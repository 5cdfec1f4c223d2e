using System.Globalization;
using Thelper.Data.Formats.Lists;
using Thelper.Vision.Formats;
using static Thelper.Guide.FolderReader;

namespace Thelper.Guide;

/// <summary>A CSV file that names images, with a class or numbers for each.</summary>
internal static class ListedImages
{
    private const int MostRows = 1000;
    private static readonly string[] PathColumns = ["path", "file", "filename", "file_name", "image", "image_path", "name"];
    private static readonly string[] NumberColumns = ["id", "index", "idx"];
    private static readonly string[] LabelColumns = ["label", "class", "category", "target"];

    /// <summary>Reads such a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Read(FolderView folder)
    {
        foreach (var file in folder.Files(".csv", ".tsv"))
        {
            if (Table(folder[file]) is { } table && Of(folder, folder[file], table) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static FileTable? Table(string path)
    {
        foreach (var column in PathColumns)
        {
            try
            {
                var table = FileTable.Read(path, null, null, column);
                if (table.Columns.Contains(column))
                {
                    return table;
                }
            }
            catch (UserErrorException)
            {
                // No list with such a column.
            }
        }

        return null;
    }

    private static Finding? Of(FolderView folder, string list, FileTable table)
    {
        var rows = Enumerable.Range(0, Math.Min(table.Count, MostRows)).ToList();
        string?[] Column(string name) => Cells(table, name, rows);
        var path = table.Columns.FirstOrDefault(name => PathColumns.Contains(name) && Column(name).All(cell => cell is not null && FolderEntries.IsImage(cell)));
        if (path is null || rows.Count == 0)
        {
            return null;
        }

        var root = new[] { folder.Path }.Concat(folder.Folders.Select(name => folder[name])).FirstOrDefault(place => File.Exists(Path.Join(place, Column(path)[0])));
        if (root is null)
        {
            return null;
        }

        List<(string, object?)> parameters = [("list", list), ("root", root), ("path_column", path)];
        var label = table.Columns.FirstOrDefault(name => LabelColumns.Contains(name.ToLowerInvariant()) && !Column(name).All(IsFraction));
        var numbers = table.Columns.Where(name => name != path && name != label && Column(name) is var cells && cells.All(IsNumber) && !CountsRows(name, cells)).ToList();
        if (label is null && numbers.Count == 0)
        {
            return null;
        }

        List<string> classes = label is null ? [] : [.. Cells(table, label, Enumerable.Range(0, table.Count)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return new(
            label is null ? $"a list of images with numbers ({string.Join(", ", numbers)}): {table.Count} rows" : $"a list of images with labels: {table.Count} rows, {classes.Count} classes",
            label is null ? ["regression"] : numbers.Count > 0 ? ["classification", "regression"] : ["classification"])
        {
            Datasets = (concept, _) => new()
            {
                ["photos"] = Dataset(
                    "thelper.data.FileListDataset",
                    [.. parameters, concept == "regression" ? ("target_columns", numbers.Select(name => (object?)name).ToList()) : ("label_column", label)]),
            },
            Images = [.. Column(path).Select(name => Path.Join(root, name)).Where(File.Exists)],
            Count = table.Count,
            Classes = classes,
            Outputs = Math.Max(1, numbers.Count),
        };
    }

    private static string?[] Cells(FileTable table, string column, IEnumerable<int> rows)
    {
        var at = table.Columns.ToList().IndexOf(column);
        return [.. rows.Select(row => table.Cell(row, at))];
    }

    // Nothing in an image tells the number of its row.
    private static bool CountsRows(string name, string?[] cells) => NumberColumns.Contains(name.ToLowerInvariant())
        || (cells.Length > 2 && cells.Zip(cells.Skip(1)).All(pair => double.Parse(pair.Second!, CultureInfo.InvariantCulture) - double.Parse(pair.First!, CultureInfo.InvariantCulture) == 1));

    private static bool IsNumber(string? cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // A column of whole numbers can be classes; one with fractions cannot.
    private static bool IsFraction(string? cell) => IsNumber(cell) && !long.TryParse(cell, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
}
