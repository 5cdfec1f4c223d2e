using System.Globalization;
using System.Text;
using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Coco;
using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Formats.Lists;
using Thelper.Data.Formats.Voc;
using Thelper.Data.Formats.Yolo;
using Thelper.Imaging.Transforms;
using Thelper.Testing;

namespace Thelper.Tests.Data.Formats;

/// <summary>Files made to take memory, time or other files: refused by name, soon and cheaply.</summary>
[NoLeaks]
public sealed class HostileFileTests : IDisposable
{
    private const long Growth = 384L << 20;
    private readonly TempFolder folder = new();

    public static TheoryData<string, string> Xml => new()
    {
        { "entity bomb", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\">" + string.Concat(Enumerable.Range(1, 12).Select(i => $"<!ENTITY {(char)('a' + i)} \"{string.Concat(Enumerable.Repeat($"&{(char)('a' + i - 1)};", 10))}\">")) + "]><annotation>&m;</annotation>" },
        { "another file", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation><segmented>&x;</segmented></annotation>" },
        { "another file's type", "<?xml version=\"1.0\"?><!DOCTYPE annotation SYSTEM \"http://127.0.0.1:9/x.dtd\"><annotation/>" },
        { "half a million elements deep", new string(' ', 10) + string.Concat(Enumerable.Repeat("<a>", 500_000)) },
        { "three million characters", "<annotation>" + new string('x', 3_000_000) + "</annotation>" },
        { "a hundred thousand attributes", "<annotation " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}=\"\" ")) + "a7=\"\"/>" },
        { "another element", "<" + new string('b', 5000) + "/>" },
        { "an endless number", "<annotation><object><name>cat</name><bndbox><xmin>1e999</xmin></bndbox></object></annotation>" },
        { "a long flag", "<annotation><object><name>cat</name><difficult>" + new string('1', 100_000) + "</difficult></object></annotation>" },
        { "a long class", "<annotation><object><name>" + new string('c', 100_000) + "</name></object></annotation>" },
    };

    public static TheoryData<string, string> Json => new()
    {
        { "deep nesting", new string('[', 2_000_000) },
        { "deep nesting within", "{\"images\": " + new string('[', 2_000_000) },
        { "huge size of run lengths", Coco("{\"size\": [1000000000, 1000000000], \"counts\": [1, 2]}") },
        { "negative size of run lengths", Coco("{\"size\": [-2, -3], \"counts\": [6]}") },
        { "broken size of run lengths", Coco("{\"size\": [2.5, 3], \"counts\": [6]}") },
        { "run lengths that overflow", Coco("{\"size\": [2, 3], \"counts\": [2147483647, 2147483647, 2147483647, 2147483647, 4]}") },
        { "run lengths that lie", Coco("{\"size\": [2, 3], \"counts\": [3, 4]}") },
        { "negative run lengths", Coco("{\"size\": [2, 3], \"counts\": [7, -1]}") },
        { "run lengths of another image", Coco("{\"size\": [3, 2], \"counts\": [3, 3]}") },
        { "compressed run lengths without end", Coco("{\"size\": [2, 3], \"counts\": \"" + new string('o', 1_000_000) + "\"}") },
        { "a million compressed zeros and no pixel", Coco("{\"size\": [2, 3], \"counts\": \"" + new string('0', 1_000_000) + "\"}") },
        { "numbers beyond numbers", Coco("[[0, 0, 1e400, 0, 2, 1]]") },
        { "half an outline point", Coco("[[0, 0, 1, 1, 2, 0, 3]]") },
        { "a path out of the folder", Coco("[]").Replace("1.png", "../../../../etc/passwd", StringComparison.Ordinal) },
        { "a path of its own", Coco("[]").Replace("1.png", "/etc/passwd", StringComparison.Ordinal) },
        { "a million images of one id", "{\"categories\": [{\"id\": 1, \"name\": \"a\"}], \"annotations\": [], \"images\": [" + string.Join(',', Enumerable.Repeat("{\"id\": 1, \"file_name\": \"1.png\"}", 1_000_000)) + "]}" },
        { "a number instead of a map", "1" },
        { "an id beyond integers", Coco("[]").Replace("\"id\": 7", "\"id\": 123456789012345678901234567890", StringComparison.Ordinal) },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Xml))]
    public void VOC(string what, string text)
    {
        ParserGolden.CopyVoc(folder.Path);
        what.ShouldNotBeEmpty();
        FileFuzz.Refuses(folder["VOCdevkit/VOC2012/Annotations/2007_000014.xml"], Encoding.UTF8.GetBytes(text), () => ReadAll(new PASCALVOC(folder.Path, "detect", "train", preload: false)), Growth);
    }

    [Theory]
    [MemberData(nameof(Json))]
    public void COCO(string what, string text)
    {
        folder.Image("1.png");
        what.ShouldNotBeEmpty();
        var path = folder["a.json"];
        File.WriteAllText(path, text);
        var before = ResidentMemory.ResetPeak();
        var error = Should.Throw<UserErrorException>(() => new COCODataset(folder.Path, path, "segm").GetItem(0, TransformRandom.For(0, 0, 0)).Dispose());
        error.Message.ShouldContain(folder.Path);
        error.Message.Length.ShouldBeLessThan(1000);
        (ResidentMemory.Peak - before).ShouldBeLessThan(Growth);
    }

    [Theory]
    [InlineData("images", "0,", "images[0]: expected a map")]
    [InlineData("annotations", "{},", "'annotations' has more than 5000000 entries; the environment variable THELPER_MAX_ROWS raises this limit")]
    public void Lists_of_millions_of_nothings_in_COCO(string list, string entry, string message)
    {
        var text = "{\"" + list + "\": [" + string.Concat(Enumerable.Repeat(entry, 6_000_000)) + "0]}";
        FileFuzz.Refuses(folder["a.json"], Encoding.UTF8.GetBytes(text), () => _ = new COCODataset(folder.Path, folder["a.json"]), 768L << 20).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("l.json", "[", "{},", "{}]")]
    [InlineData("l.csv", "path\n", "1\n", "")]
    [InlineData("order.txt", "", "1.png\n", "")]
    public void Lists_of_more_rows_than_the_limit(string name, string head, string row, string tail)
    {
        folder.Image("data/a/1.png");
        var text = head + string.Concat(Enumerable.Repeat(row, 5_000_001)) + tail;
        FileFuzz.Refuses(
            folder[name],
            Encoding.UTF8.GetBytes(text),
            () => _ = name == "order.txt" ? new ImageFolderDataset(folder["data"], order: folder[name]) : (object)new FileListDataset(folder[name]),
            768L << 20).Message.ShouldContain("5000000");
    }

    [Theory]
    [InlineData("c.yml", "[", "1,", "1]")]
    [InlineData("c.json", "[", "1,", "1]")]
    [InlineData("c.json", "{\"a\":[", "{},", "{}]}")]
    public void Configurations_of_millions_of_values(string name, string head, string row, string tail)
    {
        var text = head + string.Concat(Enumerable.Repeat(row, 3_000_000)) + tail;
        FileFuzz.Refuses(folder[name], Encoding.UTF8.GetBytes(text), () => ConfigLoader.ParseFile(folder[name]), 768L << 20)
            .Message.ShouldContain("the file holds more than 1000000 values");
    }

    [Fact]
    public void Configurations_of_many_bytes_or_of_endless_keys()
    {
        var key = new string('k', 1_000_000);
        FileFuzz.Refuses(folder["c.json"], Encoding.UTF8.GetBytes($"{{\"{key}\": [{string.Concat(Enumerable.Repeat("1,", 100_000))}1]}}"), () => ConfigLoader.ParseFile(folder["c.json"]), Growth)
            .Message.ShouldContain("has 1000000 characters; 1000 are allowed");
        FileFuzz.Refuses(folder["k.yml"], Encoding.UTF8.GetBytes($"? {key[..1001]}\n: 1\n"), () => ConfigLoader.ParseFile(folder["k.yml"]), Growth)
            .Message.ShouldContain("has 1001 characters; 1000 are allowed");
        FileFuzz.Refuses(folder["c.yml"], new byte[17 << 20], () => ConfigLoader.ParseFile(folder["c.yml"]), Growth)
            .Message.ShouldEndWith("the file has 17 MiB; one of more than 16 MiB is not read as a configuration (the environment variable THELPER_MAX_CONFIG_MIB raises this limit)");
    }

    [Theory]
    [InlineData("c.json", 100_000)]
    [InlineData("c.yml", 100_000)]
    [InlineData("copies.yml", 80_000)]
    public void Values_below_long_keys_count_as_several(string name, int number)
    {
        // As many as are allowed below short keys: with a path of a thousand characters each takes two kilobytes.
        var values = $"[{string.Concat(Enumerable.Repeat("1,", number))}1]";
        var key = new string('k', 1000);
        var text = name == "copies.yml" ? $"a: &a {values}\n{key}: *a\n" : $"{{\"{key}\": {values}}}";
        FileFuzz.Refuses(folder[name], Encoding.UTF8.GetBytes(text), () => ConfigLoader.ParseFile(folder[name]), 768L << 20)
            .Message.ShouldContain("values, those under long keys counted several times; the environment variable THELPER_MAX_CONFIG_VALUES raises this limit");
        File.WriteAllText(folder[name], text.Replace(key, "k", StringComparison.Ordinal));
        ConfigLoader.ParseFile(folder[name]).Entries[^1].Value.Items.Count.ShouldBe(number + 1);
    }

    [Fact]
    public void An_outline_that_crosses_every_row_a_hundred_thousand_times_takes_no_memory()
    {
        using (var image = Torch.torch.zeros([400, 400, 3], Torch.torch.uint8))
        {
            Imaging.ImageCodec.Save(folder["1.png"], image);
        }

        File.WriteAllText(folder["a.json"], Coco("[[" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => i % 2 == 0 ? "0,0" : "9000000,9000000")) + "]]"));
        var before = ResidentMemory.ResetPeak();
        new COCODataset(folder.Path, folder["a.json"], "segm").GetItem(0, TransformRandom.For(0, 0, 0)).Dispose();
        (ResidentMemory.Peak - before).ShouldBeLessThan(128L << 20);
    }

    [Fact]
    public void Lists_of_files()
    {
        folder.Image("1.png");
        Check("l.json", "[" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"{{\"k{i}\": 1}}")) + "]");
        Check("l.json", new string('[', 2_000_000));
        Check("l.json", "{\"path\": \"1.png\"}");
        Check("l.csv", string.Join(',', Enumerable.Range(0, 500_000).Select(i => i.ToString(CultureInfo.InvariantCulture))) + "\n1\n");
        Check("l.csv", "path,x\n\"" + new string('\n', 20_000_000));
        Check("l.csv", "path,path\n1.png,1\n");
        Check("l.csv", "path,x\n1.png\0,1\n");
        Check("l.csv", "path,x\n1.png," + new string('9', 1_000_000) + "e\n");
        Check("l.csv", "path,x\n1.png,1e39\n");
        Check("l.csv", "path,x\n1.png,nan\n");
        Check("l.csv", "");
        Check("l.csv", "\uFEFF\n\n\n");

        void Check(string name, string text) =>
            FileFuzz.Refuses(folder[name], Encoding.UTF8.GetBytes(text), () => new FileListDataset(folder[name], targetColumns: "x").GetItem(0, TransformRandom.For(0, 0, 0)).Dispose(), Growth);
    }

    [Fact]
    public void YOLO()
    {
        folder.Image("images/1.png");
        Directory.CreateDirectory(folder["labels"]);
        foreach (var text in new[]
        {
            "0 nan 0 0 0", "0 inf 0 0 0", "0 1e308 0 1e308 0", "-1 0 0 0 0", "0.5 0 0 0 0", "9 0 0 0 0", "0 .5 .5 -.1 .1", "0 .5 .5", "0 " + string.Concat(Enumerable.Repeat("1 ", 1_000_001)),
            "0 " + new string('1', 1_000_000), new string('x', 5_000_000), "0 .5 .5 .1 .1 .1 .1 .1",
        })
        {
            FileFuzz.Refuses(
                folder["labels/1.txt"], Encoding.UTF8.GetBytes(text),
                () => new YOLODataset(folder["images"], new List<object?> { "a" }).GetItem(0, TransformRandom.For(0, 0, 0)).Dispose(), Growth);
        }
    }

    [Fact]
    public void Files_of_many_gigabytes_are_refused_before_they_are_read()
    {
        ParserGolden.CopyVoc(folder.Path);
        folder.Image("images/1.png");
        Directory.CreateDirectory(folder["labels"]);
        Check("images/1.png", path => new ImageDataset(folder["images"]).GetItem(0, TransformRandom.For(0, 0, 0)).Dispose());
        folder.Image("images/1.png");
        Check("labels/1.txt", path => new YOLODataset(folder["images"], new List<object?> { "a" }).GetItem(0, TransformRandom.For(0, 0, 0)).Dispose());
        const string annotations = "the file is larger than 1024 MiB; the environment variable THELPER_MAX_ANNOTATION_MIB raises this limit";
        Check("a.json", path => _ = new COCODataset(folder["images"], path), annotations);
        Check("l.json", path => _ = new FileListDataset(path), annotations);
        Check("l.csv", path => _ = new FileListDataset(path), annotations);
        Check("c.json", path => ConfigLoader.Load(path));
        Check("a.hdf5", path => _ = new HDF5Dataset(path));
        Check("VOCdevkit/VOC2012/Annotations/2007_000014.xml", path => ReadAll(new PASCALVOC(folder.Path, "detect", "train", preload: false)));

        // All zeros, and no block of the disk.
        void Check(string name, Action<string> read, string message = "")
        {
            using (var file = File.Create(folder[name]))
            {
                file.SetLength(5L << 30);
            }

            var before = ResidentMemory.ResetPeak();
            var said = Should.Throw<UserErrorException>(() => read(folder[name])).Message;
            said.ShouldContain(folder[name]);
            said.ShouldContain(message);
            // A tenth of the file. What the images take, and the collector has not taken back yet, is some 200 MiB on one core.
            (ResidentMemory.Peak - before).ShouldBeLessThan(512L << 20, name);
            File.Delete(folder[name]);
        }
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_an_error()
    {
        ParserGolden.CopyVoc(folder.Path);
        folder.Image("images/2.png");
        foreach (var name in new[] { "images/1.png", "labels/2.txt", "a.json", "l.csv", "c.json", "a.hdf5" })
        {
            Directory.CreateDirectory(folder[name]);
        }

        Check("a.json", path => _ = new COCODataset(folder["images"], path));
        Check("l.csv", path => _ = new FileListDataset(path));
        Check("c.json", path => ConfigLoader.Load(path));
        Check("a.hdf5", path => _ = new HDF5Dataset(path));

        void Check(string name, Action<string> read) => Should.Throw<UserErrorException>(() => read(folder[name])).Message.ShouldContain(folder[name]);
    }

    private static void ReadAll(Dataset dataset)
    {
        for (var i = 0; i < dataset.Count; i++)
        {
            dataset.GetItem(i, TransformRandom.For(0, 0, i)).Dispose();
        }
    }

    private static string Coco(string segmentation) => $$"""
        {"images": [{"id": 7, "file_name": "1.png"}], "categories": [{"id": 4, "name": "cat"}],
         "annotations": [{"image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 1], "iscrowd": 1, "segmentation": {{segmentation}}}]}
        """;
}
