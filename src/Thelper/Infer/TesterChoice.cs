using Thelper.Config;
using Thelper.Tasks;
using Thelper.Train;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>The tester of a task.</summary>
internal static class TesterChoice
{
    /// <summary>The type of the tester of a task; null where none fits.</summary>
    public static Type? Of(Task task) => task switch
    {
        // Detection before regression, which it derives from.
        Classification => typeof(ImageClassifTester),
        Detection => typeof(ObjDetectTester),
        Regression => typeof(RegressionTester),
        Segmentation => typeof(ImageSegmTester),
        _ => null,
    };

    /// <summary>The tester of a task, for single batches.</summary>
    /// <param name="context">Model and task; no data.</param>
    /// <exception cref="UserErrorException">No tester fits the task, or the model does not.</exception>
    public static Tester Create(TrainerContext context) => context.Task switch
    {
        Classification => new ImageClassifTester(context),
        Detection => new ObjDetectTester(context),
        Regression => new RegressionTester(context),
        Segmentation => new ImageSegmTester(context, scalePreds: true),
        var other => throw new UserErrorException($"no tester of this program fits the task {other}"),
    };
}
