namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Takes one hook away again. Removing twice does nothing.</summary>
        public sealed class HookRemover : IDisposable
        {
            private Action? undo;

            internal HookRemover(Action undo) => this.undo = undo;

            /// <summary>Removes the hook.</summary>
            public void remove() => Interlocked.Exchange(ref undo, null)?.Invoke();

            /// <summary>Removes the hook.</summary>
            public void Dispose() => remove();
        }
    }
}
