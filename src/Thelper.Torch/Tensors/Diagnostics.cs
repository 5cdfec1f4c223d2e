namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Counts of native resources.</summary>
    public static class Diagnostics
    {
        private static long live;

        /// <summary>Native handles that managed objects own at this moment.</summary>
        public static long LiveHandles => Interlocked.Read(ref live);

        /// <summary>Gives back the pages of native libraries that were only needed to start them. Costs some milliseconds; nothing is lost.</summary>
        public static void TrimLibraries() => Native.ColdPages.Drop();

        internal static void Count(int change) => Interlocked.Add(ref live, change);
    }
}
