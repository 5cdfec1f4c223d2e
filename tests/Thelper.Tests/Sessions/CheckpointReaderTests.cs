using Thelper.Config;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Train;
using Thelper.Torch.Serialization;

namespace Thelper.Tests.Sessions;

[NoLeaks]
public class CheckpointReaderTests
{
    // The first sessions of this program split torchvision's folders class by class; those of the original, and of this program since, do not.
    [Theory]
    [InlineData("torchvision.datasets.ImageFolder", "old", true)]
    [InlineData("torchvision.datasets.folder.DatasetFolder", "old", true)]
    [InlineData("thelper.data.ImageFolderDataset", "old", null)]
    [InlineData("torchvision.datasets.ImageFolder", "new", null)]
    [InlineData("torchvision.datasets.ImageFolder", "original", null)]
    public void An_old_session_keeps_its_split(string type, string writer, bool? balanced)
    {
        var content = new PyDict
        {
            ["version"] = "0.6.2",
            ["epoch"] = 0L,
            ["config"] = new PyDict
            {
                ["datasets"] = new PyDict { ["d"] = new PyDict { ["type"] = type } },
                ["loaders"] = new PyDict { ["train_split"] = new PyDict { ["d"] = 1.0 } },
            },
        };
        if (writer != "original")
        {
            content["thelper_dotnet"] = writer == "new" ? new PyDict { ["split_rule"] = 2L } : new PyDict();
        }

        var loaders = CheckpointReader.Read("x.pth", content, Questions.Bypassed).Config.Get("loaders")!;
        loaders.Get("balance_image_folders")?.Value.ShouldBe(balanced);
        loaders.Has("balance_image_folders").ShouldBe(balanced is not null);
    }

    [Fact]
    public void Keys_that_no_session_writes_are_named_with_their_file()
    {
        var old = new PyDict { ["version"] = "0.1.5", ["config"] = new PyDict(), [7L] = "seven" };
        Should.Throw<CheckpointException>(() => CheckpointReader.Read("x.pth", old, Questions.Bypassed)).Message
            .ShouldBe("x.pth: not a checkpoint of a session: its key 7 is no text.");
        var doubled = new PyDict { ["version"] = "0.6.2", ["config"] = new PyDict { ["datasets"] = new PyDict { [1L] = "one", ["1"] = "another" } } };
        Should.Throw<CheckpointException>(() => CheckpointReader.Read("x.pth", doubled, Questions.Bypassed)).Message
            .ShouldBe("x.pth: its 'config.datasets' has two keys that read '1'; the file was not written by a session.");
    }

    [Fact]
    public void A_task_may_be_a_dictionary()
    {
        var content = new PyDict
        {
            ["version"] = "0.6.2",
            ["config"] = new PyDict(),
            ["task"] = new PyDict
            {
                ["type"] = "thelper.tasks.Classification",
                ["params"] = new PyDict { ["class_names"] = new PyDict { [0L] = "cat", [1L] = "dog" }, ["input_key"] = "image", ["label_key"] = "label" },
            },
        };
        var checkpoint = CheckpointReader.Read("x.pth", content, Questions.Bypassed);
        ((Thelper.Tasks.Classification)CheckpointReader.TaskOf("x.pth", checkpoint, new())).ClassNames.ShouldBe(["cat", "dog"]);
        content.Remove("task");
        Should.Throw<CheckpointException>(() => CheckpointReader.TaskOf("x.pth", checkpoint, new())).Message.ShouldBe("x.pth: it has no task, so nothing tells what its model predicts.");
    }

    [Fact]
    public void Weights_of_another_model_are_a_users_mistake()
    {
        var task = Nn.NnTasks.Classes(2);
        using var model = new OneHead(task, 3, 2);
        using var other = new OneHead(task, 1, 2);
        var state = new PyDict();
        foreach (var (name, tensor) in other.state_dict())
        {
            state[name] = tensor;
        }

        var checkpoint = new Checkpoint { Name = "x", Config = ConfigLoader.Parse("{}", "c.json"), Model = state };
        Should.Throw<UserErrorException>(() => checkpoint.LoadInto(model)).Message.ShouldBe(
            "These weights do not fit OneHead: 'conv.weight' is [2, 1, 1, 1] in the file and [2, 3, 1, 1] in the model.");
        checkpoint.LoadInto(other);
    }
}
