using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;

namespace Thelper.Tests.Transforms.Geometry;

/// <summary>What a session is told before it trains, on drawn shapes.</summary>
[NoLeaks]
public class RefusalTests
{
    [Fact]
    public void Every_stage_that_leaves_the_truth_behind_is_told_once_with_its_line()
    {
        var message = Should.Throw<UserErrorException>(() => Open("detect", "\"image\"")).Message.Split('\n');
        message.Length.ShouldBe(2);
        message[0].ShouldStartWith("t.json:6: ");
        message[0].ShouldContain("torchvision.transforms.Resize moves the pixels of 'image', and the boxes under 'bboxes' would stay where they are");
        message[1].ShouldStartWith("t.json:7: ");
        message[1].ShouldContain("torchvision.transforms.RandomHorizontalFlip");
    }

    [Theory]
    [InlineData("detect", """["image", "bboxes"]""")]
    [InlineData("segm", """["image", "label_map"]""")]
    [InlineData("classif", "\"image\"")]
    public void Samples_reach_the_loader_with_what_belongs_to_them(string task, string keys)
    {
        var (train, _, _) = Open(task, keys);
        foreach (var batch in train!)
        {
            using (batch)
            {
                ((Torch.torch.Tensor)batch["image"]!).shape.ShouldBe([2, 3, 24, 40]);
                if (task == "segm")
                {
                    ((Torch.torch.Tensor)batch["label_map"]!).shape.ShouldBe([2, 24, 40]);
                }
                else if (task == "detect")
                {
                    ((IReadOnlyList<object?>)batch["bboxes"]!).SelectMany(list => ((IReadOnlyList<object?>)list!).Cast<BoundingBox>()).ShouldAllBe(box => box.Right <= 40 && box.Bottom <= 24);
                }
            }
        }
    }

    private static (DataLoader? Train, DataLoader? Valid, DataLoader? Test) Open(string task, string keys)
    {
        var loaders = Loaders.Create(ConfigLoader.Parse($$"""
            {
              "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "{{task}}", "count": 6, "image_size": 48} } },
              "loaders": {
                "batch_size": 2, "train_split": {"shapes": 0.7}, "valid_split": {"shapes": 0.3},
                "base_transforms": [
                  {"operation": "torchvision.transforms.Resize", "params": {"size": [24, 40]}, "target_key": {{keys}}},
                  {"operation": "torchvision.transforms.RandomHorizontalFlip", "target_key": {{keys}}},
                  {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
              }
            }
            """, "t.json"), new());
        return (loaders.Train, loaders.Valid, loaders.Test);
    }
}
