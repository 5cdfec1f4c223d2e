using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class ConfigSectionsTests
{
    [Theory]
    [InlineData("""{"trainner": {}}""", "x.json:1: trainner: unknown section (did you mean 'trainer'?)")]
    [InlineData("""{"loader": {}}""", "x.json:1: loader: unknown section (did you mean 'loaders'?)")]
    [InlineData("""{"Model": {}}""", "x.json:1: Model: unknown section (did you mean 'model'?)")]
    [InlineData("""{"overwite": true}""", "x.json:1: overwite: unknown section (did you mean 'overwrite'?)")]
    public void A_misspelt_section_is_reported(string json, string message)
    {
        var errors = new ConfigErrors();
        ConfigSections.Check(Json(json), errors);

        Error(errors.ThrowIfAny).ShouldBe(message);
    }

    [Theory]
    [InlineData("""{"trainner": {}, "trainer": {}}""")]
    [InlineData("""{"trainner": {}, "runner": {}}""")]
    [InlineData("""{"notes": "x", "my_own_section": {}}""")]
    [InlineData("""{"name": "x", "datasets": {}, "loaders": {}, "model": {}, "trainer": {}, "orion": {}, "bypass_queries": true, "viz": {}}""")]
    public void Everything_else_is_allowed(string json)
    {
        var errors = new ConfigErrors();
        ConfigSections.Check(Json(json), errors);

        errors.Count.ShouldBe(0);
    }

    [Fact]
    public void The_originals_configurations_pass()
    {
        var errors = new ConfigErrors();
        foreach (var name in new[] { "classif", "segm", "sr", "detect" })
        {
            ConfigSections.Check(ConfigLoader.Load(Golden(name + ".json")), errors);
        }

        errors.Count.ShouldBe(0);
    }
}
