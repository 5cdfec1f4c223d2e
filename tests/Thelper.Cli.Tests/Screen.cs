using System.Text;

namespace Thelper.Cli.Tests;

/// <summary>What a person sees of a terminal's output: lines that break at the last column, carriage returns, and the erasing of a line's end. The screen is endlessly high.</summary>
/// <param name="columns">Its width.</param>
internal sealed class Screen(int columns)
{
    private readonly List<StringBuilder> lines = [new()];
    private int row;
    private int column;

    /// <summary>The lines, without blanks at their ends.</summary>
    public IReadOnlyList<string> Lines => [.. lines.Select(line => line.ToString().TrimEnd())];

    /// <summary>Takes output.</summary>
    /// <param name="text">The output; a control sequence must be whole.</param>
    public void Write(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r':
                    column = 0;
                    break;
                case '\n':
                    Down();
                    column = 0;
                    break;
                case '\b':
                    column = Math.Max(0, column - 1);
                    break;
                case '\e' when i + 1 < text.Length && text[i + 1] == '[':
                    var start = i += 2;
                    while (i < text.Length && text[i] is < '@' or > '~')
                    {
                        i++;
                    }

                    if (text[start..(i + 1)] == "K")
                    {
                        lines[row].Length = Math.Min(lines[row].Length, column);
                    }

                    break;
                case '\e':
                    i++;
                    break;
                case >= ' ':
                    Put(text[i]);
                    break;
            }
        }
    }

    private void Put(char sign)
    {
        if (column == columns)
        {
            Down();
            column = 0;
        }

        var line = lines[row];
        line.Append(' ', Math.Max(0, column - line.Length));
        line.Length = Math.Max(line.Length, column + 1);
        line[column++] = sign;
    }

    private void Down()
    {
        if (++row == lines.Count)
        {
            lines.Add(new());
        }
    }
}
