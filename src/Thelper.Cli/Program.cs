using Thelper.Cli;
using Thelper.Imaging.Plots;

PlotRenderer.Problem = new MessageWriter(Console.Error).WriteLine;
var code = CommandLine.Run(args, Console.Out, Console.Error);
if (code > ExitCode.Signalled)
{
    StopSignals.ExitNow(code);
}

return code;
