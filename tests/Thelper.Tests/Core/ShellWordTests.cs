namespace Thelper.Tests.Core;

public class ShellWordTests
{
    [Theory]
    [InlineData("sessions/a-1.yaml", "sessions/a-1.yaml")]
    [InlineData("my data.yaml", "'my data.yaml'")]
    [InlineData("it's $HOME", "'it'\\''s $HOME'")]
    [InlineData("~/a", "'~/a'")]
    [InlineData("", "''")]
    public void What_a_shell_would_read_is_quoted(string text, string expected) => ShellWord.Of(text).ShouldBe(expected);
}
