using Thelper.Nn;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>Sessions that go on from checkpoints in which one value is another one: a file is a stranger's.</summary>
[NoLeaks]
public class ForgedCheckpointTests
{
    private const string Session = "out/classif-digits";
    private const string Weight = "baseline.0.weight";

    [Fact]
    public void A_session_goes_on_beyond_two_to_the_31_iterations()
    {
        using var work = Trained();
        const long before = (1L << 31) + 5;
        Forge(content => content["iter"] = before);
        var (code, _, error) = Workspace.Run("--silent", "resume", Session, "trainer.epochs=2", "trainer.use_tbx=true");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        using var scope = torch.NewDisposeScope();
        Checkpointed.Load(work[Session]).Iteration.ShouldBe(before + Steps(work));
    }

    [Theory]
    [InlineData("model", "the weights hold NaN or infinite numbers in 'baseline.0.weight'", 3)]
    [InlineData("optimizer", "the optimizer's state holds NaN or infinite numbers in 'optimizer.state.0.exp_avg'", 0)]
    public void Numbers_that_are_none_are_said(string where, string said, int exitCode)
    {
        using var work = Trained();
        Forge(content =>
        {
            var values = where == "model" ? (PyDict)content["model"]! : (PyDict)((PyDict)((PyDict)content["optimizer"]!)["state"]!)[0L]!;
            var name = where == "model" ? Weight : "exp_avg";
            values[name] = torch.full_like((torch.Tensor)values[name]!, where == "model" ? double.NaN : double.PositiveInfinity);
        });
        var (code, _, error) = Workspace.Run("resume", Session);
        error.ShouldContain(said);
        code.ShouldBe(exitCode);
    }

    [Fact]
    public void A_learning_rate_that_is_no_number_is_said()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run(["new", "classif.json", "out", "trainer.epochs=1", "trainer.optimization.optimizer.params.lr=.inf", .. Workspace.Quick]);
        error.ShouldContain("trainer.optimization.optimizer.params.lr: must be a finite number, got inf");
        code.ShouldBe(2);
    }

    [Fact]
    public void What_cannot_be_is_one_message()
    {
        using var work = Trained();
        var path = CheckpointName.Find(Session, latest: true);
        var good = File.ReadAllBytes(path);
        foreach (var (what, said) in new[]
        {
            ("sparse", "is sparse"), ("complex", "is complex"), ("infinite rate", "'lr' is infinite"), ("rate that is no number", "'lr' is not a number"),
            ("empty generator", "generator_state"), ("odd generator", "generator_state"), ("sparse generator", "generator_state"), ("generator of numbers", "generator_state"),
            ("complex weight", Weight), ("sparse weight", Weight), ("text weight", Weight), ("step of NaN", "'step'"),
            ("negative iterations", "'iter'"), ("iterations as text", "'iter'"),
        })
        {
            File.WriteAllBytes(path, good);
            Forge(content => Change(content, what));
            var (code, _, error) = Workspace.Run("--silent", "resume", path, "trainer.epochs=2");
            error.Trim().Split('\n').ShouldHaveSingleItem(what).ShouldContain(said, customMessage: what);
            code.ShouldBe(2, what);
        }
    }

    [Fact]
    public void A_state_without_groups_is_refused_also_where_the_optimizer_was_changed()
    {
        using var work = Trained();
        Forge(content => ((PyDict)content["optimizer"]!).Remove("param_groups"));
        var (code, _, error) = Workspace.Run("--silent", "resume", Session, "trainer.epochs=2", "trainer.optimization.optimizer.params.lr=0.5");
        error.ShouldContain("has no 'state' and 'param_groups'");
        code.ShouldBe(2);
    }

    private static void Change(PyDict content, string what)
    {
        var model = (PyDict)content["model"]!;
        var optimizer = (PyDict)content["optimizer"]!;
        var first = (PyDict)((PyDict)optimizer["state"]!)[0L]!;
        var group = (PyDict)((List<object?>)optimizer["param_groups"]!)[0]!;
        var own = (PyDict)content["thelper_dotnet"]!;
        var average = (torch.Tensor)first["exp_avg"]!;
        var weight = (torch.Tensor)model[Weight]!;
        var state = (torch.Tensor)own["generator_state"]!;
        switch (what)
        {
            case "sparse": first["exp_avg"] = average.to_sparse(); break;
            case "complex": first["exp_avg"] = average.to(torch.complex64); break;
            case "infinite rate": group["lr"] = double.PositiveInfinity; break;
            case "rate that is no number": group["lr"] = double.NaN; break;
            case "empty generator": own["generator_state"] = torch.empty([0], torch.uint8); break;
            case "odd generator": own["generator_state"] = torch.cat([state, torch.zeros([3], torch.uint8)]); break;
            case "sparse generator": own["generator_state"] = state.to_sparse(); break;
            case "generator of numbers": own["generator_state"] = state.to(torch.float32); break;
            case "complex weight": model[Weight] = weight.to(torch.complex64); break;
            case "sparse weight": model[Weight] = weight.to_sparse(); break;
            case "text weight": model[Weight] = "weights"; break;
            case "step of NaN": first["step"] = double.NaN; break;
            case "negative iterations": content["iter"] = -1L; break;
            case "iterations as text": content["iter"] = "many"; break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "no such change");
        }
    }

    private static Workspace Trained()
    {
        var work = new Workspace();
        var (code, _, error) = Workspace.Run(["--silent", "new", "classif.json", "out", "trainer.epochs=1", .. Workspace.Quick]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        File.Delete(work[$"{Session}/checkpoints/ckpt.best.pth"]);
        return work;
    }

    private static void Forge(Action<PyDict> change)
    {
        using var scope = torch.NewDisposeScope();
        var path = CheckpointName.Find(Session, latest: true);
        var content = (PyDict)Checkpoints.Load(path)!;
        change(content);
        Checkpoints.Save(content, path);
    }

    // Of one epoch: a tenth of the sample data in batches of 32.
    private static long Steps(Workspace work)
    {
        Workspace.Run(["--silent", "new", "classif.json", "one", "trainer.epochs=1", .. Workspace.Quick]).Code.ShouldBe(0);
        return Checkpointed.Load(work["one/classif-digits"]).Iteration;
    }
}
