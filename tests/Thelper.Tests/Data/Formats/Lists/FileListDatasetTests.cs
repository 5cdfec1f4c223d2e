using System.Text;
using Thelper.Data.Formats.Lists;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Formats.Lists;

[NoLeaks]
public class FileListDatasetTests
{
    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);
    private static readonly string[] Columns = ["x", "y"];

    [Fact]
    public void Labels_come_from_a_column()
    {
        using var folder = Folder("l.csv", "path,label\r\n1.png,dog\r\n\r\n\"1.png\",\"a \"\"big\"\", cat\"\r\n");
        var dataset = new FileListDataset(folder["l.csv"], labelColumn: "label");
        ((Classification)dataset.Task).ClassNames.ShouldBe(["a \"big\", cat", "dog"]);
        (dataset.HasLabels, dataset.LabelOf(0), dataset.LabelOf(1)).ShouldBe((true, "dog", "a \"big\", cat"));
        using var sample = dataset.GetItem(1, NoChance);
        sample.Keys.ShouldBe(["image", "idx", "path", "label"]);
        (sample["path"], sample["idx"]).ShouldBe((folder["1.png"], 1L));
    }

    [Fact]
    public void A_sample_may_have_several_labels()
    {
        using var folder = Folder("l.json", """[{"path": "1.png", "tags": "b| a"}, {"path": "1.png", "tags": ""}, {"path": "1.png"}]""");
        var dataset = new FileListDataset(folder["l.json"], labelColumn: "tags", labelSeparator: "|");
        ((Classification)dataset.Task).GetClassSizes([.. Enumerable.Range(0, 3).Select(dataset.LabelOf)]).ShouldBe(new Dictionary<string, int> { ["a"] = 1, ["b"] = 1 }, ignoreOrder: true);
        using var sample = dataset.GetItem(0, NoChance);
        sample["label"].ShouldBeOfType<torch.Tensor>().DataSpan<float>().ToArray().ShouldBe([1f, 1f]);
        using var none = dataset.GetItem(1, NoChance);
        none["label"].ShouldBeOfType<torch.Tensor>().DataSpan<float>().ToArray().ShouldBe([0f, 0f]);
    }

    [Theory]
    [InlineData("l.csv", "path;x;y\n1.png;1.5;-2\n")]
    [InlineData("l.json", """[{"path": "1.png", "x": 1.5, "y": "-2"}]""")]
    public void Numbers_are_targets(string name, string text)
    {
        using var folder = Folder(name, text);
        var dataset = new FileListDataset(folder[name], targetColumns: Columns, separator: ";");
        dataset.Task.ToString().ShouldBe("thelper.tasks.regr.Regression(input_key='image', target_key='target', meta_keys=['path', 'idx'], input_shape=None, target_shape=(2,), target_type='numpy.float32', target_min=None, target_max=None)");
        using var sample = dataset.GetItem(0, NoChance);
        var target = sample["target"].ShouldBeOfType<torch.Tensor>();
        target.dtype.ShouldBe(torch.float32);
        target.DataSpan<float>().ToArray().ShouldBe([1.5f, -2f]);
    }

    [Theory]
    [InlineData("path,label\n1.png\n", "l.csv:2: expected 2 columns, found 1")]
    [InlineData("path,label\n1.png,a,b\n", "l.csv:2: expected 2 columns, found 3 (a field with a separator in it must stand in quotes)")]
    [InlineData("1.png,a\n1.png,b\n", "l.csv:1: there is no column 'path': the first line must hold the names of the columns, this one begins with '1.png'")]
    [InlineData("# made today\npath,label\n", "l.csv:1: there is no column 'path': the first line must hold the names of the columns, this one begins with '# made today'")]
    [InlineData("path,label\nhttps://x.org/1.png,a\n", "l.csv:2: 'https://x.org/1.png' is an address on a network; images are read from files, so fetch them first")]
    [InlineData("path,label\n1.png,\"a\nb", "l.csv:2: a quote is not closed")]
    [InlineData("path,label\n1.png,\n", "l.csv:2: the column 'label' is empty")]
    [InlineData("path,path\n", "l.csv:1: a column's name is given twice: 'path'")]
    [InlineData("", "l.csv: expected a first line with the names of the columns")]
    [InlineData("path,label\n", "l.csv: it lists no image")]
    [InlineData("path,lable\n1.png,a\n", "l.csv: there is no column 'label' (did you mean 'lable'?)")]
    [InlineData("path,label\n1.png,a\n1.png,q\n", "l.csv:3: 'q' is no class (expected one of: a, b)")]
    public void Damaged_lists_are_named(string text, string message)
    {
        using var folder = Folder("l.csv", text);
        Error(() => new FileListDataset(folder["l.csv"], labelColumn: "label", classNames: new[] { "a", "b" })).ShouldBe($"{folder.Path}/{message}");
    }

    [Theory]
    [InlineData("path,label\n1.png,a\n1.png,b\n")]
    [InlineData("path;label\r\n1.png;a\r\n1.png;b")]
    [InlineData("id\tpath\tlabel\n1\t1.png\ta\n2\t1.png\tb\n")]
    [InlineData("label|path\na|1.png\nb|1.png\n")]
    [InlineData("path,label\r1.png,a\r1.png,b\r")]
    [InlineData("sep=;\r\npath;label\r\n1.png;a\r\n1.png;b\r\n")]
    [InlineData("path,label,\n1.png,a,,\n \n,,\n1.png,b,,\n,\n")]
    [InlineData("path,label\n1.png,a,\n1.png,b,\n")]
    [InlineData("\uFEFF\"path\", \"label\"\n\"1.png\",\"a\"\n\"1.png\",\"b\"\n")]
    public void Separators_and_line_ends_are_found(string text)
    {
        using var folder = Folder("l.csv", text);
        var dataset = new FileListDataset(folder["l.csv"], labelColumn: "label");
        Enumerable.Range(0, dataset.Count).Select(dataset.LabelOf).ShouldBe(["a", "b"]);
        dataset.Describe(1).ShouldBe(folder["1.png"]);
    }

    [Theory]
    [InlineData("utf-16", true, null)]
    [InlineData("utf-16", false, null)]
    [InlineData("utf-16BE", true, null)]
    [InlineData("utf-32", true, null)]
    [InlineData("iso-8859-1", false, "latin-1")]
    [InlineData("iso-8859-1", false, "cp1252")]
    public void Encodings_are_found_or_said(string name, bool mark, string? said)
    {
        var text = Encoding.GetEncoding(name);
        using var folder = Folder("l.csv", "");
        File.WriteAllBytes(folder["l.csv"], [.. mark ? text.GetPreamble() : [], .. text.GetBytes("path,label\n1.png,é\n")]);
        new FileListDataset(folder["l.csv"], labelColumn: "label", encoding: said).LabelOf(0).ShouldBe("é");
        if (said is not null)
        {
            Error(() => new FileListDataset(folder["l.csv"], labelColumn: "label")).ShouldBe(
                $"{folder["l.csv"]}: the text is not UTF-8, its bytes 0xE9 stand for nothing there; save it as UTF-8, or say what it is by encoding, such as \"windows-1252\" or \"latin-1\"");
            Error(() => new FileListDataset(folder["l.csv"], labelColumn: "label", encoding: "latin-x")).ShouldContain("'latin-x' is no known encoding");
        }
    }

    [Fact]
    public void Paths_from_Windows_find_their_files()
    {
        using var folder = Folder("l.csv", "path\ndeep\\2.png\n");
        folder.Image("deep/2.png");
        new FileListDataset(folder["l.csv"]).Describe(0).ShouldBe(folder["deep/2.png"]);
        folder.Image("deep\\2.png");
        new FileListDataset(folder["l.csv"]).Describe(0).ShouldBe(folder["deep\\2.png"]);
    }

    [Fact]
    public void What_looks_wrong_in_a_list_is_said()
    {
        using var folder = Folder("l.csv", "path,label\n1.png,Cat\n2.png,cat\n3.png,dog\n");
        var log = new ListLog();
        _ = new FileListDataset(folder["l.csv"], labelColumn: "label", log: log);
        log.Lines.Count.ShouldBe(2);
        log.Lines[0].ShouldBe($"Warning: {folder["l.csv"]}: 2 of 3 images do not exist, the first is '{folder["2.png"]}' ({folder["l.csv"]}:3)");
        log.Lines[1].ShouldContain("the classes 'Cat', 'cat' differ in capitals or blanks alone");
        File.WriteAllText(folder["l.csv"], "path\n1\n");
        _ = new FileListDataset(folder["l.csv"], log: log);
        log.Lines[2].ShouldEndWith($"the first is '{folder["1"]}' ({folder["l.csv"]}:2); there is '1.png': paths must have their ending");
        folder.Image("e\u0301.png");
        folder.Image("deep/2.png");
        File.WriteAllText(folder["l.csv"], "path\n\u00e9.png\n1.PNG\nd/2.png\n");
        _ = new FileListDataset(folder["l.csv"], log: log);
        log.Lines[3].ShouldContain("there is 'e\u0301.png', which differs in capitals, or in how accents are stored (NFC, or NFD as macOS does)");
        File.WriteAllText(folder["l.csv"], "path\n1.PNG\n");
        _ = new FileListDataset(folder["l.csv"], log: log);
        log.Lines[4].ShouldContain("; there is '1.png', which differs in capitals");
        File.WriteAllText(folder["l.csv"], "path\ndeep/2.png\n");
        _ = new FileListDataset(folder["l.csv"], root: folder["deep"], log: log);
        log.Lines[5].ShouldEndWith($"; there is '{folder["deep/2.png"]}': paths are relative to '{folder["deep"]}'");
        File.WriteAllText(folder["l.csv"], "path\n1.png\n1.png\ndeep/2.png\n1.png\n");
        _ = new FileListDataset(folder["l.csv"], log: log);
        log.Lines[6].ShouldBe($"Warning: {folder["l.csv"]}: 2 of 4 entries name an image that an earlier one names, the first is '{folder["1.png"]}' ({folder["l.csv"]}:3); a split can put one image into several sets");
        File.WriteAllText(folder["l.csv"], "path,label\n1.png,\u00e9\ndeep/2.png,e\u0301\n");
        _ = new FileListDataset(folder["l.csv"], labelColumn: "label", log: log);
        log.Lines[7].ShouldContain("alone, or in how accents are stored (NFC, NFD)");
        log.Lines.Count.ShouldBe(8);
    }

    [Fact]
    public void A_class_that_is_named_twice_is_explained()
    {
        using var folder = Folder("l.csv", "path,label\n1.png,a\n");
        Error(() => new FileListDataset(folder["l.csv"], labelColumn: "label", classNames: new[] { "a", "b", "a" })).ShouldBe(
            $"{folder["l.csv"]}:2: 'a' is in class_names more than once, and so could be 'a#0' or 'a#2'; give each class a name of its own");
    }

    [Fact]
    public void Targets_may_have_a_decimal_comma()
    {
        using var folder = Folder("l.csv", "path;x\n1.png;1,5\n");
        using var sample = new FileListDataset(folder["l.csv"], targetColumns: "x", decimalMark: ",").GetItem(0, NoChance);
        ((torch.Tensor)sample["target"]!).DataSpan<float>().ToArray().ShouldBe([1.5f]);
        Error(() => new FileListDataset(folder["l.csv"], targetColumns: "x")).ShouldEndWith(":2: '1,5' in the column 'x' is no number; if the comma is a decimal mark, set decimal_mark to ','");
        Error(() => new FileListDataset(folder["l.csv"], targetColumns: "x", decimalMark: "'")).ShouldStartWith("decimal_mark: expected");
    }

    [Fact]
    public void A_point_beside_decimal_commas_may_part_thousands_and_is_refused()
    {
        using var folder = Folder("l.csv", "path;x\n1.png;1,5\n1.png;1.234\n");
        Error(() => new FileListDataset(folder["l.csv"], targetColumns: "x", decimalMark: ",")).ShouldBe(
            $"{folder["l.csv"]}:3: '1.234' in the column 'x' is no number; decimal_mark is ',': write a comma for the point, or nothing where it parts thousands");

        // JSON's numbers say what they are.
        File.WriteAllText(folder["l.json"], """[{"path": "1.png", "x": 1.25, "y": "0,5"}]""");
        using var sample = new FileListDataset(folder["l.json"], targetColumns: Columns, decimalMark: ",").GetItem(0, NoChance);
        ((torch.Tensor)sample["target"]!).DataSpan<float>().ToArray().ShouldBe([1.25f, 0.5f]);
    }

    [Fact]
    public void Targets_must_be_numbers()
    {
        using var folder = Folder("l.csv", "path,x\n1.png,much\n");
        Error(() => new FileListDataset(folder["l.csv"], targetColumns: "x")).ShouldBe($"{folder["l.csv"]}:2: 'much' in the column 'x' is no number");
        Error(() => new FileListDataset(folder["l.csv"], labelColumn: "x", targetColumns: "x")).ShouldStartWith("give either label_column");
        foreach (var nothing in new[] { "nan", "-inf", "NA", "None" })
        {
            File.WriteAllText(folder["l.csv"], $"path,x\n1.png,{nothing}\n");
            Error(() => new FileListDataset(folder["l.csv"], targetColumns: "x")).ShouldBe($"{folder["l.csv"]}:2: '{nothing}' in the column 'x' is no number to learn; mend it, or leave the row out");
        }
    }

    [Fact]
    public void A_separator_that_is_not_found_is_asked_for()
    {
        using var folder = Folder("l.csv", "path:label\n1.png:a\n");
        Error(() => new FileListDataset(folder["l.csv"])).ShouldBe($"{folder["l.csv"]}: there is no column 'path' of its own in 'path:label'; name what separates the columns by separator");
        new FileListDataset(folder["l.csv"], separator: ":", labelColumn: "label").LabelOf(0).ShouldBe("a");
        File.WriteAllText(folder["l.csv"], "path;label;x\n1.png;a;3,5\n");
        Error(() => new FileListDataset(folder["l.csv"], separator: ",")).ShouldBe($"{folder["l.csv"]}: there is no column 'path' of its own in 'path;label;x'; name what separates the columns by separator");
        Error(() => new FileListDataset(folder["l.csv"], separator: "·")).ShouldBe("separator: expected one ASCII character, got '·'");
    }

    // Quotes that open in the middle are text; what stands behind a closed one belongs to the field; line ends in quotes count as lines.
    [Theory]
    [InlineData("path,label\n1.png,5\" disk\n", "5\" disk")]
    [InlineData("path,label\n1.png,\"x\"y\n", "xy")]
    [InlineData("path,label\n1.png,  \" x, \" \n", " x, ")]
    [InlineData("path,label\n1.png,\"x\"", "x")]
    public void Quotes_are_read_as_spreadsheets_read_them(string text, string label)
    {
        using var folder = Folder("l.csv", text);
        new FileListDataset(folder["l.csv"], labelColumn: "label").LabelOf(0).ShouldBe(label);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_are_counted_as_editors_count_them(string end)
    {
        using var folder = Folder("l.csv", string.Join(end, "sep=,", "", "path,note,x", "1.png,\"a", "b\",1", "1.png,,q", ""));
        Error(() => new FileListDataset(folder["l.csv"], targetColumns: "x")).ShouldStartWith($"{folder["l.csv"]}:6: 'q' in the column 'x'");
    }

    private static TempFolder Folder(string name, string text)
    {
        var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder[name], text);
        return folder;
    }
}
