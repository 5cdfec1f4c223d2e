using Thelper.Data.Loading;
using Thelper.Imaging.Plots;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Tests.Data;
using Thelper.Tests.Logging;
using Thelper.Tests.Sessions;
using Thelper.Testing;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

[NoLeaks]
public class PassOutputsTests
{
    [Fact]
    public void Files_go_by_the_consumers_names_or_their_own_and_pictures_come_first()
    {
        var outputs = Outputs(
            null,
            ("report", new Fixed(new TextFile("a"), new TextFile("b", "csv") { Name = "table" })),
            ("chart", new Fixed(new BinaryFile([1, 2], "pkl"), new PictureFile(Picture()))));
        outputs.Files.Select(file => $"{file.Key}.{file.Value.Extension}").ShouldBe(["chart.png", "report.txt", "table.csv", "chart.pkl"]);
        outputs.Pictures.ShouldHaveSingleItem().Key.ShouldBe("chart");
        outputs.Scalars.ShouldBeEmpty();
    }

    [Fact]
    public void A_metrics_value_is_a_number_and_a_file_unless_it_reports_by_itself()
    {
        var values = new Dictionary<string, double?> { ["plain"] = 12.34567, ["reports"] = 2, ["draws"] = 3, ["more"] = 4, ["none"] = null };
        var outputs = Outputs(
            values,
            ("plain", new Fixed()),
            ("reports", new Fixed(new TextFile("a table"))),
            ("draws", new Fixed(new PictureFile(Picture()))),
            ("more", new Fixed(new TextFile("b") { Name = "other" }, new EventScalar(5) { Name = "more/5" }, new EventText("c"))),
            ("none", new Fixed()));
        outputs.Scalars.ShouldBe([new("plain", 12.34567), new("reports", 2), new("draws", 3), new("more", 4), new("more/5", 5)]);
        outputs.Texts.ShouldBe([new("more", "c")]);
        outputs.Files.Select(file => $"{file.Key}.{file.Value.Extension} {(file.Value as TextFile)?.Text}")
            .ShouldBe(["draws.png ", "plain.txt 12.3457", "reports.txt a table", "draws.txt 3.0000", "more.txt 4.0000", "other.txt b"]);
    }

    [Fact]
    public void Files_carry_the_epoch_but_not_after_a_final_evaluation()
    {
        using var folder = new TemporaryFolder();
        var log = new ListLog();
        var consumers = new KeyValuePair<string, IConsumer>[] { new("report", new Fixed(new TextFile("é", "csv"), new BinaryFile([1, 2, 3], "pkl") { Name = "raw" })) };
        var set = new SetRun("valid", new DataLoader(new MemoryDataset(1)), consumers, Path.Combine(folder.Path, "out"));
        var writer = new OutputWriter(log);
        writer.PassEnded(null!, new PassSummary(set, Epoch: 12, IsFinal: false, null, null, new Dictionary<string, double?>()));
        writer.PassEnded(null!, new PassSummary(set, Epoch: 12, IsFinal: true, null, null, new Dictionary<string, double?>()));
        Directory.GetFiles(set.OutputPath).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["raw-0012.pkl", "raw.pkl", "report-0012.csv", "report.csv"]);
        File.ReadAllBytes(Path.Combine(set.OutputPath, "report.csv")).ShouldBe([0xC3, 0xA9]);
        File.ReadAllBytes(Path.Combine(set.OutputPath, "raw-0012.pkl")).ShouldBe([1, 2, 3]);
        log.Lines[0].ShouldBe($"Debug: writing report/text to {Path.Combine(set.OutputPath, "report-0012.csv")}");
    }

    private static PlotImage Picture()
    {
        using var pixels = zeros([2, 2, 3], ScalarType.Byte);
        return PlotImage.Of(pixels);
    }

    private static PassOutputs Outputs(Dictionary<string, double?>? values, params (string Name, IConsumer Consumer)[] consumers) =>
        new([.. consumers.Select(consumer => KeyValuePair.Create(consumer.Name, consumer.Consumer))], values ?? []);

    private sealed class Fixed(params ConsumerOutput[] outputs) : IConsumer
    {
        public void Update(IterationData iteration)
        {
        }

        public IEnumerable<ConsumerOutput> Outputs() => outputs;
    }
}
