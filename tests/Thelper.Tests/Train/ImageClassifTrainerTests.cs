using Thelper.Nn;
using Thelper.Testing;
using Thelper.Tests.Nn;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

[NoLeaks]
public sealed class ImageClassifTrainerTests : IDisposable
{
    private readonly Steps steps = new();

    public void Dispose() => steps.Dispose();

    [Fact]
    public void A_network_with_the_last_layer_of_another_task_is_told_how_its_weights_can_be_used()
    {
        using var all = steps;
        var model = new ExternalModule(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), NnTasks.Classes(3), "my.Net", new Dictionary<string, object?>());
        var trainer = new ImageClassifTrainer(steps.Context(NnTasks.Classes(3), model, nn.CrossEntropyLoss()));
        Should.Throw<UserErrorException>(() => trainer.EvalStep(Steps.Batch(("image", ones(8, 1, 2, 2)), ("label", zeros([8], ScalarType.Int64))))).Message.ShouldBe(
            "model.type: the model 'my.Net' answers with the shape (8, 2); the task's 3 classes need (batch, 3). It has the last layer of another task: "
            + "in place of 'ckptdata' name the model's 'type', and the checkpoint as \"weights\", with \"weights_strict\": false.");
    }
}
