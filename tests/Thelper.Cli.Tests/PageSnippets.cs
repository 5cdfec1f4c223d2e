using Thelper.Imaging.Plots;
using Thelper.Metrics.Outputs;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>Code that pages show and no test can run as it is: it is compiled.</summary>
internal static class PageSnippets
{
    /// <summary>Reproducibility: pins hold for the whole process, and come before the libraries are loaded.</summary>
    public static void Pin()
    {
        ProcessorPins.Set(); // first: before a tensor, an image or a session
        torch.set_num_threads(2);
        torch.use_deterministic_algorithms();
    }

    internal abstract class Metric
    {
        public abstract IEnumerable<ConsumerOutput> Outputs();
    }

    /// <summary>Metrics, and TensorBoard: what a metric of one's own hands over.</summary>
    internal sealed class Handing(PlotImage chart) : Metric
    {
        public override IEnumerable<ConsumerOutput> Outputs() => [new TextFile("class,share\n...", "csv"), new PictureFile(chart)];
    }
}
