using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class ConfigMigrationTests
{
    [Theory]
    [InlineData(null, VersionMatch.Missing)]
    [InlineData("0.6.2", VersionMatch.Same)]
    [InlineData("0.6.9", VersionMatch.Same)]
    [InlineData("0.5.2", VersionMatch.MinorDiffers)]
    [InlineData("1.6.2", VersionMatch.MajorDiffers)]
    public void Versions_are_compared(string? version, VersionMatch expected) => ConfigMigration.CheckVersion(version).Match.ShouldBe(expected);

    [Theory]
    [InlineData("0.6")]
    [InlineData("0.6.2.1")]
    [InlineData("a.b.c")]
    [InlineData("0.6.99999999999")]
    public void Other_texts_are_no_versions(string version) => Should.Throw<UserErrorException>(() => ConfigMigration.CheckVersion(version));

    [Theory]
    [InlineData("0.1", "0.1.0", 0)]
    [InlineData("0.2.7", "0.3.6", -1)]
    [InlineData("0.5.0-rc", "0.5.0", 1)]
    [InlineData("0.5.0-alpha", "0.5.0-rc", -1)]
    [InlineData("0.10.0", "0.9.9", 1)]
    public void Versions_have_an_order(string a, string b, int expected) => Math.Sign(ThelperVersion.Parse(a).CompareTo(ThelperVersion.Parse(b))).ShouldBe(expected);

    [Fact]
    public void A_configuration_before_0_1_is_brought_up_to_date() =>
        Migrated(
            """
            {"data_config": {"train_split": {}}, "model": {"name": "m", "type": "thelper.modules.resnet.ResNet", "params": [{"name": "layers", "value": [1, 2]}]},
             "trainer": {"loss": {"type": "l"}, "train_device": "cpu", "valid_device": "cpu", "test_device": "cpu", "params": {},
                         "metrics": {"a": {"type": "thelper.optim.BinaryAccuracy", "params": [{"name": "top_k", "value": 2}]}}}}
            """,
            "0.0.9").ShouldBe(
            "{'loaders': {'train_split': {}}, 'model': {'type': 'thelper.nn.resnet.ResNet', 'params': {'layers': [1, 2]}}, "
            + "'trainer': {'optimization': {'loss': {'type': 'l'}}, 'device': 'cuda:all', 'metrics': {'a': {'type': 'thelper.optim.metrics.Accuracy', 'params': {'top_k': 2}}}}}");

    [Fact]
    public void Transforms_up_to_0_1_are_brought_up_to_date() =>
        Migrated(
            """
            {"loaders": {
              "base_transforms": [{"operation": "thelper.transforms.TransformWrapper", "parameters": {"operation": "x", "force_convert": true}}],
              "train_augments": [{"operation": "Augmentor.Pipeline", "append": true, "params": {"operations": {"rotate": {"p": 1}}, "input_tensor": false}}]}}
            """,
            "0.1.5").ShouldBe(
            "{'loaders': {'base_transforms': [{'operation': 'thelper.transforms.TransformWrapper', 'params': {'operation': 'x'}}], "
            + "'train_augments': {'append': False, 'transforms': [{'operation': 'Augmentor.Pipeline', 'params': {'rotate': {'p': 1}, 'input_tensor': False}}]}}}");

    [Theory]
    [InlineData("0.2.7", true)]
    [InlineData("0.3.5", true)]
    [InlineData("0.3.6", false)]
    [InlineData("0.4.0", false)]
    public void Metrics_before_0_3_6_are_brought_up_to_date(string version, bool changes)
    {
        const string Old = """{"trainer": {"eval_metrics": {"e": {"type": "thelper.optim.ExternalMetric", "params": {"goal": "max", "metric_params": []}}, "r": {"type": "thelper.optim.ROCCurve", "params": {"log_params": {}, "x": 1}}}}}""";

        Migrated(Old, version).ShouldBe(changes
            ? "{'trainer': {'valid_metrics': {'e': {'type': 'thelper.optim.ExternalMetric', 'params': {'metric_goal': 'max', 'metric_params': {}}}, 'r': {'type': 'thelper.optim.ROCCurve', 'params': {'x': 1}}}}}"
            : PythonRepr.Of(Json(Old).ToPlain()));
    }

    [Fact]
    public void Coordconv_weights_before_0_4_2_are_warned_of()
    {
        var warnings = new List<string>();
        var config = (Dictionary<string, object?>)Json("""{"model": {"type": "thelper.nn.resnet.ResNet", "params": {"coordconv": true}}}""").ToPlain()!;
        ConfigMigration.MigrateConfig(config, new(0, 4, 1), warnings.Add);
        ConfigMigration.MigrateConfig(config, new(0, 4, 2), warnings.Add);

        warnings.Count.ShouldBe(1);
    }

    [Fact]
    public void The_input_is_left_alone()
    {
        var config = (Dictionary<string, object?>)Json("""{"data_config": {"a": [{"b": 1}]}, "model": {"name": "x"}}""").ToPlain()!;
        var before = PythonRepr.Of(config);
        ConfigMigration.MigrateConfig(config, default);

        PythonRepr.Of(config).ShouldBe(before);
    }

    [Fact]
    public void An_old_checkpoint_is_brought_up_to_date()
    {
        var weights = new object();
        var checkpoint = new Dictionary<string, object?>
        {
            ["config"] = Json("""{"model": {"type": "thelper.modules.lenet.LeNet", "params": [{"name": "a", "value": 1}]}}""").ToPlain(),
            ["host"] = "box",
            ["time"] = "-now",
            ["state_dict"] = weights,
        };

        var migrated = ConfigMigration.MigrateCheckpoint(checkpoint, ThelperVersion.Parse("0.0.1"));

        migrated["source"].ShouldBe("box-now");
        migrated["model"].ShouldBeSameAs(weights);
        migrated["model_type"].ShouldBe("thelper.nn.lenet.LeNet");
        PythonRepr.Of(migrated["model_params"]).ShouldBe("{'a': 1}");
        migrated.ShouldNotContainKey("state_dict");
        checkpoint.ShouldContainKey("state_dict");
    }

    [Fact]
    public void A_newer_checkpoint_or_one_without_configuration_is_refused()
    {
        Error(() => ConfigMigration.MigrateCheckpoint(new Dictionary<string, object?>(), new(0, 7, 0))).ShouldBe(
            "the checkpoint was written by version 0.7.0, which is newer than 0.6.2; use a newer program");
        Error(() => ConfigMigration.MigrateCheckpoint(new Dictionary<string, object?>(), new(0, 5, 0))).ShouldBe("the checkpoint has no configuration, so it cannot be migrated");
    }

    private static string Migrated(string json, string version) =>
        PythonRepr.Of(ConfigMigration.MigrateConfig((Dictionary<string, object?>)Json(json).ToPlain()!, ThelperVersion.Parse(version)));
}
