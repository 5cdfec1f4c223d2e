using System.Runtime.InteropServices;
using Thelper.Torch.Modules;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>A module of TorchScript: parameters under their names, and what <c>forward</c> does as a program that libtorch runs.</summary>
        /// <remarks>Its parameters and buffers are those of the native module, so an optimizer changes what it computes.</remarks>
        public sealed unsafe class ScriptModule : nn.Module<Tensor, object?>
        {
            private nint script;

            internal ScriptModule(nint script)
                : base(nameof(ScriptModule))
            {
                this.script = script;
                Diagnostics.Count(1);
                AdoptTensors();
            }

            /// <summary>Safety net for modules that nobody disposed.</summary>
            ~ScriptModule() => Release();

            internal bool AsksForNumbers { get; init; }

            internal nint Script => script != 0 ? script : throw new ObjectDisposedException(nameof(ScriptModule));

            /// <summary>Runs the module on one tensor.</summary>
            /// <param name="input">The only argument.</param>
            /// <returns>As <see cref="Invoke"/>.</returns>
            /// <exception cref="TorchException">The module fails, or wants other arguments.</exception>
            public override object? forward(Tensor input) => Invoke(input);

            /// <summary>Runs the module.</summary>
            /// <param name="arguments">Tensors, numbers, truth values, texts, null; tuples (<c>object?[]</c>), lists and dictionaries of such.</param>
            /// <returns>The same kinds: a tuple is an <c>object?[]</c>, a list a <see cref="List{T}"/>, a dictionary an <see cref="OrderedDictionary{TKey, TValue}"/>.</returns>
            /// <exception cref="TorchException">The module fails, or wants other arguments.</exception>
            /// <exception cref="NotSupportedException">An argument of another kind.</exception>
            public object? Invoke(params object?[] arguments)
            {
                ArgumentNullException.ThrowIfNull(arguments);
                var tensors = new List<Tensor>();
                var text = ValueTree.Write(arguments, tensors);
                nint[] handles = [.. tensors.Select(tensor => tensor.Handle)];
                byte* resultText;
                nint* results;
                long count;
                fixed (byte* given = text)
                {
                    fixed (nint* first = handles)
                    {
                        count = LibTorch.thelper_torch_jit_call(Script, given, text.Length, first, handles.Length, &resultText, &results);
                    }
                }

                GC.KeepAlive(tensors);
                GC.KeepAlive(this);
                if (count < 0)
                {
                    throw Explained(LibTorch.Failure("TorchScript's forward"));
                }

                var found = Owned(results, count);
                try
                {
                    return ValueTree.Read(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(resultText), found);
                }
                finally
                {
                    LibTorch.thelper_torch_free((nint)resultText);
                }
            }

            /// <inheritdoc/>
            public override nn.Module train(bool train = true)
            {
                LibTorch.Check(LibTorch.thelper_torch_jit_train(Script, train ? 1 : 0), "train");
                return base.train(train);
            }

            /// <summary>What <c>forward</c> does, with the calls of its parts replaced by what these do.</summary>
            /// <param name="functional">Whether changes in place become new values where that is possible; this changes the module's program, not its results.</param>
            /// <exception cref="TorchException">The module has no <c>forward</c>.</exception>
            public ScriptGraph Graph(bool functional = false)
            {
                nint* tensors;
                long count;
                var json = LibTorch.Check(LibTorch.thelper_torch_jit_graph(Script, functional ? 1 : 0, &tensors, &count), "graph");
                GC.KeepAlive(this);
                var constants = Owned(tensors, count);
                try
                {
                    return ScriptGraph.Parse(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)json), constants);
                }
                finally
                {
                    LibTorch.thelper_torch_free(json);
                }
            }

            /// <summary>In the program as <see cref="Graph"/> last described it, an input that is a constant becomes a size of a tensor.</summary>
            internal void UseSize(int node, int input, SizeOf size)
            {
                LibTorch.Check(LibTorch.thelper_torch_jit_use_size(Script, node, input, size.Value, size.Dimension, size.Times, size.By), "use_size");
                GC.KeepAlive(this);
            }

            /// <inheritdoc/>
            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
                Release();
            }

            // The interpreter tells first that something failed, then where, and what in the end.
            private static TorchException Explained(TorchException failure)
            {
                const string Cause = "RuntimeError: ";
                var at = failure.Reason.LastIndexOf(Cause, StringComparison.Ordinal);
                return at < 0 ? failure : new(failure.Operation, $"{failure.Reason[(at + Cause.Length)..]}\n{failure.Reason}");
            }

            private static List<Tensor> Owned(nint* handles, long count)
            {
                var tensors = new List<Tensor>();
                for (var k = 0; k < count; k++)
                {
                    tensors.Add(Tensor.Own(handles[k]));
                }

                LibTorch.thelper_torch_free((nint)handles);
                return tensors;
            }

            private void Release()
            {
                var mine = Interlocked.Exchange(ref script, 0);
                if (mine != 0)
                {
                    LibTorch.thelper_torch_jit_release(mine);
                    Diagnostics.Count(-1);
                }
            }

            // The native module's own tensors, under its own names, as parameters and buffers of modules of this program.
            private void AdoptTensors()
            {
                var found = new List<Found>();
                var target = GCHandle.Alloc(found);
                try
                {
                    LibTorch.Check(LibTorch.thelper_torch_jit_tensors(Script, &Receive, GCHandle.ToIntPtr(target)), "parameters");
                }
                finally
                {
                    target.Free();
                }

                using var scope = NewDisposeScope();
                foreach (var (path, handle, buffer) in found)
                {
                    nn.Module owner = this;
                    var names = path.Split('.');
                    foreach (var part in names[..^1])
                    {
                        if (owner.Child(part) is null)
                        {
                            owner.register_module(part, new Part());
                        }

                        owner = owner.Child(part)!;
                    }

                    var tensor = Tensor.Own(handle);
                    if (buffer)
                    {
                        owner.register_buffer(names[^1], tensor);
                    }
                    else
                    {
                        owner.register_parameter(names[^1], new Parameter(tensor, tensor.requires_grad));
                    }
                }
            }

            [UnmanagedCallersOnly]
            private static void Receive(nint context, byte* name, nint tensor, int kind) =>
                ((List<Found>)GCHandle.FromIntPtr(context).Target!).Add(new(Marshal.PtrToStringUTF8((nint)name)!, tensor, kind == 1));

            private sealed class Part() : nn.Module(nameof(Part));

            private sealed record Found(string Name, nint Tensor, bool Buffer);
        }
    }
}
