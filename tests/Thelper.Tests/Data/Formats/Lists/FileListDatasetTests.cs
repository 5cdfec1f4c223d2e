using Thelper.Data.Formats.Lists;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
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
    [InlineData("path,label\n1.png,\"a\nb", "l.csv:2: a quote is not closed")]
    [InlineData("path,label\n1.png,\n", "l.csv:2: the column 'label' is empty")]
    [InlineData("path,path\n", "l.csv:1: a column's name is given twice")]
    [InlineData("", "l.csv: expected a first line with the names of the columns")]
    [InlineData("path,label\n", "l.csv: it lists no image")]
    [InlineData("path,lable\n1.png,a\n", "l.csv: there is no column 'label' (did you mean 'lable'?)")]
    [InlineData("path,label\n1.png,a\n1.png,q\n", "l.csv:3: 'q' is no class (expected one of: a, b)")]
    public void Damaged_lists_are_named(string text, string message)
    {
        using var folder = Folder("l.csv", text);
        Error(() => new FileListDataset(folder["l.csv"], labelColumn: "label", classNames: new[] { "a", "b" })).ShouldBe($"{folder.Path}/{message}");
    }

    [Fact]
    public void Targets_must_be_numbers()
    {
        using var folder = Folder("l.csv", "path,x\n1.png,much\n");
        Error(() => new FileListDataset(folder["l.csv"], targetColumns: "x")).ShouldBe($"{folder["l.csv"]}:2: 'much' in the column 'x' is no number");
        Error(() => new FileListDataset(folder["l.csv"], labelColumn: "x", targetColumns: "x")).ShouldStartWith("give either label_column");
    }

    private static TempFolder Folder(string name, string text)
    {
        var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder[name], text);
        return folder;
    }
}
