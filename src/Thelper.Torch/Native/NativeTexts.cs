using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Texts as native code takes them, for the time of a call.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly nint[] texts;
    private readonly byte** pointers;

    public NativeTexts(IReadOnlyList<string> values)
    {
        texts = [.. values.Select(Marshal.StringToCoTaskMemUTF8)];
        pointers = (byte**)NativeMemory.Alloc((nuint)Math.Max(texts.Length, 1), (nuint)sizeof(byte*));
        for (var k = 0; k < texts.Length; k++)
        {
            pointers[k] = (byte*)texts[k];
        }
    }

    /// <summary>One pointer for each text.</summary>
    public byte** Pointers => pointers;

    /// <summary>The first text.</summary>
    public byte* First => pointers[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var text in texts)
        {
            Marshal.FreeCoTaskMem(text);
        }

        NativeMemory.Free(pointers);
    }
}
