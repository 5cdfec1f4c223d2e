using System.Threading.Tasks;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Sessions;
using Thelper.Torch;

namespace Thelper.Tests.Sessions;

/// <summary>Samples that are looked at are those that a session gets.</summary>
public sealed class SessionViewTests
{
    private const string Data =
        """
        {"name": "a",
         "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "segm", "count": 12, "image_size": 32, "classes": 3}}},
         "loaders": {"batch_size": 1, "train_split": {"shapes": 0.75}, "valid_split": {"shapes": 0.25}, "test_seed": 1, "valid_seed": 2, "torch_seed": 3, "numpy_seed": 4, "random_seed": 5,
           "train_mix": [{"operation": "thelper.data.Mosaic"}],
           "train_augments": {"append": false, "transforms": [{"operation": "torchvision.transforms.RandomHorizontalFlip"}, {"operation": "torchvision.transforms.RandomCrop", "params": {"size": 24}}]},
           "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]}}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sample_is_bit_for_bit_what_the_loader_makes_of_it_in_each_epoch(bool mixes)
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("a.json", mixes ? Data : Data.Replace("\"train_mix\": [{\"operation\": \"thelper.data.Mosaic\"}],", "", StringComparison.Ordinal));
        using var view = Session.View(config, SessionEnvironment.Quiet());
        view.Sets.Select(set => (set.Name, set.Count)).ShouldBe([("train", 9), ("valid", 3)]);
        using var scope = torch.NewDisposeScope();
        var loaders = Loaders.Create(ConfigLoader.ParseFile(config), new TypeRegistry());
        var set = view.Sets[0];
        var byIndex = Enumerable.Range(0, set.Count).ToDictionary(position => (long)set.HomeOf(position).Index);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var seen = 0;
            foreach (var batch in loaders.Train!)
            {
                using (batch)
                {
                    var position = byIndex[((torch.Tensor)batch["idx"]!).reshape(-1)[0].ToInt64()];
                    using var sample = set.Load(position, epoch);
                    foreach (var key in new[] { "image", "label_map" })
                    {
                        aten.equal(((torch.Tensor)sample[key]!).unsqueeze(0), (torch.Tensor)batch[key]!).ShouldBeTrue($"{key} of sample {position} in epoch {epoch}");
                    }

                    seen++;
                }
            }

            seen.ShouldBe(9);
        }
    }

    [Fact]
    public void Without_loaders_data_sets_are_shown_as_they_are()
    {
        using var folder = new TemporaryFolder();
        using var view = Session.View(folder.Write("a.json", Data), SessionEnvironment.Quiet(), ["viz.ignore_loaders=true"]);
        var set = view.Sets.ShouldHaveSingleItem();
        (set.Name, set.Count, set.IsLoader).ShouldBe(("shapes", 12, false));
        using var raw = set.LoadRaw(3);
        using var used = set.Load(3, 7);
        aten.equal((torch.Tensor)raw["image"]!, (torch.Tensor)used["image"]!).ShouldBeTrue();
        set.DrawsOf(3, 0).ShouldBeNull();
        Should.Throw<UserErrorException>(() => Session.View(folder.Write("b.json", Data), SessionEnvironment.Quiet(), ["viz.ignore_loaders=true"], "x")).Message.ShouldStartWith("--ckpt-path: a model gets its samples from loaders");
    }

    [Fact]
    public async Task Files_are_listed_before_libraries_may_be_loaded_and_data_opened_after_it()
    {
        using var folder = new TemporaryFolder();
        using var coming = Session.BeginView(folder.Write("a.json", Data), SessionEnvironment.Quiet());
        await coming.Checked;
        await coming.Listed;
        coming.View.IsCompleted.ShouldBeFalse();
        coming.Proceed();
        (await coming.View).Sets.Select(set => set.Count).ShouldBe([9, 3]);
    }

    [Fact]
    public async Task What_is_wrong_is_told_as_soon_as_it_is_known()
    {
        using var folder = new TemporaryFolder();
        using (var coming = Session.BeginView(folder.Write("a.json", Data.Replace("batch_size", "batchsize", StringComparison.Ordinal)), SessionEnvironment.Quiet()))
        {
            (await Should.ThrowAsync<UserErrorException>(coming.Checked)).Message.ShouldContain("batchsize");
            (await Should.ThrowAsync<UserErrorException>(coming.View)).Message.ShouldContain("batchsize");
        }

        const string Gone = """{"name": "gone", "datasets": {"a": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "/nowhere/at/all"}}}}""";
        using (var coming = Session.BeginView(folder.Write("gone.json", Gone), SessionEnvironment.Quiet()))
        {
            await coming.Checked;
            (await Should.ThrowAsync<UserErrorException>(coming.Listed)).Message.ShouldContain("'/nowhere/at/all' does not exist");
            (await Should.ThrowAsync<UserErrorException>(coming.View)).Message.ShouldContain("'/nowhere/at/all' does not exist");
        }
    }

    [Fact]
    public async Task Who_gives_up_before_libraries_are_loaded_opens_nothing()
    {
        using var folder = new TemporaryFolder();
        var coming = Session.BeginView(folder.Write("a.json", Data), SessionEnvironment.Quiet());
        await coming.Listed;
        coming.Dispose();
        coming.View.IsCompleted.ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(coming.View);
    }
}
