using Thelper.Config;
using Thelper.Tasks;
using Thelper.Train.Construction;

namespace Thelper.Tests.Train.Construction;

public class TrainerChoiceTests
{
    [Fact]
    public void The_task_decides_where_no_type_is_named()
    {
        string Of(Thelper.Tasks.Task task) => (string)TrainerChoice.Deduce(task, Node("{}")).Value!;
        Of(Nn.NnTasks.Classes(2)).ShouldBe("thelper.train.classif.ImageClassifTrainer");
        Of(new Detection(new[] { "a" }, "x", "y")).ShouldBe("thelper.train.detect.ObjDetectTrainer");
        Of(new Regression("x", "y")).ShouldBe("thelper.train.regr.RegressionTrainer");
        Of(new SuperResolution("x", "y")).ShouldBe("thelper.train.regr.RegressionTrainer");
        Of(new Segmentation(new[] { "a" }, "x", "y")).ShouldBe("thelper.train.segm.ImageSegmTrainer");
        Should.Throw<UserErrorException>(() => Of(new Thelper.Tasks.Task("x"))).Message.ShouldContain("no trainer of this program fits the task thelper.tasks.utils.Task(");
    }

    [Fact]
    public void Parameters_may_stand_beside_the_other_keys()
    {
        var gathered = TrainerChoice.Gather(Node("""{"epochs": 3, "scale_preds": true, "output_pred": "aux", "unknown": 1}"""), new());
        gathered.Get("params")!.Entries.Select(entry => entry.Key).ShouldBe(["scale_preds", "output_pred"]);
        gathered.Entries.Select(entry => entry.Key).ShouldBe(["epochs", "unknown", "params"]);
        gathered.Get("params")!.Get("scale_preds")!.Line.ShouldBe(1);

        var both = TrainerChoice.Gather(Node("""{"type": "thelper.train.ae.AutoEncoderTrainer", "parameters": {"reconstr_scale": 2}, "reconstr_edges": true, "scale_preds": true}"""), new());
        both.Get("params")!.Entries.Select(entry => entry.Key).ShouldBe(["reconstr_scale", "reconstr_edges"]);
        both.Has("scale_preds").ShouldBeTrue();

        var untouched = Node("""{"epochs": 3, "type": "no.such.Trainer"}""");
        TrainerChoice.Gather(untouched, new()).ShouldBeSameAs(untouched);
    }

    private static Thelper.Config.ConfigNode Node(string json) => Optim.OptimFactoryTests.Node(json);
}
