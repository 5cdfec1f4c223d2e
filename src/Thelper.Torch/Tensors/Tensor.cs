using System.Runtime.CompilerServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>A tensor of libtorch. One object owns one native reference; dispose it, or make it inside a <see cref="DisposeScope"/>.</summary>
    public partial class Tensor : IDisposable, IEquatable<Tensor>
    {
        private nint handle;

        /// <summary>Takes over the native reference of another tensor, and its place in a scope. The other one is left empty.</summary>
        protected Tensor(Tensor source)
        {
            ArgumentNullException.ThrowIfNull(source);
            handle = source.Handle;
            if (source.Scope is { } scope)
            {
                scope.Remove(source);
                scope.Add(this);
            }

            source.handle = 0;
#pragma warning disable CA1816 // The source has nothing left to finalize: its handle is ours now.
            GC.SuppressFinalize(source);
#pragma warning restore CA1816
            if (Diagnostics.Tracing)
            {
                Diagnostics.Trace(this);
            }
        }

        private Tensor(nint handle)
        {
            this.handle = handle;
            Diagnostics.Count(1);
            var manager = DisposeScopeManager.Here;
            var scope = manager.Current;
            scope?.Add(this);
            manager.Counters.TensorStatistics.Created(scope is not null);

            if (Diagnostics.Tracing)
            {
                Diagnostics.Trace(this);
            }
        }

        /// <summary>Safety net for tensors that nobody disposed.</summary>
        ~Tensor() => Release();

        /// <summary>True once disposed.</summary>
        public bool IsInvalid => handle == 0;

        /// <summary>The native handle.</summary>
        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => handle != 0 ? handle : throw Disposed();
        }

        internal DisposeScope? Scope { get; set; }

        internal Tensor? NextInScope { get; set; }

        internal Tensor? PreviousInScope { get; set; }

        /// <summary>Another object for the same native tensor.</summary>
        internal Tensor Share() => Own(LibTorch.thelper_torch_share(Handle));

        /// <summary>Takes the tensor out of its scope: the caller disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            if (Scope is { } scope)
            {
                scope.Remove(this);
                DisposeScopeManager.Statistics.TensorStatistics.Detached();
            }

            return this;
        }

        /// <summary>Moves the tensor to the scope around its own, or out of all scopes.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            if (Scope is { } scope)
            {
                scope.Remove(this);
                var outer = scope.Outer;
                if (outer is not null)
                {
                    outer.Add(this);
                }
                else
                {
                    DisposeScopeManager.Statistics.TensorStatistics.Detached();
                }
            }

            return this;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        internal static Tensor Own(nint handle) => new(handle);

        /// <summary>Releases the native reference.</summary>
        /// <param name="disposing">False when called by the finalizer.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
            {
                DisposeAs(inScope: Scope is not null);
            }
            else
            {
                Release();
            }
        }

        // What owns tensors, such as a packed sequence, says for them whether it was in a scope.
        internal void DisposeAs(bool inScope)
        {
            Scope?.Remove(this);
            if (!IsInvalid)
            {
                DisposeScopeManager.Statistics.TensorStatistics.Disposed(inScope);
            }

            Release();
        }

        private static InvalidOperationException Disposed() => new("This tensor was disposed already. Move it out of its scope (MoveToOuterDisposeScope) where it has to live longer.");

        private void Release()
        {
            var taken = Interlocked.Exchange(ref handle, 0);
            if (taken != 0)
            {
                LibTorch.thelper_torch_release(taken);
                Diagnostics.Count(-1);
            }
        }
    }
}
