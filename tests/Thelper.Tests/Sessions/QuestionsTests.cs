using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Testing;

namespace Thelper.Tests.Sessions;

public class QuestionsTests
{
    [Fact]
    public void Answers_for_itself_where_nobody_can_be_asked()
    {
        Questions.Bypassed.YesNo("Overwrite?", bypass: true).ShouldBeTrue();
        Questions.Bypassed.YesNo("Go on?", bypass: false).ShouldBeFalse();
        Questions.Bypassed.Text("Which?", ["a", "b"], "b", "").ShouldBe("b");
    }

    [Fact]
    public void A_question_without_an_assumed_answer_says_how_to_answer_it()
    {
        var error = Should.Throw<UserErrorException>(() => Questions.Bypassed.Text("Which task?", ["old", "new"], null, "say --task-compat"));
        error.Message.ShouldBe("Which task? Nobody can be asked here; say --task-compat.");
    }

    [Fact]
    public void Asks_again_until_the_answer_is_one_of_the_choices()
    {
        using var output = new StringWriter();
        new Questions(new StringReader("maybe\nNEW\nnew\n"), output).Text("Which?", ["old", "new"], null, "").ShouldBe("new");
        new Questions(new StringReader("what\nYe\n"), output).YesNo("Sure?", bypass: false).ShouldBeTrue();
        new Questions(new StringReader("\n"), output).YesNo("Sure?", bypass: false).ShouldBeFalse();
        output.ToString().ShouldContain("Which? (old/new)");
    }

    [Fact]
    public void The_wish_to_stop_ends_the_wait_for_an_answer()
    {
        using var asked = new ManualResetEventSlim();
        using var never = new ManualResetEventSlim();
        using var input = new Waiting(asked, never);
        var stop = new StopRequest();
        var stopper = new Thread(() =>
        {
            asked.Wait();
            stop.Request(130);
        });
        stopper.Start();
        Endless.Forbid(() => Should.Throw<SessionInterruptedException>(() => new Questions(input, TextWriter.Null, stop).YesNo("Sure?", bypass: false)).ExitCode.ShouldBe(130));
        stopper.Join();
        never.Set();
        Endless.Forbid(input.Left.Wait);
    }

    [Fact]
    public void The_end_of_the_input_counts_as_nobody_there()
    {
        using var output = new StringWriter();
        new Questions(new StringReader(""), output).YesNo("Sure?", bypass: true).ShouldBeTrue();
        Should.Throw<UserErrorException>(() => new Questions(new StringReader(""), output).Text("Which?", [], null, "say it"));
    }

    // A terminal at which nobody answers.
    private sealed class Waiting(ManualResetEventSlim asked, ManualResetEventSlim never) : TextReader
    {
        public ManualResetEventSlim Left { get; } = new();

        public override string? ReadLine()
        {
            asked.Set();
            never.Wait();
            Left.Set();
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            Left.Dispose();
            base.Dispose(disposing);
        }
    }
}
