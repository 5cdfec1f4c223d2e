using Thelper.Imaging.Plots;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Train;

namespace Thelper.Tests.Train;

/// <summary>The table of all losses and metrics of a session.</summary>
[NoLeaks]
public sealed class MetricsTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("table").FullName;

    public void Dispose()
    {
        PlotRenderer.Flush(Endless.Limit);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_row_for_each_pass()
    {
        using var steps = new Steps();
        var trainer = TrainerOf(steps);
        var table = new MetricsTable(folder);
        Pass(table, trainer, 0, 0.5, 1.25);
        Pass(table, trainer, 1, double.NaN, null);
        Table().ShouldBe(["set,epoch,loss,learning_rate,score,metrics:loss", "train,0,0.5,0.1,1.25,2.0", "train,1,nan,0.1,,2.0"]);
    }

    [Fact]
    public void A_session_that_goes_on_runs_its_unfinished_epoch_again()
    {
        using var steps = new Steps();
        var trainer = TrainerOf(steps);
        var table = new MetricsTable(folder);
        Pass(table, trainer, 0, 0.5, 1);
        Pass(table, trainer, 1, 0.4, 1);

        // Killed while it wrote a row.
        File.AppendAllText(Path.Combine(folder, MetricsTable.FileName), "valid,1,0.3");
        Pass(new MetricsTable(folder), trainer, 1, 0.2, 3);
        Table()[1..].ShouldBe(["train,0,0.5,0.1,1.0,2.0", "train,1,0.2,0.1,3.0,2.0"]);
    }

    [Fact]
    public void Rows_of_later_epochs_stay_until_the_first_one_that_is_run_again_is_through()
    {
        using var steps = new Steps();
        var trainer = TrainerOf(steps);
        var table = new MetricsTable(folder);
        for (var epoch = 0; epoch < 4; epoch++)
        {
            Pass(table, trainer, epoch, 0.5, 1);
        }

        table = new MetricsTable(folder);
        Pass(table, trainer, 1, 0.25, 1);
        Table()[1..].ShouldBe(["train,0,0.5,0.1,1.0,2.0", "train,2,0.5,0.1,1.0,2.0", "train,3,0.5,0.1,1.0,2.0", "train,1,0.25,0.1,1.0,2.0"]);
        table.EpochEnded(trainer, 1, isBest: false);
        Table()[1..].ShouldBe(["train,0,0.5,0.1,1.0,2.0", "train,1,0.25,0.1,1.0,2.0"]);
        Pass(table, trainer, 2, 0.125, 1);
        Table()[1..].ShouldBe(["train,0,0.5,0.1,1.0,2.0", "train,1,0.25,0.1,1.0,2.0", "train,2,0.125,0.1,1.0,2.0"]);
    }

    [Fact]
    public void A_table_that_somebody_edited_may_have_a_column_twice()
    {
        using var steps = new Steps();
        File.WriteAllText(Path.Combine(folder, MetricsTable.FileName), "set,epoch,loss,learning_rate,score,score\ntrain,0,0.5,0.1,1.0,2.0\n");
        Pass(new MetricsTable(folder), TrainerOf(steps), 1, 0.25, 3);
        Table().ShouldBe(["set,epoch,loss,learning_rate,score,metrics:loss", "train,0,0.5,0.1,2.0,", "train,1,0.25,0.1,3.0,2.0"]);
    }

    [Fact]
    public void Lines_may_end_as_other_programs_end_them()
    {
        using var steps = new Steps();
        File.WriteAllText(Path.Combine(folder, MetricsTable.FileName), "set,epoch,loss,learning_rate,score\r\ntrain,0,0.5,0.1,1.0\r\n");
        Pass(new MetricsTable(folder), TrainerOf(steps), 1, 0.25, 3);
        Table().ShouldBe(["set,epoch,loss,learning_rate,score,metrics:loss", "train,0,0.5,0.1,1.0,", "train,1,0.25,0.1,3.0,2.0"]);
    }

    [Fact]
    public void A_table_that_another_program_saved_with_semicolons_is_kept_beside_the_new_one()
    {
        const string Saved = "set;epoch;loss;learning_rate\r\ntrain;0;0,5;0,1\r\n";
        using var steps = new Steps();
        var log = new ListLog();
        foreach (var epoch in new[] { 1, 2 })
        {
            File.WriteAllText(Path.Combine(folder, MetricsTable.FileName), Saved);
            Pass(new MetricsTable(folder), TrainerOf(steps, log), epoch, 0.25, 3);
        }

        Table().ShouldBe(["set,epoch,loss,learning_rate,score,metrics:loss", "train,2,0.25,0.1,3.0,2.0"]);
        File.ReadAllText(Path.Combine(folder, "metrics.1.csv")).ShouldBe(Saved);
        File.ReadAllText(Path.Combine(folder, "metrics.2.csv")).ShouldBe(Saved);
        log.Lines.Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal)).Select(line => line.Contains("it is kept as '", StringComparison.Ordinal)).ShouldBe([true, true]);
    }

    [Fact]
    public void A_repeated_evaluation_takes_the_place_of_the_one_before_and_columns_can_be_added()
    {
        using var steps = new Steps();
        var trainer = TrainerOf(steps);
        Pass(new MetricsTable(folder), trainer, 3, 0.5, 1);
        Pass(new MetricsTable(folder), trainer, 3, 0.25, 2, isFinal: true, more: "ne,w");
        Pass(new MetricsTable(folder), trainer, 3, 0.125, 2, isFinal: true);
        Table().ShouldBe(["set,epoch,loss,learning_rate,score,metrics:loss,\"ne,w\"", "train,3,0.125,0.1,2.0,2.0,"]);
    }

    [Fact]
    public void The_chart_is_drawn_at_the_end()
    {
        using var steps = new Steps();
        var trainer = TrainerOf(steps);
        var table = new MetricsTable(folder);
        Pass(table, trainer, 0, 0.5, 1);
        table.Interrupted(trainer, 0);
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        File.Exists(Path.Combine(folder, MetricsTable.ChartName)).ShouldBeTrue();
    }

    private static MeanTrainer TrainerOf(Steps steps, ListLog? log = null) =>
        new(steps.Context(new Thelper.Tasks.Regression("x", "y"), new OneHead(new Thelper.Tasks.Regression("x", "y"), 1, 1), null, optimize: false, log: log));

    private string[] Table() => File.ReadAllText(Path.Combine(folder, MetricsTable.FileName)).TrimEnd('\n').Split('\n');

    private static void Pass(MetricsTable table, Trainer trainer, int epoch, double loss, double? score, bool isFinal = false, string? more = null)
    {
        var metrics = new Dictionary<string, double?> { ["score"] = score, ["loss"] = 2.0 };
        if (more is not null)
        {
            metrics[more] = 7;
        }

        table.PassEnded(trainer, new PassSummary(trainer.Context.Train!, epoch, isFinal, loss, 0.1, metrics));
    }
}
