using Thelper.Imaging.Plots;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;

namespace Thelper.Tests.Metrics;

/// <summary>Takes apart what consumers hand over that have at most one text and one picture.</summary>
internal static class ConsumerOutputs
{
    public static string? Report(this IConsumer consumer) => Only<TextFile>(consumer)?.Text;

    public static string? ReportExtension(this IConsumer consumer) => Only<TextFile>(consumer)?.Extension;

    public static PlotImage? Render(this IConsumer consumer) => Only<PictureFile>(consumer)?.Picture;

    private static T? Only<T>(IConsumer consumer)
        where T : ConsumerOutput
    {
        var output = consumer.Outputs().OfType<T>().SingleOrDefault();
        output?.Name.ShouldBeNull("files go by the consumer's name");
        return output;
    }
}
