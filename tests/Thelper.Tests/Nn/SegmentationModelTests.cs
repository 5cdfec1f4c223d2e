using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class SegmentationModelTests
{
    [Fact]
    public void FCN32s_is_PyTorchs_and_takes_over_VGG16s_weights()
    {
        TaskModel.Check("fcn32s", () => new FCN32s(NnTasks.Pixels(3), initVgg16: false), 1, 3, 40, 33);
        using var scope = NewDisposeScope();
        using var model = new FCN32s(NnTasks.Pixels(3), initVgg16: false);
        var weights = new PyDict();
        var index = 0;
        foreach (var (width, input, last) in new[] { (64, 3, false), (64, 64, true), (128, 64, false), (128, 128, true), (256, 128, false), (256, 256, false), (256, 256, true), (512, 256, false), (512, 512, false), (512, 512, true), (512, 512, false), (512, 512, false), (512, 512, false) })
        {
            weights[$"features.{index}.weight"] = full([width, input, 3, 3], index);
            weights[$"features.{index}.bias"] = full([width], -index);
            index += last ? 3 : 2;
        }

        foreach (var (i, rows, columns) in new[] { (0, 4096, 512 * 49), (3, 4096, 4096), (6, 1000, 4096) })
        {
            weights[$"classifier.{i}.weight"] = arange(rows, dtype: ScalarType.Float32).unsqueeze(1).expand(rows, columns);
            weights[$"classifier.{i}.bias"] = arange(rows, dtype: ScalarType.Float32);
        }

        model.CopyVgg16(weights, "vgg");
        var state = model.state_dict();
        state["conv_block5.4.weight"].mean().ToDouble().ShouldBe(28, 1e-3);
        state["conv_block3.0.bias"].mean().ToDouble().ShouldBe(-10, 1e-5);
        state["classifier.6.weight"][2].mean().ToDouble().ShouldBe(2, 1e-5);
        state["classifier.0.weight"][4095].mean().ToDouble().ShouldBe(4095, 1e-1);

        model.SetTask(NnTasks.Pixels(4));
        model.call(zeros(1, 3, 8, 8)).shape.ShouldBe([1L, 4, 8, 8]);
        model.state_dict()["classifier.3.weight"][7].mean().ToDouble().ShouldBe(7, 1e-3);
        weights.Remove("features.5.bias");
        Should.Throw<UserErrorException>(() => model.CopyVgg16(weights, "vgg")).Message.ShouldBe("vgg: no weights of VGG-16 for 128 outputs under 'features.5.bias'");
    }

    [Fact]
    public void DeepLabV3_is_torchvisions() =>
        TaskModel.CheckOutputs("deeplabv3_resnet50", () => new DeepLabV3ResNet50(NnTasks.Pixels(5)), 2, 3, 32, 32);

    [Fact]
    public void FCN_is_torchvisions() => TaskModel.CheckOutputs("fcn_resnet50", () => new FCNResNet50(NnTasks.Pixels(21)), 2, 3, 32, 32);

    [Fact]
    public void A_second_head_is_drawn_before_the_first_and_follows_it() => TaskModel.CheckOutputs(
        "torchvision_fcn_resnet50_aux", () => torchvision.models.segmentation.fcn_resnet50(num_classes: 4, aux_loss: true), 2, 3, 32, 32);

    [Fact]
    public void The_lower_case_names_work_and_a_new_task_replaces_the_last_layer_alone()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFactory.Create(
            Config.ConfigText.Json("""{"type": "thelper.nn.segmentation.fcn_resnet50"}"""), new Thelper.Tasks.Segmentation(new[] { "a", "b" }, "x", "y"), new());
        model.TypeName.ShouldBe("thelper.nn.segmentation.fcn.FCNResNet50");
        var kept = model.state_dict()["model.classifier.0.weight"];
        model.SetTask(NnTasks.Pixels(6));
        model.state_dict()["model.classifier.0.weight"].ShouldBeSameAs(kept);
        model.state_dict()["model.classifier.4.weight"].shape.ShouldBe([6L, 512, 1, 1]);
        var mistake = Should.Throw<UserErrorException>(() => torchvision.models.segmentation.fcn_resnet50(weights: "IMAGENET1K_V1"));
        mistake.Message.ShouldContain("COCO_WITH_VOC_LABELS_V1");
    }

    [Fact]
    public void FCResNet_scores_every_place_with_the_classifiers_weights()
    {
        using var scope = NewDisposeScope();
        using var model = new FCResNet(NnTasks.Classes(4), new(), avgpoolSize: 2, layers: new[] { 1, 1, 1, 1 });
        model.eval();
        var state = model.state_dict();
        state.Keys.TakeLast(4).ShouldBe(["fc.weight", "fc.bias", "finallayer.weight", "finallayer.bias"]);
        aten.equal(state["finallayer.weight"].flatten(), state["fc.weight"].flatten()).ShouldBeTrue();
        var input = rand(2, 3, 64, 96);
        var output = model.call(input);
        output.shape.ShouldBe([2L, 4, 1, 2]);
        var expected = nn.functional.linear(nn.functional.avg_pool2d(model.GetEmbedding(input, pool: false), 2, stride: 1)[1, TensorIndex.Colon, 0, 1].unsqueeze(0), state["fc.weight"], state["fc.bias"]);
        (output[1, TensorIndex.Colon, 0, 1] - expected[0]).abs().max().ToDouble().ShouldBeLessThan(1e-5);
        model.SetTask(NnTasks.Pixels(3));
        model.call(input).shape.ShouldBe([2L, 3, 1, 2]);
        PythonRepr.Of(model.Config).ShouldContain("'layers': [1, 1, 1, 1]");
        model.Config["avgpool_size"].ShouldBe(2L);
    }
}
