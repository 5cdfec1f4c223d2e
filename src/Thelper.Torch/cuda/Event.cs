using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class cuda
    {
        /// <summary>A mark in a stream that others can wait for.</summary>
        public sealed class Event : IDisposable
        {
            private nint handle;

            /// <summary>An event that nothing has marked yet.</summary>
            /// <param name="device">The device; the current one when absent.</param>
            /// <param name="enable_timing">Whether <see cref="elapsed_time"/> will be asked.</param>
            /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
            public Event(Device? device = null, bool enable_timing = false)
            {
                handle = LibTorch.Check(LibTorch.thelper_torch_new_event(Packed(device), enable_timing ? 1 : 0), "torch.cuda.Event");
                Diagnostics.Count(1);
            }

            /// <summary>Releases the event.</summary>
            ~Event() => Release();

            private nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Event));

            /// <summary>Marks the place in a stream; the current one when absent.</summary>
            public void record(Stream? stream = null)
            {
                stream ??= current_stream();
                LibTorch.Check(LibTorch.thelper_torch_record_event(Handle, stream.Owner, stream.Id), "torch.cuda.Event.record");
                GC.KeepAlive(this);
            }

            /// <summary>Work given to a stream from now on waits for the event.</summary>
            public void wait(Stream? stream = null)
            {
                stream ??= current_stream();
                LibTorch.Check(LibTorch.thelper_torch_wait_event(Handle, stream.Owner, stream.Id), "torch.cuda.Event.wait");
                GC.KeepAlive(this);
            }

            /// <summary>True when the work before the mark is done.</summary>
            public bool query()
            {
                var answer = LibTorch.thelper_torch_query_event(Handle);
                LibTorch.Check(answer, "torch.cuda.Event.query");
                GC.KeepAlive(this);
                return answer != 0;
            }

            /// <summary>Waits until the work before the mark is done.</summary>
            public void synchronize()
            {
                LibTorch.Check(LibTorch.thelper_torch_synchronize_event(Handle), "torch.cuda.Event.synchronize");
                GC.KeepAlive(this);
            }

            /// <summary>Milliseconds from this event to a later one. Needs libtorch 2.5.</summary>
            public unsafe double elapsed_time(Event end_event)
            {
                ArgumentNullException.ThrowIfNull(end_event);
                double milliseconds;
                LibTorch.Check(LibTorch.thelper_torch_event_elapsed(Handle, end_event.Handle, &milliseconds), "torch.cuda.Event.elapsed_time");
                GC.KeepAlive(this);
                GC.KeepAlive(end_event);
                return milliseconds;
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                Release();
                GC.SuppressFinalize(this);
            }

            private void Release()
            {
                var taken = Interlocked.Exchange(ref handle, 0);
                if (taken != 0)
                {
                    LibTorch.thelper_torch_release_event(taken);
                    Diagnostics.Count(-1);
                }
            }
        }
    }
}
