using System.Runtime.InteropServices;

namespace Thelper.Testing;

/// <summary>The memory that native code has allocated and not freed, as the C library (glibc) counts it: exact, and the same on an idle and on a busy machine.</summary>
internal static partial class NativeHeap
{
    // Each round; the smallest tensor takes some hundreds of bytes.
    private const int Allowed = 8;

    // What holds a tensor, a closure or an exception takes more. In a process that has run other tests, 23 a round were seen of the runtime's own.
    private const int AllowedManaged = 32;
    private const int Attempts = 50;

    // Networks of a hundred million weights follow one another in the tests, and what one leaves seldom fits the next. Fresh pages are dear on virtual machines, so it has to be much.
    private const ulong MuchFree = 4UL << 30;

    /// <summary>Bytes in use at this moment, in the whole process.</summary>
    public static long InUse
    {
        get
        {
            var info = mallinfo2();
            return (long)(info.Used + info.Mapped);
        }
    }

    /// <summary>Fails if some work leaves memory behind, native or managed, whenever it is done.</summary>
    /// <remarks>
    /// A leak grows every time. What the runtime takes and gives back meanwhile, to compile a method again say, comes now and then, the longer the busier
    /// the machine is; so one time without a change in either direction is what counts.
    /// </remarks>
    /// <param name="rounds">Of how many equal rounds the work is made; a leak is a tensor or an object for each.</param>
    /// <param name="work">The work, which has been done before: caches are full.</param>
    public static void ShouldStayFlat(int rounds, Action work)
    {
        var (native, managed) = (new List<long>(), new List<long>());
        bool IsFlat(List<long> growth, int allowed = Allowed) => growth.Exists(bytes => Math.Abs(bytes) < rounds * allowed);
        do
        {
            var managedBefore = GC.GetTotalMemory(forceFullCollection: true);
            var nativeBefore = InUse;
            work();
            managed.Add(GC.GetTotalMemory(forceFullCollection: true) - managedBefore);
            native.Add(InUse - nativeBefore);
        }
        while (native.Count < Attempts && !(IsFlat(native) && IsFlat(managed, AllowedManaged)));
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{rounds} rounds leave, in bytes: native {string.Join(", ", native)}; managed {string.Join(", ", managed)}"));
        IsFlat(native).ShouldBeTrue($"native bytes: {string.Join(", ", native)}");
        IsFlat(managed, AllowedManaged).ShouldBeTrue($"managed bytes: {string.Join(", ", managed)}");
    }

    /// <summary>Gives freed memory back to the system if it has become much, which a program with one model need not do.</summary>
    public static void TrimIfLarge()
    {
        if (mallinfo2().FreeBytes > MuchFree)
        {
            _ = malloc_trim(0);
        }
    }

    [LibraryImport("libc")]
    private static partial Info mallinfo2();

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);

    [StructLayout(LayoutKind.Sequential)]
    private struct Info
    {
        public nuint Arena;
        public nuint FreeChunks;
        public nuint FastChunks;
        public nuint MappedBlocks;
        public nuint Mapped;
        public nuint Peak;
        public nuint FreeFast;
        public nuint Used;
        public nuint FreeBytes;
        public nuint Releasable;
    }
}
