using System.Text;

namespace Thelper.Vision.Formats;

/// <summary>Reads text files line by line, with bounds on what a line and the file may hold.</summary>
public static class TextLines
{
    private const int LongestLine = 1 << 20;

    /// <summary>The lines of a file, read as they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AnnotationException">It has too many lines, or too long a one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<string> Read(string path) => Read(InputFile.OpenRead(path), path);

    /// <summary>The lines of an open file, read as they are asked for; it is closed after the last one.</summary>
    /// <param name="file">The file, or what unpacks it.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="most">How many characters all lines may have together.</param>
    /// <exception cref="AnnotationException">It has too many lines or characters, or too long a line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<string> Read(Stream file, string path, long most = long.MaxValue)
    {
        using var reader = new StreamReader(file);
        var line = new StringBuilder();
        var room = most;
        for (var number = 1L; Next(reader, line, path, number); number++)
        {
            room -= line.Length;
            if (room < 0)
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}:{number}: the file has more than {most} characters"));
            }

            yield return number <= Limits.Rows.Value
                ? line.ToString()
                : throw new AnnotationException($"{path}: the file has more than {Limits.Rows.Value} lines; {Limits.Rows.Hint}");
        }
    }

    // As StreamReader.ReadLine, which would read a line of any length.
    private static bool Next(StreamReader reader, StringBuilder line, string path, long number)
    {
        line.Clear();
        for (var letter = reader.Read(); ; letter = reader.Read())
        {
            if (letter < 0)
            {
                return line.Length > 0;
            }

            if (letter is '\n' or '\r')
            {
                if (letter == '\r' && reader.Peek() == '\n')
                {
                    _ = reader.Read();
                }

                return true;
            }

            if (line.Length == LongestLine)
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}:{number}: the line has more than {LongestLine} characters"));
            }

            line.Append((char)letter);
        }
    }
}
