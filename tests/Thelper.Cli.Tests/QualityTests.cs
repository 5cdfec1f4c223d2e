using System.Diagnostics;
using System.Globalization;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Imaging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;

namespace Thelper.Cli.Tests;

/// <summary>
/// The configurations of the embedded shapes reach a quality. By default with a part of the data and weaker bounds; <c>make quality</c>, which sets
/// <c>THELPER_QUALITY=1</c>, runs them as they are and prints what they reach and how long it takes.
/// </summary>
[NoLeaks]
public class QualityTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("THELPER_QUALITY") == "1";

    private static string Folder => Repository.File("configs");

    [Fact]
    public void Segmentation_finds_the_shapes()
    {
        using var work = Prepared();
        Train(work, "shapes-segm", "datasets.shapes.params.count=600", "trainer.epochs=3");
        Result(work, "shapes-segm", "iou", least: Full ? 0.9 : 0.33);
    }

    [Fact]
    public void Detection_finds_the_shapes()
    {
        using var work = Prepared();
        Train(work, "shapes-detect", "datasets.shapes.params.count=300", "trainer.epochs=3");
        Result(work, "shapes-detect", "ap50", least: Full ? 0.8 : 0.3);
    }

    [Fact]
    public void Super_resolution_beats_bicubic_interpolation()
    {
        using var work = Prepared();
        string[] quick = ["datasets.shapes.params.count=400", "trainer.epochs=3"];
        Train(work, "shapes-sr", quick);
        var bicubic = BicubicPsnr(quick);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"shapes-sr: bicubic {bicubic:F2} dB"));
        Result(work, "shapes-sr", "psnr", least: bicubic + (Full ? 1 : -1));
    }

    [Fact]
    public void Regression_finds_place_and_size()
    {
        using var work = Prepared();
        Train(work, "shapes-regr", "datasets.shapes.params.count=2000", "trainer.epochs=3");
        Result(work, "shapes-regr", "mae", most: Full ? 0.045 : 0.085);
    }

    [Fact]
    public void Auto_encoding_names_and_paints_the_shapes()
    {
        Assert.SkipUnless(Full, "make quality runs it: a part of the training says nothing");
        using var work = Prepared();
        Train(work, "shapes-ae");
        Result(work, "shapes-ae", "accuracy", least: 75);
        var (error, variance) = Reconstruction(work);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"shapes-ae: mean squared error {error:F4}; a flat picture of each image's mean colour has {variance:F4}"));
        error.ShouldBeLessThan(variance * 0.75);
    }

    private static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        return work;
    }

    private static void Train(Workspace work, string name, params string[] quick)
    {
        var watch = Stopwatch.StartNew();
        var (code, _, error) = Workspace.Run(["--silent", "new", Path.Combine(Folder, name + ".json"), "sessions", .. Full ? [] : quick]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"{name}: {watch.Elapsed.TotalSeconds:F0} s"));
    }

    private static void Result(Workspace work, string name, string metric, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        var file = work.Files("sessions").Single(path => path.StartsWith($"{name}/output/{name}/test", StringComparison.Ordinal) && path.EndsWith($"/{metric}.txt", StringComparison.Ordinal));
        var value = double.Parse(File.ReadAllText(work["sessions/" + file]), CultureInfo.InvariantCulture);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"{name}: {metric} {value} on the test set"));
        value.ShouldBeInRange(least, most, name);
    }

    // As the metric does: batch by batch, then the mean.
    private static double BicubicPsnr(string[] quick)
    {
        using var scope = torch.NewDisposeScope();
        var config = ConfigLoader.Load(Path.Combine(Folder, "shapes-sr.json"), [.. Full ? [] : quick, "datasets.shapes.params.rescale_lowres=false"]);
        var values = new List<double>();
        foreach (var batch in Loaders.Create(config, new()).Test!)
        {
            using (batch)
            {
                var (low, high) = ((torch.Tensor)batch["lowres_image"]!, (torch.Tensor)batch["highres_image"]!);
                var error = 0.0;
                for (var i = 0; i < low.shape[0]; i++)
                {
                    var enlarged = ImageOps.Resize(low[i].permute(1, 2, 0).contiguous(), high.shape[3], high.shape[2], Interpolation.Cubic).clamp(0, 1);
                    error += (enlarged - high[i].permute(1, 2, 0)).pow(2).mean().ToDouble() / low.shape[0];
                }

                values.Add(10 * Math.Log10(1 / error));
            }
        }

        return values.Average();
    }

    private static (double Error, double Variance) Reconstruction(Workspace work)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var content = Checkpoints.Load(work["sessions/shapes-ae/checkpoints/ckpt.best.pth"]);
        using var model = ModelFactory.Create(null, null, new(), (PyDict)content!);
        Checkpoints.Release(content);
        model.eval();
        var (error, variance, count) = (0.0, 0.0, 0L);
        foreach (var batch in Loaders.Create(ConfigLoader.Load(Path.Combine(Folder, "shapes-ae.json")), new()).Test!)
        {
            using (batch)
            {
                var image = (torch.Tensor)batch["image"]!;
                var painted = ((INamedOutputs)model).Outputs(image)[AutoEncoderResNet.Reconstruction];
                error += (painted - image).pow(2).sum().ToDouble();
                variance += (image - image.mean([2L, 3L], keepdim: true)).pow(2).sum().ToDouble();
                count += image.numel();
            }
        }

        return (error / count, variance / count);
    }
}
