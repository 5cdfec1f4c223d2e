using System.Text.RegularExpressions;
using Thelper.Testing;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>A name that does not exist, in the configuration or on the command line, is refused by every verb in the same words.</summary>
[NoLeaks]
public class MistypedNamesTests
{
    private static readonly string[] Verbs = ["new", "cl_new", "resume", "check", "stats", "split"];

    [Theory]
    [InlineData("bypas_queries=true", "command line: bypas_queries: unknown section (did you mean 'bypass_queries'?)")]
    [InlineData("trainr.epochs=7", "command line: trainr: unknown section (did you mean 'trainer'?)")]
    [InlineData("trainer.epoch=7", "command line: trainer.epoch: unknown key (did you mean 'epochs'?)")]
    [InlineData("trainer.optimization.optimzer.type=torch.optim.SGD", "command line: trainer.optimization.optimzer: unknown key (did you mean 'optimizer'?)")]
    [InlineData("model.parms.input_shape=[1,32,32]", "command line: model.parms: unknown key (did you mean 'params'?)")]
    [InlineData("loaders.batchsize=3", "command line: loaders.batchsize: unknown key (did you mean 'batch_size'?)")]
    [InlineData("datasets.digits.parms.root=x", "command line: datasets.digits.parms: unknown key (did you mean 'params'?)")]
    [InlineData("split.archive=x.hdf5", "command line: split.archive: unknown key (expected one of: compression, archive_name)")]
    [InlineData("cudnn.benchmarks=true", "command line: cudnn.benchmarks: unknown key (did you mean 'benchmark'?)")]
    [InlineData("overwrite=maybe", "command line: overwrite: expected true or false, got the text \"maybe\"")]
    public void On_the_command_line(string change, string message)
    {
        using var work = Prepared();
        foreach (var verb in Verbs)
        {
            Refuse(verb, "classif.json", message, change);
        }

        work.Files("out").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"bypas_queries\": true,", "c.json:2: bypas_queries: unknown section (did you mean 'bypass_queries'?)")]
    [InlineData("\"trainers\": {},", "c.json:2: trainers: unknown section (did you mean 'trainer'?)")]
    [InlineData("\"split\": {\"archive\": \"x.hdf5\"},", "c.json:2: split.archive: unknown key (expected one of: compression, archive_name)")]
    public void In_the_file(string line, string message)
    {
        using var work = Prepared();
        File.WriteAllText(work["c.json"], new Regex("{").Replace(File.ReadAllText(work["classif.json"]), $"{{\n{line}", 1));
        foreach (var verb in Verbs)
        {
            Refuse(verb, "c.json", message);
        }

        work.Files("out").ShouldBeEmpty();
    }

    [Fact]
    public void All_at_once_and_before_any_question()
    {
        using var work = Prepared();
        foreach (var verb in Verbs)
        {
            Refuse(
                verb,
                "classif.json",
                "command line: trainr: unknown section (did you mean 'trainer'?)\ncommand line: loaders.workrs: unknown key (did you mean 'workers'?)",
                "trainr.epochs=7",
                "loaders.workrs=3");
        }

        // No folder was named, which would be asked for.
        var (code, _, error) = Workspace.Run("--silent", "new", "classif.json", "trainr.epochs=7");
        error.ShouldBe("command line: trainr: unknown section (did you mean 'trainer'?)" + Environment.NewLine);
        code.ShouldBe(2);
    }

    [Fact]
    public void Parameters_and_losses_of_trainers_with_everything_else_and_before_data_are_opened()
    {
        using var work = Prepared();
        foreach (var verb in new[] { "new", "check", "resume" })
        {
            Refuse(
                verb,
                "classif.json",
                """
                command line: trainer.optimization.optimizer.type: unknown type 'torch.optim.Adm' (did you mean 'torch.optim.Adam'?)
                command line: trainer.params.scale_pred: unknown parameter: no trainer takes it (did you mean 'scale_preds'?)
                command line: trainer.params.output_pred: expected a text, got 3
                """,
                "trainer.optimization.optimizer.type=torch.optim.Adm",
                "trainer.params.scale_pred=true",
                "trainer.params.output_pred=3",
                "datasets.digits.params.root=nowhere");
            Refuse(
                verb,
                "classif.json",
                """
                command line: trainer.params.classif_loss.type: unknown type 'torch.nn.CrossEntropyLos' (did you mean 'torch.nn.CrossEntropyLoss'?)
                command line: trainer.params.reconstr_scal: unknown parameter of 'thelper.train.ae.AutoEncoderTrainer' (did you mean 'reconstr_scale'?)
                """,
                "trainer.type=thelper.train.AutoEncoderTrainer",
                "trainer.params={reconstr_display_count: 0, reconstr_display_mean: 0, reconstr_display_stddev: 1, reconstr_scale: 1, reconstr_edges: false}",
                "trainer.params.classif_loss.type=torch.nn.CrossEntropyLos",
                "trainer.params.reconstr_scal=2",
                "datasets.digits.params.root=nowhere");
        }

        work.Files("out").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("_note=mine")]
    [InlineData("x-anchors.a=1")]
    [InlineData("split.archive_name=x.hdf5")]
    [InlineData("viz.block=false")]
    [InlineData("annotator.type=thelper.gui.ImageSegmentAnnotator")]
    [InlineData("export.save_raw=true")]
    [InlineData("gdal.proj_search_path=x")]
    public void What_is_the_users_own_or_another_verbs_is_allowed(string change)
    {
        using var work = Prepared();
        foreach (var verb in new[] { "check", "stats" })
        {
            var (code, _, error) = Workspace.Run(Arguments(verb, "classif.json", change));
            error.ShouldBeEmpty();
            code.ShouldBe(0);
        }
    }

    [Fact]
    public void A_section_that_a_verb_does_not_need_may_name_what_this_machine_lacks()
    {
        using var work = Prepared();
        Workspace.Run("--silent", "stats", "classif.json", "trainer.device=cuda:99", "trainer.type=a.b.C", "model.type=a.b.D").Code.ShouldBe(0);
    }

    [Fact]
    public void A_session_that_has_a_section_of_its_own_goes_on_with_a_warning()
    {
        using var work = Prepared();
        var path = work["session/checkpoints/ckpt.best.pth"];
        var content = (PyDict)Checkpoints.Load(path)!;
        ((PyDict)content["config"]!)["my_notes"] = "x";
        Checkpoints.Save(content, path);
        Checkpoints.Release(content);

        var (code, _, error) = Workspace.Run("resume", "session", "--eval-only");
        error.ShouldContain("WARNING : checkpoint session/checkpoints/ckpt.best.pth: my_notes: unknown section (");
        code.ShouldBe(0);
        (code, _, error) = Workspace.Run("--silent", "resume", "session", "--eval-only", "my_notes=y");
        error.ShouldStartWith("command line: my_notes: unknown section (");
        code.ShouldBe(2);
    }

    private static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateDirectory(work["session/checkpoints"]);
        Directory.CreateDirectory(work["session/logs"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["session/checkpoints/ckpt.best.pth"]);
        return work;
    }

    private static string[] Arguments(string verb, string config, params string[] changes) => verb switch
    {
        "resume" => ["--silent", verb, "session", "-c", config, .. changes],
        "check" or "stats" => ["--silent", verb, config, .. changes],
        _ => ["--silent", verb, config, "out", .. changes],
    };

    private static void Refuse(string verb, string config, string message, params string[] changes)
    {
        var (code, output, error) = Workspace.Run(Arguments(verb, config, changes));
        error.ShouldBe(message + Environment.NewLine, verb);
        output.ShouldBeEmpty(verb);
        code.ShouldBe(2, verb);
    }
}
