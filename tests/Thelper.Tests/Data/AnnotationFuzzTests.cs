using System.Diagnostics;
using Thelper.Data;
using Thelper.Testing;
using Thelper.Transforms;

namespace Thelper.Tests.Data;

/// <summary>Cut-off and bit-flipped files are read, or refused with an error that names them; nothing else may happen.</summary>
[NoLeaks]
public class AnnotationFuzzTests
{
    private const int Seed = 20260801;
    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    [Fact]
    public void Annotations_of_VOC()
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        Fuzz(folder["VOCdevkit/VOC2012/Annotations/2007_000014.xml"], () => new PASCALVOC(folder.Path, "detect", "train", preload: false));
    }

    [Fact]
    public void Annotations_of_COCO()
    {
        using var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder["a.json"], """
            {"images": [{"id": 7, "file_name": "1.png"}], "categories": [{"id": 4, "name": "cat"}],
             "annotations": [
              {"image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 1], "iscrowd": 1, "segmentation": {"size": [2, 3], "counts": [3, 3]}},
              {"image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 1], "iscrowd": 1, "segmentation": {"size": [2, 3], "counts": "33"}},
              {"image_id": 7, "category_id": 4, "bbox": [0.5, 0, 1.25, 2], "iscrowd": 0, "segmentation": [[0, 0, 2, 0, 2, 1, 0, 1]]}]}
            """);
        new COCODataset(folder.Path, folder["a.json"], "segm").Count.ShouldBe(1);
        Fuzz(folder["a.json"], () => new COCODataset(folder.Path, folder["a.json"], "segm"), also: folder.Path);
    }

    [Fact]
    public void Lists_of_files()
    {
        using var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder["l.csv"], "path,label,x\n1.png,dog,0.25\n1.png,\"a \"\"big\"\", cat\",1e-3\n1.png,déjà,7\n");
        Fuzz(folder["l.csv"], () => new FileListDataset(folder["l.csv"], targetColumns: "x"), also: folder.Path);
    }

    // Reads the dataset after each damage, and its first sample.
    private static void Fuzz(string path, Func<Dataset> open, string? also = null)
    {
        open().GetItem(0, NoChance).Dispose();
        var good = File.ReadAllBytes(path);
        var random = new System.Random(Seed);
        var clock = Stopwatch.StartNew();
        var (refused, read) = (0, 0);
        while (clock.Elapsed < Time && refused + read < 2000)
        {
            var bad = good[..(random.Next(4) == 0 ? random.Next(good.Length) : good.Length)].ToArray();
            for (var flips = random.Next(1, 6); flips > 0 && bad.Length > 0; flips--)
            {
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(path, bad);
            try
            {
                open().GetItem(0, NoChance).Dispose();
                read++;
            }
            catch (UserErrorException error)
            {
                (error.Message.Contains(path, StringComparison.Ordinal) || (also is not null && error.Message.Contains(also, StringComparison.Ordinal))).ShouldBeTrue(error.Message);
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(20);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
