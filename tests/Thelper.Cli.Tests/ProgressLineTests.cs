using Thelper.Logging;

namespace Thelper.Cli.Tests;

/// <summary>The line that shows how far a pass has come, and what is written around it.</summary>
public class ProgressLineTests
{
    [Theory]
    [InlineData(200, "train epoch 1/3  [##########..............................]   25%  200 images/s  0:12 left")]
    [InlineData(80, "train epoch 1/3  [######.....................]   25%  200 images/s  0:12 left")]
    [InlineData(60, "train epoch 1/3   25%  200 images/s  0:12 left")]
    [InlineData(40, "train epoch 1/3   25%  200 images/s")]
    [InlineData(24, "train epoch 1/3   25%")]
    [InlineData(10, "train e")]
    [InlineData(1, "t")]
    public void Fits_into_the_terminal(int width, string expected)
    {
        var line = new ProgressLine("train epoch 1/3", 100, () => TimeSpan.FromSeconds(4));
        for (var i = 0; i < 25; i++)
        {
            line.Advance(32);
        }

        line.Text(width).ShouldBe(expected);
        line.Text(width).Length.ShouldBeLessThanOrEqualTo(Math.Max(1, width - 3));
    }

    [Fact]
    public void Begins_without_a_guess_and_ends_full()
    {
        var line = new ProgressLine("test", 2, () => TimeSpan.FromHours(2));
        line.Text(80).ShouldEndWith("    0%  0 images/s  -:-- left");
        line.Advance(1);
        line.Text(80).ShouldEndWith("   50%  0 images/s  2:00:00 left");
        line.Advance(1);
        line.Text(80).ShouldContain("[########################################]  100%");
        new ProgressLine("none", 0).Text(40).ShouldContain("100%");
    }

    [Fact]
    public void Counts_where_the_end_is_unknown()
    {
        var line = new ProgressLine("predict", -1, () => TimeSpan.FromSeconds(4), "windows");
        line.Text(80).ShouldBe("predict  0 windows  0 windows/s");
        line.Advance(6);
        line.Advance(6);
        line.Text(80).ShouldBe("predict  12 windows  3 windows/s");
        line.Text(22).ShouldBe("predict  12 windows");
    }

    [Fact]
    public void A_name_neither_steers_the_terminal_nor_breaks_the_line()
    {
        var line = new ProgressLine("a\e[2J\n\u202e.png", 3, () => TimeSpan.FromSeconds(4), "windows");
        line.Text(80).ShouldStartWith("a\\x1b[2J\\x0a\\u202e.png  [");
        line.Text(10).ShouldBe("a\\x1b[2");
    }

    [Theory]
    [InlineData("\u5199\u771f\u5199\u771f.png", "\u5199\u771f\u5199")]
    [InlineData("\U0001f389\U0001f389\U0001f389\U0001f389", "\U0001f389\U0001f389\U0001f389")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301.png", "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301.")]
    public void A_name_is_cut_between_letters_and_by_the_columns_that_they_take(string label, string expected) => new ProgressLine(label, -1).Text(10).ShouldBe(expected);

    [Fact]
    public void Wide_letters_take_two_columns_from_the_bar()
    {
        var line = new ProgressLine("\u5199\u771f\u5199\u771f\u5199\u771f\u5199\u771f\u5199\u771f", 4, () => TimeSpan.FromSeconds(4));
        line.Advance(800);
        line.Text(80).ShouldBe("\u5199\u771f\u5199\u771f\u5199\u771f\u5199\u771f\u5199\u771f  [#####.................]   25%  200 images/s  0:12 left");
    }

    [Fact]
    public void Texts_stand_above_it_and_it_stays_where_it_ends()
    {
        using var terminal = new StringWriter();
        using var log = new SessionLog(terminal);
        var width = 80;
        using (var progress = new ConsoleProgress(log, terminal, () => width))
        {
            using (progress.Begin("train epoch 1/1", 2))
            {
                progress.Advance(4);
                progress.WriteLine("Stopping after this step");
                width = 30;
                log.For("thelper").Info("a line of the log");
            }

            progress.WriteLine("at the end");
        }

        var screen = new Screen(80);
        screen.Write(terminal.ToString());
        screen.Lines[0].ShouldBe("Stopping after this step");
        screen.Lines[1].ShouldEndWith("INFO : a line of the log");
        screen.Lines[2].ShouldBe("train epoch 1/1   50%");
        screen.Lines[3].ShouldBe("at the end");
        terminal.ToString().ShouldNotContain("\e[?25");
    }
}
