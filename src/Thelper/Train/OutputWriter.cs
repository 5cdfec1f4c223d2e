using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Metrics.Outputs;

namespace Thelper.Train;

/// <summary>Writes what the consumers of a set report after a pass: pictures, reports, and the loss and metric values as text with 4 decimals.</summary>
/// <remarks>Files are <c>&lt;name&gt;-&lt;epoch&gt;.&lt;ext&gt;</c> in the set's folder, without the epoch after a final evaluation.</remarks>
/// <param name="log">Receives the path of every file.</param>
public sealed class OutputWriter(ILogger log) : ITrainingObserver
{
    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The name of an output is no name of a file.</exception>
    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        Directory.CreateDirectory(pass.Set.OutputPath);
        var suffix = pass.IsFinal ? "" : string.Create(CultureInfo.InvariantCulture, $"-{pass.Epoch:D4}");
        foreach (var (name, file) in pass.Outputs.Files)
        {
            if (FileName.FaultOf(name) is { } fault)
            {
                throw new UserErrorException($"an output of the {pass.Set.Name} set cannot be written: its name {fault}.");
            }

            var path = Path.Combine(pass.Set.OutputPath, $"{name}{suffix}.{file.Extension}");
            log.Debug($"writing {name}/{file.Kind} to {path}");
            file.Save(path);
        }

        if (pass.AnyLoss is { } loss)
        {
            new TextFile(PythonFloat.Fixed(loss)).Save(Path.Combine(pass.Set.OutputPath, $"{MonitorPolicy.Loss}{suffix}.txt"));
        }
    }
}
