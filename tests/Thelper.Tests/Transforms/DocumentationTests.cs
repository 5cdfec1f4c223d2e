using System.Reflection;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Docs;
using Thelper.Torch;
using Thelper.Transforms;
using Thelper.Vision.Albumentations;
using Thelper.Vision.Augmentor;
using Thelper.Vision.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>Every configuration that docs/transforms.md, docs/albumentations.md and docs/augmentor.md show is built and applied.</summary>
[NoLeaks]
public class DocumentationTests
{
    private static readonly DocsPage Page = new("docs/transforms.md");
    private static readonly DocsPage Albumentations = new("docs/albumentations.md");
    private static readonly DocsPage Augmentor = new("docs/augmentor.md");

    public static TheoryData<int> Configurations => [.. Enumerable.Range(0, Page.Blocks("json").Count)];

    public static TheoryData<string> Compositions => [.. new[] { Albumentations, Augmentor }.SelectMany(page => page.Blocks("json"))];

    [Fact]
    public void The_pages_show_configurations()
    {
        Configurations.Count.ShouldBe(6);
        Compositions.Count.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void A_configuration_that_the_page_shows_runs(int index)
    {
        using var outer = torch.NewDisposeScope();
        var node = ConfigLoader.Parse("{" + Page.Blocks("json")[index] + "}", "transforms.md").Entries.ShouldHaveSingleItem().Value;
        var errors = new ConfigErrors();
        var transform = node.Kind == ConfigKind.List ? TransformsFactory.Load(node, new(), errors) : TransformsFactory.LoadAugments(node, new(), errors).Transform;
        errors.Messages.ShouldBeEmpty();
        var image = torch.arange(48 * 64 * 3, torch.ScalarType.Int32).remainder(251).to(torch.ScalarType.Byte).reshape(48, 64, 3);
        var sample = new Sample { ["image"] = image, ["label_map"] = image.select(2, 0), ["label"] = "cat", ["idx"] = 3L };
        var changed = 0;
        for (var epoch = 0; epoch < 8; epoch++)
        {
            using var scope = torch.NewDisposeScope();
            var result = (Sample)transform!.Apply(sample, TransformRandom.For(1, epoch, 0))!;
            result.Keys.ShouldBe(sample.Keys);
            changed += ReferenceEquals(result["image"], image) ? 0 : 1;
        }

        changed.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Compositions))]
    public void A_composition_that_a_page_shows_runs(string block)
    {
        using var outer = torch.NewDisposeScope();
        var errors = new ConfigErrors();
        var transform = TransformsFactory.LoadAugments(ConfigLoader.Parse("{" + block + "}", "page.md").Entries.ShouldHaveSingleItem().Value, new(), errors).Transform!;
        errors.Messages.ShouldBeEmpty();
        var image = torch.arange(48 * 64 * 3, torch.ScalarType.Int32).remainder(251).to(torch.ScalarType.Byte).reshape(48, 64, 3);
        var sample = new Sample
        {
            ["image"] = image,
            ["label_map"] = image.select(2, 0),
            ["bboxes"] = new List<object?> { new BoundingBox(1L, [10, 10, 30, 20]) },
            ["keypoints"] = torch.tensor([12f, 14f, 90f], [1, 3]),
            ["names"] = new List<object?> { "cat" },
        };
        var changed = 0;
        for (var epoch = 0; epoch < 8; epoch++)
        {
            using var scope = torch.NewDisposeScope();
            var result = (Sample)transform.Apply(sample, TransformRandom.For(1, epoch, 0))!;
            // As the original, a list of boxes comes out even where none went in.
            result.Keys.Where(key => key != "bbox").ShouldBe(sample.Keys);
            changed += ReferenceEquals(result["image"], image) ? 0 : 1;
        }

        changed.ShouldBeGreaterThan(0);
    }

    // Section 3.2.3 and thelper.transforms.utils.load_augments of the documentation of thelper 0.6.2, comments as there.
    [Fact]
    public void The_examples_of_the_original_s_documentation_run_as_they_stand()
    {
        using var outer = torch.NewDisposeScope();
        var loaders = ConfigLoader.Parse(
            """
            {
            # note: this example is tied with the "datasets" example given earlier
            "loaders": {
                "base_transforms": [ # defines the operations to apply to all loaded samples
                    {
                        # first, normalize 8-bit images to the [-1, 1] range
                        "operation": "thelper.transforms.NormalizeMinMax",
                        "params": {
                            "min": [127, 127, 127],
                            "max": [255, 255, 255]
                        }
                    },
                    {
                        "operation": "thelper.transforms.Resize",
                        "params": {
                            "dsize": [224, 224]
                        }
                    },
                    {
                        "operation": "torchvision.transforms.ToTensor"
                    }
                ],
                "train_augments": {
                    # specifies whether to apply the augmentations before or after the base transforms
                    "append": false,
                    "transforms": [
                        {
                            # here, we use a single stage, which is actually an augmentor sub-pipeline
                            "operation": "Augmentor.Pipeline",
                            "params": {
                                # the augmentor pipeline defines two operations: rotations and flips
                                "rotate_random_90": {"probability": 0.75},
                                "flip_random": {"probability": 0.75}
                            }
                        }
                    ]
                }
            }
            }
            """,
            "original.json").Entries.ShouldHaveSingleItem().Value;
        var errors = new ConfigErrors();
        var stages = loaders.Entries.ToDictionary(entry => entry.Key, entry => entry.Value);
        var transforms = TransformsFactory.Load(stages["base_transforms"], new(), errors)!;
        var (augments, append) = TransformsFactory.LoadAugments(stages["train_augments"], new(), errors);
        errors.Messages.ShouldBeEmpty();
        append.ShouldBeFalse();
        var image = torch.arange(32 * 32 * 3, torch.ScalarType.Int32).remainder(251).to(torch.ScalarType.Byte).reshape(32, 32, 3);
        var seen = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            using var scope = torch.NewDisposeScope();
            var augmented = (Sample)augments!.Apply(new Sample { ["0"] = image, ["1"] = 3L, ["idx"] = (long)i }, TransformRandom.For(0, 0, i))!;
            seen.Add(Convert.ToHexString(((torch.Tensor)augmented["0"]!).contiguous().DataSpan<byte>()));
            var sample = (Sample)transforms.Apply(augmented, TransformRandom.For(0, 0, i))!;
            var result = (torch.Tensor)sample["0"]!;
            (result.dtype, string.Join(",", result.shape)).ShouldBe((torch.ScalarType.Float32, "3,224,224"));
            (result.min().ToDouble(), result.max().ToDouble()).ShouldBe((-127 / 128.0, (250 - 127) / 128.0));
        }

        // The four quarter turns, mirrored or not.
        seen.Count.ShouldBe(8);
    }

    [Fact]
    public void The_lists_name_every_operation_of_albumentations_and_its_parameters()
    {
        var types = new TypeRegistry();
        var names = types.Names(typeof(IAlbumentation));
        names.Count.ShouldBe(90);
        foreach (var name in names)
        {
            var bare = name["albumentations.".Length..];
            var line = Albumentations.Text.Split('\n').SingleOrDefault(line => line.StartsWith($"- **`{bare}`** ", StringComparison.Ordinal));
            line.ShouldNotBeNull(name);
            foreach (var parameter in types.ParametersOf(name).Where(parameter => parameter != "always_apply"))
            {
                line.ShouldContain($"`{parameter}`", Case.Sensitive, name);
            }
        }
    }

    [Fact]
    public void The_lists_name_every_operation_of_Augmentor_and_its_parameters()
    {
        var types = new TypeRegistry();
        var names = types.Names(typeof(IAugmentorOperation));
        names.Count.ShouldBe(33);
        foreach (var name in names)
        {
            var line = Augmentor.Text.Split('\n').SingleOrDefault(line => line.StartsWith($"- **`{name["Augmentor.".Length..]}`** ", StringComparison.Ordinal));
            line.ShouldNotBeNull(name);
            types.ParametersOf(name).ShouldAllBe(parameter => line.Contains($"`{parameter}`", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public void The_table_names_every_operation()
    {
        foreach (var assembly in new[] { typeof(TransformWrapper).Assembly, typeof(ToTensor).Assembly })
        {
            var operations = assembly.GetTypes().Where(type => type is { IsAbstract: false, IsPublic: true } && typeof(ITransform).IsAssignableFrom(type) && !typeof(IAlbumentation).IsAssignableFrom(type)
                && !typeof(IAugmentorOperation).IsAssignableFrom(type) && type != typeof(Pipeline)).ToList();
            operations.Count.ShouldBeGreaterThan(10);
            foreach (var type in operations)
            {
                var name = type.GetCustomAttribute<TypeNameAttribute>()!.Name;
                Page.Text.ShouldContain($"`{(name.StartsWith("torchvision.", StringComparison.Ordinal) ? name : type.Name)}`", Case.Sensitive, type.FullName);
            }
        }
    }
}
