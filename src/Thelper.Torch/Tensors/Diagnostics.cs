using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Counts of native resources, and where they come from.</summary>
    public static class Diagnostics
    {
        private static readonly ConditionalWeakTable<Tensor, StackTrace> Origins = [];

        private static long live;

        /// <summary>Native handles that managed objects own at this moment.</summary>
        public static long LiveHandles => Interlocked.Read(ref live);

        /// <summary>
        /// Whether the place where each tensor is made is recorded, for <see cref="LiveTensors"/>. Slow; for finding leaks.
        /// True from the start when the environment variable <c>THELPER_TRACE_HANDLES</c> is 1.
        /// </summary>
        public static bool TraceHandles
        {
            get => Tracing;
            set
            {
                Tracing = value;
                if (!value)
                {
                    Origins.Clear();
                }
            }
        }

        internal static bool Tracing { get; private set; } = Environment.GetEnvironmentVariable("THELPER_TRACE_HANDLES") == "1";

        /// <summary>The tensors made since <see cref="TraceHandles"/> was set that nobody disposed yet, oldest first as far as known.</summary>
        public static IReadOnlyList<LiveTensor> LiveTensors()
        {
            var found = new List<LiveTensor>();
            foreach (var (tensor, origin) in Origins)
            {
                try
                {
                    found.Add(new LiveTensor(tensor.shape, tensor.dtype, tensor.device, origin));
                }
                catch (InvalidOperationException)
                {
                    // Not alive any more.
                }
            }

            return found;
        }

        /// <summary>Gives back the pages of native libraries that were only needed to start them. Costs some milliseconds; nothing is lost.</summary>
        public static void TrimLibraries() => ColdPages.Drop();

        /// <summary>
        /// Operators of <see cref="aten"/> that the running libtorch does not have, or takes other arguments for, than the version
        /// they were generated from: those cannot be called.
        /// </summary>
        public static IReadOnlyList<string> OperatorDifferences() => [.. Native.Dispatcher.Differences()];

        internal static void Count(int change) => Interlocked.Add(ref live, change);

        internal static void Trace(Tensor tensor) => Origins.AddOrUpdate(tensor, new StackTrace(2, fNeedFileInfo: true));
    }
}
