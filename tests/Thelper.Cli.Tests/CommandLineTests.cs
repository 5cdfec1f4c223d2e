namespace Thelper.Cli.Tests;

public class CommandLineTests
{
    [Fact]
    public void Without_arguments_the_help_is_printed_and_the_call_counts_as_failed()
    {
        var (code, output, error) = Run();
        code.ShouldBe(1);
        error.ShouldBeEmpty();
        output.ReplaceLineEndings("\n").ShouldBe(
            """
            Description:
              Train, evaluate and resume vision models from configuration files.

            Usage:
              thelper [command] [options]

            Options:
              --version         Print the version and exit.
              -l, --log <PATH>  Append every log record to this file.
              -v, --verbose     Log details too.
              --silent          Log nothing on the console.
              --force-stdout    Log to standard output instead of standard error.
              --trust           Let a session or checkpoint of others run the code that it names, and write where it says.
              -?, -h, --help    Show help and usage information

            Commands:
              new <CONFIG> <DIR> <OVERRIDES>     Create a session: train, validate and test a model.
              cl_new <CONFIG> <DIR> <OVERRIDES>  Like 'new', for clusters: the configuration must not name a device.
              resume <PATH> <OVERRIDES>          Go on with a session after its last finished epoch, or evaluate it.
              check <CONFIG> <OVERRIDES>         Build everything a configuration describes and try one batch; write nothing.
              stats <CONFIG> <DIR> <OVERRIDES>   Count and measure the data of a configuration: classes, sizes, means, duplicates.
              split <CONFIG> <DIR> <OVERRIDES>   Split the datasets and pack the sets into one HDF5 archive.
              export <CONFIG> <DIR> <OVERRIDES>  Export a model: its weights with what they mean, TorchScript, ONNX; each is run before it counts.
              infer <MODEL> <PATHS> <OVERRIDES>  Run a trained model on the data of a configuration (CONFIG DIR), or on pictures (MODEL PATH...).


            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_version_is_one_line()
    {
        var (code, output, _) = Run("--version");
        code.ShouldBe(0);
        output.ShouldMatch(@"^\d+\.\d+\.\d+\r?\n$");
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("-v")]
    [InlineData("resume -t sideways x")]
    public void What_is_not_understood_is_a_user_error(string arguments)
    {
        var (code, output, error) = Run(arguments.Split(' '));
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith("thelper: ");
        error.ShouldEndWith($"See 'thelper --help'.{Environment.NewLine}");
        error.Trim().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("new", "A configuration file is missing: thelper new CONFIG DIR.")]
    [InlineData("new --no-such-option", "'--no-such-option': unknown option; see 'thelper --help'.")]
    [InlineData("check", "A configuration file is missing: thelper check CONFIG.")]
    [InlineData("resume", "The session to go on with is missing: thelper resume PATH (a session's folder, or a checkpoint).")]
    [InlineData("new a.json out extra", "'extra': not understood; after the paths come overrides of the form key.path=value.")]
    [InlineData("new -c a.json -d out extra", "'extra': not understood, because everything that it could be was given by an option.")]
    [InlineData("-v --silent new a.json out", "--verbose and --silent contradict each other; give one of them.")]
    [InlineData("-l no/such/folder/x.log check a.json", "no/such/folder/x.log: cannot write the log file")]
    [InlineData("resume no/such/session", "no/such/session: no such checkpoint or session directory.")]
    public void A_mistake_is_one_message_and_exit_code_2(string arguments, string message)
    {
        var (code, output, error) = Run(arguments.Split(' '));
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith(message);
        error.Trim().ShouldNotContain('\n');
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
