using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Thelper.OperatorGenerator;

/// <summary>
/// Writes the typed C# methods of every operator that libtorch registers in the aten namespace, and the classes that are alike for each number of inputs.
/// Usage: Thelper.OperatorGenerator LIBRARY OUTPUT, where LIBRARY is libthelper_torch.so.
/// Left out, with their count printed: out variants, backward kernels, named-dimension overloads, and types with no C# counterpart.
/// </summary>
internal static unsafe class Program
{
    private static readonly List<string> Texts = [];

    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("usage: Thelper.OperatorGenerator LIBRARY OUTPUT");
            return 2;
        }

        var library = NativeLibrary.Load(Path.GetFullPath(arguments[0]));
        var list = (delegate* unmanaged<delegate* unmanaged<byte*, void>, void>)NativeLibrary.GetExport(library, "thelper_torch_schemas");
        list(&Receive);
        var all = Texts.Where(text => text.StartsWith("aten::", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Schema.Parse).ToList();
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<Schema>();
        foreach (var schema in all)
        {
            if (Types.ReasonToLeaveOut(schema) is { } reason)
            {
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
            else
            {
                kept.Add(schema);
            }
        }

        Directory.CreateDirectory(arguments[1]);
        foreach (var old in Directory.GetFiles(arguments[1], "*.g.cs"))
        {
            File.Delete(old);
        }

        foreach (var (name, text) in Writer.Files(kept).Concat(Arities.Files()))
        {
            File.WriteAllText(Path.Combine(arguments[1], name), text);
        }

        Console.WriteLine($"{all.Count} registered overloads, {kept.Count} typed");
        foreach (var (reason, count) in reasons)
        {
            Console.WriteLine($"{count,6} left out: {reason}");
        }

        return 0;
    }

    [UnmanagedCallersOnly]
    private static void Receive(byte* text) => Texts.Add(Marshal.PtrToStringUTF8((nint)text)!);
}
