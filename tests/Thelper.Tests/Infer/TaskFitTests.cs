using Thelper.Infer;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Torch.torch;
using Module = Thelper.Nn.Module;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Infer;

/// <summary>Answers that a task asks for, and others, which inference refuses by the same words.</summary>
[NoLeaks]
public class TaskFitTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Theory]
    [InlineData("classes", "2 4")]
    [InlineData("classes", "2 4 1 1")]
    [InlineData("pixels", "2 4 8 8")]
    [InlineData("pixels", "2 4 3 5")]
    [InlineData("numbers", "2 7")]
    [InlineData("numbers", "2")]
    [InlineData("image", "2 3 16 16")]
    [InlineData("boxes", "3 4,3,3")]
    [InlineData("boxes", "0 4,0,0")]
    [InlineData("boxes", "3 4,3,3,3 1 8 8")]
    public void What_inference_takes_fits(string task, string shapes) => Require(task, shapes);

    [Theory]
    [InlineData("classes", "2 3", "(2, 3); the task's 4 classes need (batch, 4)")]
    [InlineData("classes", "2 5", "the task has 4 classes, and the model answers with the shape (2, 5)")]
    [InlineData("classes", "4 2", "real numbers for each of them are needed")]
    [InlineData("classes", "2 4 8 8", "the model scores places of a picture")]
    [InlineData("pixels", "2 4", "(2, 4); the task's 4 classes need (batch, 4, height, width)")]
    [InlineData("pixels", "2 5 8 8", "(2, 5, 8, 8); the task's 4 classes need (batch, 4, height, width)")]
    [InlineData("numbers", "1 7", "real numbers for each of them are needed")]
    [InlineData("boxes", "2 4", "a detector answers with boxes (N, 4), labels (N) and scores (N)")]
    [InlineData("boxes", "3 4,3,2", "a detector answers with boxes (N, 4), labels (N) and scores (N)")]
    public void What_it_refuses_does_not(string task, string shapes, string message) =>
        Should.Throw<UserErrorException>(() => Require(task, shapes)).Message.ShouldContain(message);

    private static void Require(string name, string shapes)
    {
        using var scope = NewDisposeScope();
        Task task = name switch
        {
            "classes" => new Classification(Names, "image", "label"),
            "pixels" => new Segmentation(Names, "image", "map"),
            "boxes" => new Detection(Names, "image", "boxes"),
            "image" => new SuperResolution("image", "target"),
            _ => new Regression("image", "target"),
        };
        using var model = new Untold(task);
        TaskFit.Require(model, rand(2, 3, 8, 8), [.. shapes.Split(',').Select(shape => zeros([.. shape.Split(' ').Select(long.Parse)]))]);
    }

    private sealed class Untold(Task task) : Module(task)
    {
        public override Tensor forward(Tensor input) => throw new InvalidOperationException("it has answered already");
    }
}
