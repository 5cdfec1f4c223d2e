using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Thelper.Torch.Serialization.Containers;

namespace Thelper.Torch;

/// <summary>Looks at the program of a TorchScript archive before libtorch does: programs are data from a stranger.</summary>
/// <remarks>
/// TorchScript can compute and loop; files, processes and the network it reaches only by the operators that are refused here, in every form in which libtorch's parser takes them: with spaces,
/// line breaks and comments between the names, by another name for a namespace, by <c>getattr</c>. libtorch finds records whatever the case of their names, so that is how they are found here.
/// Operators that make a tensor over any memory are named here for the message; the shim takes them out of what programs can call.
/// </remarks>
internal static partial class ScriptFileCheck
{
    private const long MaxProgramBytes = 64 << 20;
    private const int LargestPart = 1 << 20;

    // What may stand between two names.
    private const string Gap = @"(?>(?:[\s\\]|\#[^\r\n]*)*)";
    private const string Dot = Gap + @"\." + Gap;

    /// <summary>Throws unless the file is an archive with a program that only computes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It is none, or its program is refused.</exception>
    public static void Require(string path)
    {
        try
        {
            using var stream = InputFile.OpenRead(path);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            var records = ZipDirectory.Read(archive, stream.Length, StringComparer.OrdinalIgnoreCase, problem => new InvalidDataException(problem));
            var programs = records.Values.Where(IsProgram).ToList();
            if (programs.Count == 0 || !records.Keys.Any(name => name.EndsWith("/data.pkl", StringComparison.OrdinalIgnoreCase)))
            {
                throw new UserErrorException($"{path} is no TorchScript archive: it holds no program (torch.jit.save and 'thelper export' write such files)");
            }

            if (programs.Sum(program => program.Length) > MaxProgramBytes)
            {
                throw new UserErrorException($"{path}: its program is longer than {MaxProgramBytes >> 20} MiB");
            }

            programs.ForEach(program => RequireHarmless(path, program));
            foreach (var record in records.Values)
            {
                RequireWhole(record);
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
            using var stream = InputFile.OpenRead(path);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return archive.Entries.Any(IsProgram);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or UserErrorException)
        {
            return false;
        }
    }

    /// <summary>What a program does that is no computation.</summary>
    /// <param name="program">Its text.</param>
    /// <returns>The first such piece and its line, from 1; null where there is none.</returns>
    internal static (string Piece, int Line)? FaultOf(string program)
    {
        var match = Calls().Match(program);
        if (!match.Success)
        {
            match = Aliases().Match(WithoutTexts(program));
        }

        return match.Success ? (match.Value, 1 + program.AsSpan(0, match.Index).Count('\n')) : null;
    }

    // libtorch looks at no checksum: damaged weights would only answer something else.
    private static void RequireWhole(ZipArchiveEntry record)
    {
        using var stream = record.Open();
        var (part, crc, left) = (new byte[Math.Min(LargestPart, record.Length)], 0u, record.Length);
        while (left > 0)
        {
            var piece = part.AsSpan(0, (int)Math.Min(left, part.Length));
            stream.ReadExactly(piece);
            crc = Crc32.Append(crc, piece);
            left -= piece.Length;
        }

        if (crc != record.Crc32)
        {
            throw new InvalidDataException($"the checksum of its record '{PrintableText.Line(record.FullName)}' is wrong");
        }
    }

    private static bool IsProgram(ZipArchiveEntry entry) => entry.FullName.Contains("/code/", StringComparison.OrdinalIgnoreCase) && entry.Name.EndsWith(".py", StringComparison.OrdinalIgnoreCase);

    private static void RequireHarmless(string path, ZipArchiveEntry program)
    {
        // As many bytes as libtorch reads, one character each, whatever they begin with.
        var bytes = new byte[program.Length];
        using (var stream = program.Open())
        {
            stream.ReadExactly(bytes);
        }

        if (FaultOf(Encoding.Latin1.GetString(bytes)) is var (piece, line))
        {
            throw new UserErrorException($"{path}: {program.FullName}:{line} has '{PrintableText.Line(piece)}', which is no computation; programs that reach files, processes, memory beyond their tensors or operators of others are not run");
        }
    }

    // Texts and comments may speak of anything: blanks in their place, of the same length. As libtorch's lexer finds them.
    private static string WithoutTexts(string program)
    {
        var plain = program.ToCharArray();
        for (var i = 0; i < plain.Length; i++)
        {
            var end = program[i] switch
            {
                '#' => program.IndexOf('\n', i) is >= 0 and var line ? line : program.Length,
                '"' or '\'' => EndOfText(program, i),
                _ => i,
            };
            if (end > i)
            {
                for (; i < end; i++)
                {
                    plain[i] = plain[i] == '\n' ? '\n' : ' ';
                }

                i--;
            }
        }

        return new(plain);
    }

    // Behind the closing quotes; where there are none, it is no text.
    private static int EndOfText(string program, int start)
    {
        var quotes = new string(program[start], 3);
        quotes = program.AsSpan(start).StartsWith(quotes) ? quotes : quotes[..1];
        for (var i = start + quotes.Length; i < program.Length; i++)
        {
            if (program.AsSpan(i).StartsWith(quotes))
            {
                return i + quotes.Length;
            }

            if (program[i] == '\n' && quotes.Length == 1)
            {
                return start;
            }

            if (program[i] == '\\')
            {
                i++;
            }
        }

        return start;
    }

    // As the serialised form writes calls: operators of aten as torch.name, others as ops.namespace.name.
    [GeneratedRegex(@"\btorch" + Dot + @"(?:save|load|from_file)\b"
        + @"|\bops" + Dot + "aten" + Dot + @"(?:save|load|from_file)\b"
        + @"|(?<![\w.])ops" + Dot + @"(?!(?:aten|prim|torchvision|quantized)\b)\w+" + Dot + @"\w+"
        + @"|\." + Gap + @"(?:_reshape_alias|_nested_view_from_buffer|_sparse_coo_tensor_with_dims_and_tensors|_sparse_\w+_unsafe)(?:_copy)?\b"
        + @"|\bops" + Dot + "prim" + Dot + @"(?:rpc\w*|\w*PythonOp)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Calls();

    // A namespace that no name follows gets another name, or is an argument of getattr.
    [GeneratedRegex(@"(?<![\w.])torch\b(?!" + Dot + @"\w)|(?<![\w.])ops\b(?!" + Dot + @"\w+" + Dot + @"\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Aliases();
}
