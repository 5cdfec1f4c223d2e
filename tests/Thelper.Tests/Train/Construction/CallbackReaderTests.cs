using Thelper.Config;
using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Train.Construction;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Train.Construction;

public sealed class CallbackReaderTests : IDisposable
{
    private const string Source = """
        using System.Collections.Generic;
        namespace My;

        public static class Hooks
        {
            public static List<string> Seen { get; } = new();

            public static void Note(IterationData iteration, string word = "seen") => Seen.Add($"{word} {iteration.IterationIndex}");

            public static int Count(IterationData iteration) => iteration.IterationCount;

            public static void Wrong(string word) { }
        }

        public sealed class Counter : IConsumer
        {
            public int Times { get; private set; }

            public void Update(IterationData iteration) => Times++;
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("callbacks").FullName;

    public CallbackReaderTests() => File.WriteAllText(File_, Source);

    private string File_ => Path.Combine(folder, "hooks.cs");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Functions_and_consumers_of_the_users_own()
    {
        var errors = new ConfigErrors();
        var node = ConfigLoader.Parse($"[\"{File_}:My.Hooks.Count\", {{\"func\": \"{File_}:My.Hooks.Note\", \"kwargs\": {{\"word\": \"now\"}}}}, {{\"type\": \"{File_}:My.Counter\"}}]", "test.json");
        var all = new CallbackReader(new(), errors).Read("valid_user_callback", node);
        errors.ThrowIfAny();
        all.Select(entry => entry.Name).ShouldBe(["valid_user_callback", "valid_user_callback_2", "valid_user_callback_3"]);
        var consumers = all.Select(entry => ConsumerFactory.Make(entry.Name, entry.Type, null, null)).ToList();
        foreach (var consumer in consumers)
        {
            Feed(consumer, 4);
            Feed(consumer, 5);
        }

        consumers[0].ShouldBeOfType<PredictionCallback>();
        var hooks = consumers[2].GetType().Assembly.GetType("My.Hooks")!;
        hooks.GetProperty("Seen")!.GetValue(null).ShouldBeOfType<List<string>>().ShouldBe(["now 4", "now 5"]);
        consumers[2].GetType().GetProperty("Times")!.GetValue(consumers[2]).ShouldBe(2);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void Nothing_is_nothing(string json) => new CallbackReader(new(), new ConfigErrors()).Read("x", Node(json)).ShouldBeEmpty();

    [Theory]
    [InlineData("true")]
    [InlineData("{\"max_images\": 4}")]
    [InlineData("{\"params\": {\"flip_bgr\": true}}")]
    [InlineData("\"thelper.draw.draw\"")]
    [InlineData("{\"type\": \"thelper.train.utils._draw_wrapper\", \"params\": {\"save\": true}}")]
    public void The_default_drawing(string json)
    {
        var errors = new ConfigErrors();
        var (name, type) = new CallbackReader(new(), errors).Read("train_display_callback", Node(json), DisplayCallback.Name).ShouldHaveSingleItem();
        errors.ThrowIfAny();
        name.ShouldBe("train_display_callback");
        type.Type.ShouldBe(typeof(DisplayCallback));
    }

    [Theory]
    [InlineData("true", "the key 'type' is missing")]
    [InlineData("3", "got 3")]
    [InlineData("{\"params\": {}}", "'type' is missing")]
    [InlineData("\"thelper.train.ClasifLogger\"", "ClassifLogger")]
    [InlineData("{\"type\": \"thelper.draw.draw\", \"parms\": {}}", "unknown key")]
    [InlineData("{\"type\": \"thelper.draw.draw\", \"params\": {\"font_scale\": -1}}", "font_scale")]
    [InlineData("\"FILE:My.Hooks.Wrong\"", "IterationData")]
    [InlineData("\"FILE:My.Hooks.Nothing\"", "no public static method 'Nothing'")]
    [InlineData("\"FILE:My.None.Note\"", "no public class 'My.None.Note'")]
    [InlineData("{\"type\": \"FILE:My.Hooks.Note\", \"params\": {\"wort\": 1}}", "word")]
    public void Mistakes_are_named(string json, string help)
    {
        var errors = new ConfigErrors();
        new CallbackReader(new(), errors).Read("x", Node(json.Replace("FILE", File_, StringComparison.Ordinal))).ShouldBeEmpty();
        Should.Throw<UserErrorException>(errors.ThrowIfAny).Message.ShouldContain(help);
    }

    private static ConfigNode Node(string json) => ConfigLoader.Parse($"{{\"callback\": {json}}}", "test.json").Get("callback")!;

    private static void Feed(IConsumer consumer, int index)
    {
        using var sample = new Sample();
        consumer.Update(new IterationData { Task = new Task("image"), Sample = sample, IterationIndex = index, IterationCount = 9 });
    }
}
