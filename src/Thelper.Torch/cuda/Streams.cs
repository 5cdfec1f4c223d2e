using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class cuda
    {
        /// <summary>The thread's current stream of a device.</summary>
        public static unsafe Stream current_stream(Device? device = null)
        {
            long owner, id;
            LibTorch.Check(LibTorch.thelper_torch_current_stream(Packed(device), &owner, &id), "torch.cuda.current_stream");
            return new Stream(owner, id);
        }

        /// <summary>The stream that work of a device goes to unless told otherwise.</summary>
        public static unsafe Stream default_stream(Device? device = null)
        {
            long owner, id;
            LibTorch.Check(LibTorch.thelper_torch_default_stream(Packed(device), &owner, &id), "torch.cuda.default_stream");
            return new Stream(owner, id);
        }

        /// <summary>Makes a stream the thread's current one, and its device the current one.</summary>
        public static void set_stream(Stream stream)
        {
            ArgumentNullException.ThrowIfNull(stream);
            LibTorch.Check(LibTorch.thelper_torch_set_stream(stream.Owner, stream.Id), "torch.cuda.set_stream");
        }

        /// <summary>Makes a stream the thread's current one until disposed; null changes nothing.</summary>
        public static IDisposable stream(Stream? stream) => new StreamScope(stream);

        /// <summary>A queue of work on a device. Streams come from a pool of libtorch's and are never destroyed.</summary>
        public sealed class Stream : IEquatable<Stream>
        {
            /// <summary>Takes a stream from the pool.</summary>
            /// <param name="device">The device; the current one when absent.</param>
            /// <param name="priority">Below zero for a stream whose work goes first.</param>
            public unsafe Stream(Device? device = null, int priority = 0)
            {
                long owner, id;
                LibTorch.Check(LibTorch.thelper_torch_new_stream(Packed(device), priority < 0 ? 1 : 0, &owner, &id), "torch.cuda.Stream");
                (Owner, Id) = (owner, id);
            }

            internal Stream(long owner, long id) => (Owner, Id) = (owner, id);

            /// <summary>The device.</summary>
            public Device device => Device.Unpack(Owner);

            internal long Owner { get; }

            internal long Id { get; }

            /// <summary>True when all work given to the stream is done.</summary>
            public bool query()
            {
                var answer = LibTorch.thelper_torch_query_stream(Owner, Id);
                LibTorch.Check(answer, "torch.cuda.Stream.query");
                return answer != 0;
            }

            /// <summary>Waits until all work given to the stream is done.</summary>
            public void synchronize() => LibTorch.Check(LibTorch.thelper_torch_synchronize_stream(Owner, Id), "torch.cuda.Stream.synchronize");

            /// <summary>Work given to this stream from now on waits for the work that the other one has now.</summary>
            public void wait_stream(Stream stream)
            {
                ArgumentNullException.ThrowIfNull(stream);
                using var mark = stream.record_event();
                wait_event(mark);
            }

            /// <summary>Work given to this stream from now on waits for an event.</summary>
            public void wait_event(Event @event)
            {
                ArgumentNullException.ThrowIfNull(@event);
                @event.wait(this);
            }

            /// <summary>An event that happens when the work that the stream has now is done.</summary>
            public Event record_event()
            {
                var mark = new Event(device);
                mark.record(this);
                return mark;
            }

            /// <inheritdoc/>
            public bool Equals(Stream? other) => other is not null && Owner == other.Owner && Id == other.Id;

            /// <inheritdoc/>
            public override bool Equals(object? obj) => Equals(obj as Stream);

            /// <inheritdoc/>
            public override int GetHashCode() => HashCode.Combine(Owner, Id);
        }

        /// <summary>A mark in a stream that others can wait for.</summary>
        public sealed class Event : IDisposable
        {
            private nint handle;

            /// <summary>An event that nothing has marked yet.</summary>
            /// <param name="device">The device; the current one when absent.</param>
            /// <param name="enable_timing">Whether <see cref="elapsed_time"/> will be asked.</param>
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
            }

            /// <summary>Work given to a stream from now on waits for the event.</summary>
            public void wait(Stream? stream = null)
            {
                stream ??= current_stream();
                LibTorch.Check(LibTorch.thelper_torch_wait_event(Handle, stream.Owner, stream.Id), "torch.cuda.Event.wait");
            }

            /// <summary>True when the work before the mark is done.</summary>
            public bool query()
            {
                var answer = LibTorch.thelper_torch_query_event(Handle);
                LibTorch.Check(answer, "torch.cuda.Event.query");
                return answer != 0;
            }

            /// <summary>Waits until the work before the mark is done.</summary>
            public void synchronize() => LibTorch.Check(LibTorch.thelper_torch_synchronize_event(Handle), "torch.cuda.Event.synchronize");

            /// <summary>Milliseconds from this event to a later one. Needs libtorch 2.5.</summary>
            public unsafe double elapsed_time(Event end_event)
            {
                ArgumentNullException.ThrowIfNull(end_event);
                double milliseconds;
                LibTorch.Check(LibTorch.thelper_torch_event_elapsed(Handle, end_event.Handle, &milliseconds), "torch.cuda.Event.elapsed_time");
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

        private sealed class StreamScope : IDisposable
        {
            private readonly Stream? deviceStreamBefore;
            private readonly Stream? before;

            public StreamScope(Stream? stream)
            {
                if (stream is not null)
                {
                    before = current_stream();
                    deviceStreamBefore = current_stream(stream.device);
                    set_stream(stream);
                }
            }

            public void Dispose()
            {
                if (before is not null)
                {
                    set_stream(deviceStreamBefore!);
                    set_stream(before);
                }
            }
        }
    }

    public partial class Tensor
    {
        /// <summary>Keeps the memory from being handed to others before the work now in a stream is done.</summary>
        public void record_stream(cuda.Stream stream)
        {
            ArgumentNullException.ThrowIfNull(stream);
            LibTorch.Check(LibTorch.thelper_torch_record_stream(Handle, stream.Owner, stream.Id), "record_stream");
            GC.KeepAlive(this);
        }
    }
}
