using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Formats;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Formats.Lists;

/// <summary>Images named by a CSV file (with a header) or a JSON file (a list of maps), with a class, several classes, or numbers to predict.</summary>
/// <remarks>
/// A sample has the fields image (uint8, height x width x 3, BGR), number and path, and with <c>label_column</c> the label (a class name, or with <c>label_separator</c>
/// float32 0 or 1 for each class), or with <c>target_columns</c> the target (float32, one value per column). Without either the task is a plain one.
/// </remarks>
[TypeName("thelper.data.parsers.FileListDataset", "thelper.data.FileListDataset")]
[SampleFields("{image_key}", "{label_key}?", "{target_key}?", "{path_key}", "{idx_key}")]
public sealed class FileListDataset : Dataset
{
    // What programs write where there is no number.
    private static readonly string[] Missing = ["NA", "N/A", "n/a", "null", "NULL", "None", "inf", "-inf"];

    private readonly string root;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string idxKey;
    private readonly string[] files;
    private readonly string[][]? labels;
    private readonly float[][]? targets;
    private readonly bool multiLabel;

    /// <summary>Reads the list; no image is opened.</summary>
    /// <param name="list">The file; one whose name ends with .json is JSON, any other CSV.</param>
    /// <param name="root">Where relative paths start; by default the list's folder.</param>
    /// <param name="pathColumn">Column of the images' paths.</param>
    /// <param name="labelColumn">Column of class names; null for none.</param>
    /// <param name="targetColumns">A column of numbers or a list of such columns; null for none.</param>
    /// <param name="classNames">The classes; see <see cref="Classification"/>. Null takes all labels of the list, sorted.</param>
    /// <param name="labelSeparator">Between the classes of a sample that may have several, such as <c>|</c>; null where each has one.</param>
    /// <param name="separator">Between the columns of CSV; by default the first of comma, semicolon, tab and bar that cuts <paramref name="pathColumn"/> out of the first line.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the image.</param>
    /// <param name="labelKey">Field of the label.</param>
    /// <param name="targetKey">Field of the target.</param>
    /// <param name="pathKey">Field of the path.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="encoding">Encoding of CSV, such as <c>windows-1252</c>; by default UTF-8, or UTF-16 where the file's first bytes tell of it.</param>
    /// <param name="decimalMark">Between the whole and the rest of a number: <c>.</c> or <c>,</c>.</param>
    /// <param name="log">Told of classes that look alike.</param>
    /// <exception cref="UserErrorException">The list is missing, damaged or empty, a column is missing, or a value is no class or number.</exception>
    public FileListDataset(
        string list,
        string? root = null,
        string pathColumn = "path",
        string? labelColumn = null,
        [ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object? targetColumns = null,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
        string? labelSeparator = null,
        string? separator = null,
        ITransform? transforms = null,
        string imageKey = "image",
        string labelKey = "label",
        string targetKey = "target",
        string pathKey = "path",
        string idxKey = "idx",
        string? encoding = null,
        [ConfigValue(Choices = [".", ","])] string decimalMark = ".",
        ILogger? log = null)
        : base(transforms)
    {
        if (labelColumn is not null && targetColumns is not null)
        {
            throw new UserErrorException("give either label_column (classes) or target_columns (numbers), not both");
        }

        if (decimalMark is not ("." or ","))
        {
            throw new UserErrorException($"decimal_mark: expected '.' or ',', got {PythonRepr.Of(decimalMark)}");
        }

        (this.imageKey, this.pathKey, this.idxKey) = (imageKey, pathKey, idxKey);
        this.root = root is null ? Path.GetDirectoryName(list) ?? "" : ImageListing.RequireFolder(root);
        var table = FileTable.Read(list, separator, encoding, pathColumn);
        if (table.Count == 0)
        {
            throw new AnnotationException($"{list}: it lists no image");
        }

        files = Array.ConvertAll(Texts(table, pathColumn, list), path => ImageListing.WithSlashes(path, Path.IsPathRooted(path) ? "" : this.root));
        CheckPaths(table, list, log);
        string[] metaKeys = [pathKey, idxKey];
        if (labelColumn is not null)
        {
            multiLabel = !string.IsNullOrEmpty(labelSeparator);
            labels = Array.ConvertAll(Texts(table, labelColumn, list, allowEmpty: multiLabel), text =>
                multiLabel ? text.Split(labelSeparator!, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text]);
            ClassNameList.CheckPrintable(labels.SelectMany(label => label), list);
            var names = classNames is null ? Found(labels, list, log) : ClassNameList.Read(classNames, warning => log?.Warn(warning));
            var task = new Classification(names, imageKey, labelKey, metaKeys, multiLabel);
            RequireKnown(task, table);
            Task = task;
        }
        else if (targetColumns is not null)
        {
            var columns = targetColumns is string one ? [one]
                : TransformArguments.Items(targetColumns) is { Count: > 0 } many && many.All(column => column is string) ? many.Cast<string>().ToArray()
                : throw new UserErrorException("target_columns must be the name of a column or a list of names");
            targets = Numbers(table, columns, list, decimalMark);
            Task = new Regression(imageKey, targetKey, metaKeys, targetShape: [columns.Length], targetType: "numpy.float32");
        }
        else
        {
            Task = new Task(imageKey, null, metaKeys);
        }
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override bool IsBgr => true;

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override bool HasLabels => labels is not null;

    /// <inheritdoc/>
    public override object? LabelOf(int index) => labels is null ? null : multiLabel ? labels[index].ToList<object?>() : labels[index][0];

    /// <inheritdoc/>
    public override string Describe(int index) => Path.IsPathRooted(files[index]) ? files[index] : Path.Join(root, files[index]);

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    internal override string? TruthOf(int index) => targets is null ? base.TruthOf(index) : PythonRepr.Of(targets[index]);

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var path = Describe(index);
        var sample = new Sample { [imageKey] = new ImageFile(path), [idxKey] = (long)index, [pathKey] = path };
        if (labels is not null)
        {
            sample[Task.GtKey!] = multiLabel ? Membership(labels[index]) : labels[index][0];
        }
        else if (targets is not null)
        {
            sample[Task.GtKey!] = torch.tensor(targets[index]);
        }

        return sample;
    }

    // 1 for each class of the sample, else 0: what losses of several labels take.
    private torch.Tensor Membership(string[] names)
    {
        var classes = (Classification)Task;
        var vector = new float[classes.ClassNames.Count];
        foreach (var name in names)
        {
            vector[classes.ClassIndices[name]] = 1;
        }

        return torch.tensor(vector);
    }

    private void CheckPaths(FileTable table, string list, ILogger? log)
    {
        if (Array.FindIndex(files, file => file.Contains("://", StringComparison.Ordinal)) is >= 0 and var address)
        {
            throw new AnnotationException($"{table.Place(address)}: '{Clipped(files[address])}' is an address on a network; images are read from files, so fetch them first");
        }

        if (log is not null)
        {
            ListedFiles.Check(list, files, root, table.Place, log);
        }
    }

    private static string[] Texts(FileTable table, string column, string list, bool allowEmpty = false)
    {
        var at = table.Column(column, list);
        return [.. Enumerable.Range(0, table.Count).Select(row => table.Cell(row, at) switch
        {
            null or "" when allowEmpty => "",
            null or "" => throw new AnnotationException($"{table.Place(row)}: the column '{column}' is empty"),
            var text when text.Contains('\0', StringComparison.Ordinal) => throw new AnnotationException($"{table.Place(row)}: the column '{column}' is damaged"),
            var text => text,
        })];
    }

    private static List<string> Found(string[][] labels, string list, ILogger? log)
    {
        var names = labels.SelectMany(label => label).Distinct().Order(StringComparer.Ordinal).ToList();
        if (ClassNameList.Alike(names) is { } alike)
        {
            log?.Warn($"{list}: the classes {alike} differ in capitals or blanks alone, or in how accents are stored (NFC, NFD); if they are one, mend the list (class_names refuses all but those that it names)");
        }

        return names;
    }

    private static float[][] Numbers(FileTable table, string[] columns, string list, string mark)
    {
        var at = Array.ConvertAll(columns, column => table.Column(column, list));

        // Who writes decimal commas parts thousands by points; JSON's own numbers have points whatever its texts have.
        var partsByPoints = mark == "," && !list.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        return [.. Enumerable.Range(0, table.Count).Select(row => Array.ConvertAll(at, column =>
        {
            var text = table.Cell(row, column);
            var isThousands = partsByPoints && text?.Contains('.', StringComparison.Ordinal) == true;
            return !isThousands && float.TryParse(mark == "," ? text?.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
                ? number
                : throw new AnnotationException(
                    $"{table.Place(row)}: {PythonRepr.Of(Clipped(text))} in the column '{table.Columns[column]}' is no number{(isThousands ? "; decimal_mark is ',': write a comma for the point, or nothing where it parts thousands" : Hint(text))}");
        }))];
    }

    private static string Hint(string? text) => text switch
    {
        null or "" => "; fill it in, or leave the row out",
        _ when float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || Missing.Contains(text) => " to learn; mend it, or leave the row out",
        _ when text.Count(letter => letter == ',') == 1 && float.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "; if the comma is a decimal mark, set decimal_mark to ','",
        _ => "",
    };

    private static string? Clipped(string? text) => text is { Length: > 60 } ? text[..60] + "..." : text;

    private void RequireKnown(Classification task, FileTable table)
    {
        for (var i = 0; i < labels!.Length; i++)
        {
            if (Array.Find(labels[i], name => !task.ClassIndices.ContainsKey(name)) is { } unknown)
            {
                var doubled = task.ClassNames.Where(name => name.StartsWith(unknown + '#', StringComparison.Ordinal)).ToList();
                throw new AnnotationException(doubled.Count > 1
                    ? $"{table.Place(i)}: '{Clipped(unknown)}' is in class_names more than once, and so could be {string.Join(" or ", doubled.Select(name => $"'{name}'"))}; give each class a name of its own"
                    : $"{table.Place(i)}: '{Clipped(unknown)}' is no class{NearestName.Hint(unknown, task.ClassNames)}");
            }
        }
    }
}
