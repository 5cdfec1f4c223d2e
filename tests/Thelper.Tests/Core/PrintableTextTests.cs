namespace Thelper.Tests.Core;

public class PrintableTextTests
{
    [Theory]
    [InlineData("plain é 漢字 \ud83d\ude00 \\x1b", "plain é 漢字 \ud83d\ude00 \\x1b")]
    [InlineData("\u001b[2J\r\u0007\0\u007f\u009b", "\\x1b[2J\\x0d\\x07\\x00\\x7f\\x9b")]
    [InlineData("\u202e\u2066\u200f\u061c\u2028", "\\u202e\\u2066\\u200f\\u061c\\u2028")]
    public void Controls_are_spelled_out(string text, string expected)
    {
        PrintableText.Of(text).ShouldBe(expected);
        PrintableText.Line(text).ShouldBe(expected);
    }

    [Fact]
    public void Lines_of_a_message_stay_and_those_of_a_value_do_not()
    {
        PrintableText.Of("a\n\tb").ShouldBe("a\n\tb");
        PrintableText.Line("a\n\tb").ShouldBe("a\\x0a\\x09b");
    }

    [Theory]
    [InlineData("plain é 漢字 \ud83d\ude00", false)]
    [InlineData("a\nb", true)]
    [InlineData("\u009bA", true)]
    [InlineData("a\0", true)]
    public void Controls_are_found(string text, bool found) => PrintableText.HasControls(text).ShouldBe(found);
}
