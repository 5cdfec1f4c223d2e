using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Thelper.Torch;

/// <summary>Looks at the program of a TorchScript archive before libtorch does: programs are data from a stranger.</summary>
/// <remarks>TorchScript can compute and loop; files, processes and the network it reaches only by the operators that are refused here.</remarks>
internal static partial class ScriptFileCheck
{
    private const long MaxProgramBytes = 64 << 20;

    /// <summary>Throws unless the file is an archive with a program that only computes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It is none, or its program is refused.</exception>
    public static void Require(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var programs = archive.Entries.Where(IsProgram).ToList();
            if (programs.Count == 0 || !archive.Entries.Any(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)))
            {
                throw new UserErrorException($"{path} is no TorchScript archive: it holds no program (torch.jit.save and 'thelper export' write such files)");
            }

            var left = MaxProgramBytes;
            foreach (var program in programs)
            {
                RequireHarmless(path, program, ref left);
            }
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"{path} is no TorchScript archive, or damaged: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether a file is an archive with a program; false where it cannot be read.</summary>
    /// <param name="path">The file.</param>
    public static bool IsArchive(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return archive.Entries.Any(IsProgram);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsProgram(ZipArchiveEntry entry) => entry.FullName.Contains("/code/", StringComparison.Ordinal) && entry.Name.EndsWith(".py", StringComparison.Ordinal);

    private static void RequireHarmless(string path, ZipArchiveEntry program, ref long left)
    {
        using var reader = new StreamReader(program.Open());
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            left -= text.Length + 1;
            if (left < 0)
            {
                throw new UserErrorException($"{path}: its program is longer than {MaxProgramBytes >> 20} MiB");
            }

            if (Refused().Match(text) is { Success: true } match)
            {
                throw new UserErrorException($"{path}: {program.FullName}:{line} calls '{match.Value}', which is no computation; programs that reach files, processes or operators of others are not run");
            }
        }
    }

    // As the serialised form writes calls: operators of aten as torch.name, others as ops.namespace.name.
    [GeneratedRegex(@"\b(torch\.(save|load|from_file)|ops\.aten\.(save|from_file)|ops\.(?!(aten|prim|torchvision|quantized)\.)\w+\.\w+|ops\.prim\.(rpc\w*|PythonOp))\b", RegexOptions.CultureInvariant)]
    private static partial Regex Refused();
}
