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
              --version            Print the version and exit.
              -l, --log <PATH>     Append every log record to this file.
              -v, --verbose        Log details too.
              -q, --quiet          Log warnings and errors alone on the console.
              --log-level <LEVEL>  The least that is logged on the console: debug, info, warning or error.
              --silent             Log nothing on the console.
              --force-stdout       Log to standard output instead of standard error.
              --trust              Let a session or checkpoint of others run the code that it names, and write where it says.
              -?, -h, --help       Show help and usage information

            Commands:
              init <FOLDER>                      Look at a folder of data and write a configuration for it.
              new <CONFIG> <DIR> <OVERRIDES>     Create a session: train, validate and test a model.
              cl_new <CONFIG> <DIR> <OVERRIDES>  Like 'new', for clusters: the configuration must not name a device.
              resume <PATH> <OVERRIDES>          Go on with a session after its last finished epoch, or evaluate it.
              check <CONFIG> <OVERRIDES>         Build everything a configuration describes and try one batch; write nothing.
              stats <CONFIG> <DIR> <OVERRIDES>   Count and measure the data of a configuration: classes, sizes, means, duplicates.
              viz <CONFIG> <OVERRIDES>           Look at samples in the browser: as they are read, and as the model gets them.
              audit <CONFIG> <DIR> <OVERRIDES>   Plant marks into samples, run the operations, and compare where marks and labels come out.
              annot <CONFIG> <DIR> <OVERRIDES>   Annotate the data of a configuration in the browser: masks, polygons, boxes, classes.
              split <CONFIG> <DIR> <OVERRIDES>   Split the datasets and pack the sets into one HDF5 archive.
              export <MODEL> <DIR> <OVERRIDES>   Export a model as ONNX, TorchScript (MODEL --onnx FILE), or as a configuration says (CONFIG DIR); each file is run before it counts.
              verify <BUNDLE>                    Run an exported bundle where it is, stage by stage, and name the first that is not as it was bundled.
              infer <MODEL> <PATHS> <OVERRIDES>  Run a trained model on the data of a configuration (CONFIG DIR), or on pictures (MODEL PATH...).
              browse <DIR>                       Show all sessions below a folder in the browser: curves, settings, outputs, projections, batches.
              sessions                           Compare sessions.
              config                             Look at a configuration.
              models <NAME>                      List models with their costs and weights, show the layers of one, or certify weights (verify NAME [FILE]).
              types <PATTERN>                    List the types that configurations can name, by kind.
              help <TOPIC>                       Explain a command or a type: parameters, defaults, an example.
              schema                             Print the JSON Schema of configurations, for editors.
              completion <SHELL>                 Print what makes a shell complete commands, options, types and keys.
              version                            Print the version.


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
    [InlineData("frobnicate", "thelper --help")]
    [InlineData("-v", "thelper --help")]
    [InlineData("resume -t sideways x", "thelper help resume")]
    public void What_is_not_understood_is_a_user_error(string arguments, string help)
    {
        var (code, output, error) = Run(arguments.Split(' '));
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith("thelper: ");
        error.ShouldEndWith($"ee '{help}'.{Environment.NewLine}");
        error.Trim().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("new", "A configuration file is missing: thelper new CONFIG DIR.")]
    [InlineData("new --no-such-option", "'--no-such-option': unknown option; see 'thelper help new'.")]
    [InlineData("new --overwrit a.json out", "'--overwrit': unknown option (did you mean '--overwrite'?); see 'thelper help new'.")]
    [InlineData("chek a.json", "thelper: 'chek': unknown command (did you mean 'check'?); see 'thelper --help'.")]
    [InlineData("--verbos", "thelper: '--verbos': unknown option (did you mean '--verbose'?); see 'thelper --help'.")]
    [InlineData("config", "thelper: a command is missing: print; see 'thelper help config'.")]
    [InlineData("config pint a.json", "thelper: 'pint': unknown command (did you mean 'print'?); see 'thelper help config'.")]
    [InlineData("types --jsn", "'--jsn': unknown option (did you mean '--json'?); see 'thelper help types'.")]
    [InlineData("help Acuracy", "thelper: 'Acuracy' is neither a command nor a type (did you mean 'Accuracy'?).")]
    [InlineData("annot", "A configuration file is missing: thelper annot CONFIG DIR.")]
    [InlineData("annot a.json out --port 70000", "--port: must be from 1 to 65535, not 70000.")]
    [InlineData("types Acuracy", "no type has 'Acuracy' in its name")]
    [InlineData("completion csh", "'csh': there are completions for bash, zsh, fish.")]
    [InlineData("init", "A folder of data is missing: thelper init FOLDER, or thelper init --task TASK for data that code draws.")]
    [InlineData("init --task clasification", "unknown task 'clasification' (did you mean 'classification'?)")]
    [InlineData("init . -o x.txt", "'x.txt': a configuration's name ends with .yaml, .yml or .json")]
    [InlineData("init no/such/folder", "'no/such/folder': there is no such folder;")]
    [InlineData("-q -v check a.json", "--verbose and --quiet contradict each other; give one of them.")]
    [InlineData("check", "A configuration file is missing: thelper check CONFIG.")]
    [InlineData("resume", "The session to go on with is missing: thelper resume PATH (a session's folder, or a checkpoint).")]
    [InlineData("new a.json out extra", "'extra': not understood; after the paths come overrides of the form key.path=value.")]
    [InlineData("new -c a.json -d out extra", "'extra': not understood, because everything that it could be was given by an option.")]
    [InlineData("-v --silent new a.json out", "--verbose and --silent contradict each other; give one of them.")]
    [InlineData("-l no/such/folder/x.log check a.json", "no/such/folder/x.log: cannot write the log file")]
    [InlineData("infer model.onnx a.png --reproducible portable", "--reproducible: is for a configuration (-c CONFIG).")]
    [InlineData("infer model.onnx a.tif --scenes out --reproducible portable", "--reproducible: is for a configuration (-c CONFIG).")]
    [InlineData("infer model.onnx a.tif --scenes out --polygon-classes roof", "--polygon-classes: is for polygons of classes (--vectors LIST)")]
    [InlineData("infer model.onnx a.tif --scenes out --simplify 1", "--simplify: is for polygons of classes (--vectors LIST)")]
    [InlineData("infer model.onnx a.tif --scenes out --vectors ", "--vectors: names no format: there are geojson, geojson-crs, gpkg, shp")]
    [InlineData("infer model.onnx a.tif --scenes out --bands ,", "--bands: names no band")]
    [InlineData("infer model.onnx a.tif --scenes out --tile 0", "--tile: a window has at least 1 pixel, not 0")]
    [InlineData("infer model.onnx a.tif --scenes out --stride 0", "--stride: must be at least 1, not 0")]
    [InlineData("infer model.onnx a.tif --scenes out --batch-size 0", "--batch-size: must be at least 1, not 0")]
    [InlineData("infer model.onnx a.tif --scenes out --vectors shp --simplify -1", "--simplify: must be at least 0, not -1")]
    [InlineData("export sessions/a --reproducible portable --onnx a.onnx", "--reproducible: is for a configuration (-c CONFIG).")]
    [InlineData("resume no/such/session", "no/such/session: no such checkpoint or session directory.")]
    public void A_mistake_is_one_message_and_exit_code_2(string arguments, string message)
    {
        var (code, output, error) = Run(arguments.Split(' '));
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith(message);
        error.Trim().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("CONFIG, OVERRIDES", "check", "")]
    [InlineData("CONFIG, DIR, OVERRIDES", "new", "a.json", "")]
    [InlineData("CONFIG, DIR, OVERRIDES", "new", "a.json", "out", "trainer.epochs=1", "")]
    [InlineData("CONFIG, DIR, OVERRIDES", "stats", "a.json", "")]
    [InlineData("PATH, OVERRIDES", "resume", "")]
    public void An_empty_name_is_a_mistake(string names, params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldBe($"{names}: one of the names is empty, as a variable that is not set.{Environment.NewLine}");
    }

    [Fact]
    public void Help_and_version_are_commands_too()
    {
        Run("version").Output.ShouldBe(Run("--version").Output);
        Run("help").Output.ShouldBe(Run().Output);
        Run("help", "check").Output.ShouldBe(Run("check", "--help").Output);
        Run("help", "Accuracy").Output.ShouldStartWith("thelper.optim.Accuracy: a metric (trainer.metrics.NAME.type)\n");
        System.Text.Json.JsonDocument.Parse(Run("help", "Accuracy", "--json").Output).RootElement.GetProperty("params").GetArrayLength().ShouldBe(2);
        System.Text.Json.JsonDocument.Parse(Run("types", "sampler", "--json").Output).RootElement.GetProperty("samplers").GetArrayLength().ShouldBe(4);
        Run("schema").Output.ShouldStartWith("{\n \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n");
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
