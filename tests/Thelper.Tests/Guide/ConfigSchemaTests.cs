using System.Text.RegularExpressions;
using NJsonSchema;
using Thelper.Config;
using Thelper.Guide;
using Thelper.Sessions;
using Thelper.Testing;

namespace Thelper.Tests.Guide;

/// <summary>The schema says of configurations what the program says.</summary>
public sealed class ConfigSchemaTests
{
    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromJsonAsync(ConfigSchema.Write(new TypeRegistry())).GetAwaiter().GetResult());

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Repository.File("configs")).Concat(Directory.GetFiles(Repository.File("tests", "Thelper.Cli.Tests", "Golden", "original-0.6.2"), "*.json"))
        .Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal)];

    /// <summary>What is wrong with a configuration that is right but for this change.</summary>
    public static TheoryData<string> Mistakes =>
    [
        "bypas_queries=true",
        "trainers={}",
        "trainr.epochs=7",
        "overwrite=maybe",
        "threads=many",
        "reproducible=always",
        "trainer.epoch=7",
        "trainer.epochs=0",
        "trainer.epochs=2.5",
        "trainer.epochs=ten",
        "trainer.epochs=99999999999",
        "trainer.save_freq=0",
        "trainer.on_nan=panic",
        "trainer.use_tbx=maybe",
        "trainer.monitor=3",
        "trainer.optimization.optimzer.type=torch.optim.SGD",
        "trainer.optimization.optimizer.type=torch.optim.Adm",
        "trainer.optimization.optimizer.params.lr=fast",
        "trainer.optimization.optimizer.params.lr=-1",
        "trainer.optimization.optimizer.params.learning_rate=0.1",
        "trainer.optimization.optimizer.params.betas=[0.9]",
        "trainer.optimization.optimizer={type: torch.optim.SGD}",
        "trainer.optimization.optimizer={params: {lr: 0.1}}",
        "trainer.optimization.loss={}",
        "trainer.optimization.loss.type=thelper.optim.Accuracy",
        "trainer.optimization.scheduler.params.mode=best",
        "trainer.optimization.scheduler.step=accuracy",
        "trainer.metrics.accuracy.type=thelper.optim.Acuracy",
        "trainer.metrics.accuracy.params.top_k=0",
        "trainer.metrics.accuracy.params.topk=1",
        "trainer.metrics.accuracy=thelper.optim.Accuracy",
        "trainer.metrics=[thelper.optim.Accuracy]",
        "trainer.type=thelper.train.ImageClasifTrainer",
        "trainer.device=3",
        "trainer.tbx=true",
        "model.parms.input_shape=[1,32,32]",
        "model={}",
        "model.type=torch.optim.Adam",
        "model.params.input_shape=32",
        "model.params.conv1_filters=many",
        "loaders.batchsize=3",
        "loaders.batch_size=0",
        "loaders.batch_size=x",
        "loaders.workers=2000",
        "loaders.train_split.digits=most",
        "loaders.train_split.digits=-0.5",
        "loaders.train_split=0.8",
        "loaders.on_bad_sample=shrug",
        "loaders.cache=tape",
        "loaders.base_transforms.0.operation=thelper.transforms.ToGrey",
        "loaders.base_transforms.0.parms={}",
        "loaders.base_transforms.1.params.min=low",
        "loaders.base_transforms={}",
        "loaders.sampler.type=thelper.data.NoSampler",
        "loaders.torch_seed=-1",
        "datasets.digits.parms.root=x",
        "datasets.digits.params.rot=x",
        "datasets.digits.params.root=3",
        "datasets.digits.params.empty_classes=maybe",
        "datasets.digits.type=thelper.data.ImageFolder",
        "datasets.digits={params: {root: x}}",
        "datasets=[digits]",
        "split.archive=x.hdf5",
        "split.compression.image.type=zip",
        "cudnn.benchmarks=true",
    ];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Accepts_every_shipped_configuration(string file) => Faults(ConfigLoader.ParseFile(Repository.File(file))).ShouldBeEmpty();

    [Fact]
    public void Accepts_every_whole_configuration_of_the_pages()
    {
        var count = 0;
        foreach (var page in Directory.GetFiles(Repository.File("docs"), "*.md").Append(Repository.File("README.md")))
        {
            foreach (Match block in Regex.Matches(File.ReadAllText(page), "^```(json|yaml)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline))
            {
                var text = block.Groups[2].Value;
                if ((text[0] == '{' || block.Groups[1].Value == "yaml") && text.Contains("loaders", StringComparison.Ordinal) && text.Contains("datasets", StringComparison.Ordinal))
                {
                    var root = ConfigLoader.Parse(text, page, json: block.Groups[1].Value == "json");
                    if (root.Has("loaders") && root.Has("datasets"))
                    {
                        Faults(root).ShouldBeEmpty($"{page}: {text}");
                        count++;
                    }
                }
            }
        }

        count.ShouldBeGreaterThan(5);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Rejects_what_the_program_rejects(string change)
    {
        var root = ConfigOverrides.Apply(ConfigLoader.ParseFile(Repository.File("configs", "digits.json")), ["datasets.digits.params.root=" + Repository.File("samples", "digits"), change]);
        Faults(root).ShouldNotBeEmpty();
        var path = Path.Combine(Directory.CreateTempSubdirectory("schema").FullName, "c.json");
        File.WriteAllText(path, ConfigWriter.ToJson(root.ToPlain()));
        Should.Throw<UserErrorException>(() => Session.Check(path, SessionEnvironment.Quiet()));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("trainer.params.scale_preds=true")]
    [InlineData("trainer.scale_preds=true")]
    [InlineData("trainer.display=true")]
    [InlineData("trainer.display={flip_bgr: true}")]
    [InlineData("trainer.callback=mine.cs:Mine.Callback.See")]
    [InlineData("trainer.callback=[{type: mine.cs:Mine.Callback.See, params: {a: 1}}]")]
    [InlineData("trainer.logger=false")]
    [InlineData("trainer.device=cuda:all")]
    [InlineData("model={type: net.cs:My.Net, params: {anything: [1, 2]}}")]
    [InlineData("model={ckptdata: sessions/x}")]
    [InlineData("loaders.cache=ram")]
    [InlineData("loaders.cache={type: disk, limit: 4 GB}")]
    [InlineData("loaders.train_augments={append: true, transforms: [{operation: torchvision.transforms.RandomHorizontalFlip}]}")]
    [InlineData("loaders.collate_fn=thelper.data.default_collate")]
    [InlineData("trainer.optimization.loss={model_getter: get_loss}")]
    [InlineData("trainer.optimization.optimizer.params.weight_decay=0")]
    [InlineData("datasets=data.yaml")]
    [InlineData("datasets.digits.task={type: thelper.tasks.Classification, params: {class_names: [a], input_key: image, label_key: label}}")]
    [InlineData("$schema=thelper.schema.json")]
    [InlineData("x-notes={a: 1}")]
    public void Accepts_the_other_forms(string change)
        => Faults(ConfigOverrides.Apply(ConfigLoader.ParseFile(Repository.File("configs", "digits.json")), [change])).ShouldBeEmpty();

    [Fact]
    public void A_file_with_a_base_need_not_be_whole()
    {
        Faults(ConfigLoader.Parse("base: a.yaml\ntrainer: {epochs: 3}\n", "c.yaml", json: false)).ShouldBeEmpty();
        Faults(ConfigLoader.Parse("trainer: {epochs: 3}\n", "c.yaml", json: false)).ShouldNotBeEmpty();
    }

    [Fact]
    public void Keys_have_their_explanations()
    {
        var text = ConfigSchema.Write(new TypeRegistry());
        text.ShouldContain("A checkpoint is saved after every epoch whose index is a multiple of this number");
        text.ShouldContain("Labelled images: one subfolder of the root per class");
        text.ShouldNotContain("cref");
    }

    private static List<string> Faults(ConfigNode root) => [.. Schema.Value.Validate(ConfigWriter.ToJson(root.ToPlain())).Select(fault => fault.ToString())];
}
