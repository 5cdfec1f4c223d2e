namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Counts of native resources.</summary>
    public static class Diagnostics
    {
        private static long live;

        /// <summary>Native handles that managed objects own at this moment.</summary>
        public static long LiveHandles => Interlocked.Read(ref live);

        internal static void Count(int change) => Interlocked.Add(ref live, change);
    }
}
