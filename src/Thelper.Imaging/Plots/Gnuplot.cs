using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>A running gnuplot: scripts go in through its standard input, PNG files come back through its standard output.</summary>
internal sealed class Gnuplot : IDisposable
{
    // Follows every chart, so that a script that draws nothing is noticed. As long as the signature of a PNG file.
    private const string EndMark = "THE-END\n";
    private const int MaxChunk = 1 << 26;
    private readonly Process process;
    private readonly StreamWriter input;
    private readonly Stream output;
    private readonly StringBuilder complaints = new();

    private Gnuplot(Process process)
    {
        this.process = process;
        input = new StreamWriter(process.StandardInput.BaseStream, new UTF8Encoding(false)) { NewLine = "\n" };
        output = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (complaints)
            {
                complaints.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Starts the program at low priority, so that training keeps the processors.</summary>
    /// <exception cref="PlotException">The program is not installed.</exception>
    public static Gnuplot Start()
    {
        var start = new ProcessStartInfo("gnuplot", "-d")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            var process = Process.Start(start)!;
            TryLowerPriority(process);
            return new Gnuplot(process);
        }
        catch (Win32Exception error)
        {
            throw new PlotException("charts are not drawn: gnuplot is missing (install the package gnuplot-nox)", error);
        }
    }

    /// <summary>Draws one chart.</summary>
    /// <returns>The PNG file.</returns>
    /// <exception cref="PlotException">The program refused the script or ended.</exception>
    public byte[] Render(PlotImage image)
    {
        try
        {
            input.Write("reset\n");
            input.Write(FormattableString.Invariant(
                $"set terminal pngcairo size {image.Width},{image.Height} noenhanced font 'DejaVu Sans,13' background rgb 'white'\n"));
            input.Write(image.Script);
            input.Write("\nset output\nset print '-'\nprint 'THE-END'\n");
            input.Flush();
            return ReadPng();
        }
        catch (IOException error)
        {
            throw Failure(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static void TryLowerPriority(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            // Only a courtesy: it may be forbidden, or the program may have ended already, which reading will notice.
        }
    }

    // A PNG file is a signature of 8 bytes and chunks of length, type, data, checksum; the last chunk is IEND (PNG specification, section 5).
    private byte[] ReadPng()
    {
        var bytes = new List<byte>(1 << 16);
        Take(bytes, 8);
        if (IsEndMark(bytes))
        {
            throw Failure(null);
        }

        if (bytes[1] != 'P' || bytes[2] != 'N' || bytes[3] != 'G')
        {
            throw new PlotException("gnuplot cannot draw charts here: its pngcairo terminal gave no PNG file (install the package gnuplot-nox)");
        }

        while (true)
        {
            var start = bytes.Count;
            Take(bytes, 8);
            var header = bytes[start..];
            var length = BinaryPrimitives.ReadUInt32BigEndian([header[0], header[1], header[2], header[3]]);
            if (length > MaxChunk)
            {
                throw new PlotException("gnuplot gave a damaged PNG file");
            }

            Take(bytes, (int)length + 4);
            if (header[4] == 'I' && header[5] == 'E' && header[6] == 'N' && header[7] == 'D')
            {
                var mark = new List<byte>();
                Take(mark, EndMark.Length);
                return IsEndMark(mark) ? [.. bytes] : throw new PlotException("gnuplot gave more than one chart");
            }
        }
    }

    private static bool IsEndMark(List<byte> bytes) => Encoding.ASCII.GetString([.. bytes]) == EndMark;

    // Complaints arrive on a pipe of their own, perhaps a little later than the end of the chart.
    private PlotException Failure(Exception? inner)
    {
        for (var wait = 0; wait < 20; wait++)
        {
            lock (complaints)
            {
                if (complaints.Length > 0 && wait > 1)
                {
                    break;
                }
            }

            Thread.Sleep(25);
        }

        lock (complaints)
        {
            return new PlotException($"gnuplot could not draw a chart: {complaints.ToString().Trim()}", inner);
        }
    }

    private void Take(List<byte> bytes, int count)
    {
        var buffer = new byte[count];
        output.ReadExactly(buffer);
        bytes.AddRange(buffer);
    }
}
