using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class OptionsBinderTests
{
    private static string ErrorsOf(string json)
    {
        var errors = new ConfigErrors();
        OptionsBinder.Bind<Options>(Json(json), errors);
        return Error(errors.ThrowIfAny);
    }

    [Fact]
    public void Properties_are_filled_and_others_keep_their_defaults()
    {
        var errors = new ConfigErrors();
        var options = OptionsBinder.Bind<Options>(Json("""{"epochs": 3, "devices": ["cpu"], "inner": {"rate": 2}, "extra": {"any": [1]}}"""), errors);

        errors.Count.ShouldBe(0);
        options.Epochs.ShouldBe(3);
        options.Devices.ShouldBe(["cpu"]);
        options.Inner!.Rate.ShouldBe(2.0);
        options.Extra!.Path.ShouldBe("extra");
        options.Mode.ShouldBe("min");
        options.Ratio.ShouldBe(0.25);
    }

    [Fact]
    public void Null_stands_for_an_empty_section()
    {
        var errors = new ConfigErrors();
        OptionsBinder.Bind<Inner>(Json("null"), errors).Rate.ShouldBe(1.0);
        errors.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"epochs": 1, "epcohs": 2}""", "x.json:1: epcohs: unknown key (did you mean 'epochs'?)")]
    [InlineData("""{"epochs": 1, "Devices": "x"}""", "x.json:1: Devices: unknown key (did you mean 'devices'?)")]
    [InlineData("""{"epochs": 1, "zzzzzz": 2}""", "x.json:1: zzzzzz: unknown key (expected one of: epochs, device, mode, ratio, inner, extra, name)")]
    [InlineData("{}", "x.json:1: the key 'epochs' is missing; expected an integer")]
    [InlineData("""{"epochs": 0}""", "x.json:1: epochs: must be at least 1, got 0")]
    [InlineData("""{"epochs": 1, "ratio": 1.5}""", "x.json:1: ratio: must be between 0 and 1, got 1.5")]
    [InlineData("""{"epochs": 1, "ratio": NaN}""", "x.json:1: ratio: must be between 0 and 1, got nan")]
    [InlineData("""{"epochs": "1"}""", "x.json:1: epochs: expected an integer, got the text \"1\"")]
    [InlineData("""{"epochs": null}""", "x.json:1: epochs: expected an integer, got null")]
    [InlineData("""{"epochs": 1, "name": null}""", "x.json:1: name: expected a text, got null")]
    [InlineData("""{"epochs": 1, "mode": "mux"}""", "x.json:1: mode: unknown value 'mux' (did you mean 'max'?)")]
    [InlineData("""{"epochs": 1, "device": [], "devices": []}""", "x.json:1: devices: 'devices' is another name of 'device', which is given too; keep one of them")]
    [InlineData("""{"epochs": 1, "inner": {"rat": 1}}""", "x.json:1: inner.rat: unknown key (did you mean 'rate'?)")]
    [InlineData("""{"epochs": 1, "inner": 5}""", "x.json:1: inner: expected a map, got 5")]
    [InlineData("[]", "x.json:1: expected a map, got a list of 0 values")]
    public void Mistakes_are_reported(string json, string message) => ErrorsOf(json).ShouldBe(message);

    [Fact]
    public void All_mistakes_come_at_once_in_the_order_of_the_file() =>
        ErrorsOf("{\n\"mod\": 1,\n\"ratio\": \"x\",\n\"inner\": {\n\"rate\": []}}").ShouldBe(
            """
            x.json:1: the key 'epochs' is missing; expected an integer
            x.json:2: mod: unknown key (did you mean 'mode'?)
            x.json:3: ratio: expected a number, got the text "x"
            x.json:5: inner.rate: expected a number, got a list of 0 values
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_flood_of_mistakes_is_cut()
    {
        var text = ErrorsOf("{\"epochs\": 1, " + string.Join(",", Enumerable.Range(0, 80).Select(i => $"\"zzzzzz{i}\": 1")) + "}");

        text.Split('\n').Length.ShouldBe(51);
        text.ShouldEndWith("\n... and 30 more errors");
    }

    private sealed class Options
    {
        [Key("epochs", Required = true, Min = 1)]
        public int Epochs { get; set; }

        [Key("device", "devices", "train_device")]
        public IReadOnlyList<string>? Devices { get; set; }

        [Key("mode", Choices = ["min", "max"])]
        public string Mode { get; set; } = "min";

        [Key("ratio", Min = 0, Max = 1)]
        public double Ratio { get; set; } = 0.25;

        [Key("inner")]
        public Inner? Inner { get; set; }

        [Key("extra")]
        public ConfigNode? Extra { get; set; }

        [Key("name")]
        public string Name { get; set; } = "";
    }

    private sealed class Inner
    {
        [Key("rate")]
        public double Rate { get; set; } = 1;
    }
}
