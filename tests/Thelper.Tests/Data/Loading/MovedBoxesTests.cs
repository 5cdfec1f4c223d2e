using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Transforms;

namespace Thelper.Tests.Data.Loading;

public class MovedBoxesTests
{
    private static readonly Detection Boxes = new(new[] { "background", "a" }, "image", "boxes", background: 0);

    [Fact]
    public void Operations_that_leave_the_boxes_behind_are_refused()
    {
        var resize = new TransformWrapper(new Resize(new List<object?> { 32L, 32L }), targetKeys: ["image"]);
        Refusal(resize).ShouldStartWith("thelper.transforms.operations.Resize: it moves what is in 'image', and the boxes under 'boxes' would stay where they are: remove it");
        Refusal(new TransformWrapper(new Resize(new List<object?> { 32L, 32L }), targetKeys: ["image", "boxes"]))
            .ShouldStartWith("thelper.transforms.operations.Resize: it works on images and cannot move the boxes under 'boxes': remove it");
        var flip = new TransformWrapper(new Vision.Transforms.RandomHorizontalFlip(), targetKeys: ["image"]);
        Refusal(new Compose([new NoTransform(), flip])).ShouldStartWith("torchvision.transforms.RandomHorizontalFlip: ");
        Refusal(new CustomStepCompose(new Dictionary<int, ITransform> { [3] = flip })).ShouldStartWith("torchvision.transforms.RandomHorizontalFlip: ");
    }

    [Fact]
    public void Operations_on_colours_on_other_fields_and_before_an_own_one_pass()
    {
        MovedBoxes.Refuse(Boxes, null);
        MovedBoxes.Refuse(Boxes, new TransformWrapper(new Vision.Transforms.ToTensor(), targetKeys: ["image"]));
        MovedBoxes.Refuse(Boxes, new TransformWrapper(new Vision.Transforms.RandomHorizontalFlip(), targetKeys: ["thumbnail"]));
        MovedBoxes.Refuse(Boxes, new Compose([new TransformWrapper(new Vision.Transforms.RandomHorizontalFlip(), targetKeys: ["image"]), new Mover()]));
    }

    private static string Refusal(ITransform transforms) => Should.Throw<UserErrorException>(() => MovedBoxes.Refuse(Boxes, transforms)).Message;

    private sealed class Mover : ITransform
    {
        public object? Apply(object? value, TransformRandom random) => value;

        public object? Invert(object? value) => value;
    }
}
