using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class PythonLiteralTests
{
    [Theory]
    [InlineData("None", "None")]
    [InlineData(" True ", "True")]
    [InlineData("-12", "-12")]
    [InlineData("- 1", "-1")]
    [InlineData("1_000", "1000")]
    [InlineData("0xfF", "255")]
    [InlineData("-0b101", "-5")]
    [InlineData("0o17", "15")]
    [InlineData("1.", "1.0")]
    [InlineData(".5e-3", "0.0005")]
    [InlineData("1e5", "100000.0")]
    [InlineData("-inf", "-inf")]
    [InlineData("nan", "nan")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("'a' \"b\"", "'ab'")]
    [InlineData(@"'\n\t\\\'\x41\u00e9\U0001F600\101\q'", @"""\n\t\\'Aé😀A\\q""")]
    [InlineData(@"r'\n'", @"'\\n'")]
    [InlineData("'''a'b\n'''", "\"a'b\\n\"")]
    [InlineData("[1, 'x', [], (), (1,), (1), {}, set(), {1}]", "[1, 'x', [], (), (1,), 1, {}, set(), {1}]")]
    [InlineData("{'a': {0: [1, 2,],}, 'b': (1, 2),}", "{'a': {0: [1, 2]}, 'b': (1, 2)}")]
    [InlineData("{1: 2, 'x': 3}", "{1: 2, 'x': 3}")]
    public void Literals_print_back(string text, string printed) => PythonRepr.Of(PythonLiteral.Parse(text)).ShouldBe(printed);

    [Theory]
    [InlineData("", "character 1: expected a value, the text ends")]
    [InlineData("[1 2]", "character 4: expected ',' or ']', found '2]'")]
    [InlineData("[1,,2]", "character 4: expected a value, found ',2]'")]
    [InlineData("{'a' 1}", "character 6: expected ',' or '}', found '1}'")]
    [InlineData("{'a': 1, 2}", "character 11: expected ':', found '}'")]
    [InlineData("{[]: 1}", "character 2: a dictionary's key must be a text or a number")]
    [InlineData("'abc", "character 1: the text that starts here has no end")]
    [InlineData("'a\nb'", "character 1: the text that starts here has no end")]
    [InlineData(@"'\xZZ'", "character 2: expected 2 hexadecimal digits of a character")]
    [InlineData(@"'\N{DASH}'", "character 2: named characters (\\N{...}) are not supported")]
    [InlineData("99999999999999999999", "character 1: the integer does not fit into 64 bits")]
    [InlineData("0xFFFFFFFFFFFFFFFFFF", "character 1: the integer does not fit into 64 bits")]
    [InlineData("0xZ", "character 1: '0xZ' is not a number")]
    [InlineData("1.2.3", "character 1: '1.2.3' is not a number")]
    [InlineData("1e", "character 1: '1e' is not a number")]
    [InlineData("__import__('os')", "character 1: expected a value, found '__import__(''")]
    [InlineData("[1] + [2]", "character 5: expected the end, found '+ [2]'")]
    [InlineData("(1", "character 3: expected ',' or ')', the text ends")]
    public void Mistakes_give_the_position(string text, string message) => Error(() => PythonLiteral.Parse(text)).ShouldBe(message);

    [Fact]
    public void Depth_is_bounded() => Error(() => PythonLiteral.Parse(new string('[', 100_000))).ShouldContain("nested deeper than 128 levels");

    [Fact]
    public void Arguments_keep_their_order_and_lose_array_calls()
    {
        var arguments = PythonLiteral.ParseArguments("b=1, a=array([1.5, 2.], dtype=float32), c=array(3.)");

        arguments.Keys.ShouldBe(["b", "a", "c"]);
        PythonRepr.Of(arguments).ShouldBe("{'b': 1, 'a': [1.5, 2.0], 'c': 3.0}");
        Error(() => PythonLiteral.ParseArguments("a=1, a=2")).ShouldContain("'a' is given twice");
        Error(() => PythonLiteral.ParseArguments("1")).ShouldBe("character 1: expected a parameter's name, found '1'");
    }

    [Theory]
    [InlineData("classif")]
    [InlineData("segm")]
    [InlineData("sr")]
    [InlineData("detect")]
    public void The_arguments_of_tasks_in_sessions_of_the_original_print_back(string session)
    {
        var text = File.ReadAllText(Golden(session + ".task.txt")).TrimEnd();
        var inside = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..^1];

        string.Join(", ", PythonLiteral.ParseArguments(inside).Select(argument => $"{argument.Key}={PythonRepr.Of(argument.Value)}")).ShouldBe(inside);
    }

    [Fact]
    public void A_list_of_texts_is_a_list_whatever_holds_it()
    {
        PythonRepr.Of(new[] { "a" }).ShouldBe("['a']");
        PythonRepr.Of(new object?[] { "a" }).ShouldBe("('a',)");
    }
}
