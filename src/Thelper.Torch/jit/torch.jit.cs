using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>TorchScript: programs of libtorch that need none of the code that made them.</summary>
    public static partial class jit
    {
        [ThreadStatic]
        private static Trace? current;

        /// <summary>Runs a model once and records what it does.</summary>
        /// <remarks>
        /// The result has the model's parameter names and shares its tensors. Branches and loops of the model are recorded as they went, sizes as they
        /// were; <see cref="DynamicTrace"/> finds out which sizes may vary.
        /// </remarks>
        /// <param name="model">What holds the parameters. In the mode (evaluation, training) that the program is to have.</param>
        /// <param name="inputs">Example inputs.</param>
        /// <param name="forward">The computation; it returns a tensor, or a tuple, list or dictionary of tensors.</param>
        /// <param name="names">Names of the inputs; <c>input</c>, or <c>input0</c>, <c>input1</c>, ... unless given.</param>
        /// <exception cref="TorchException">libtorch cannot record something.</exception>
        /// <exception cref="NotSupportedException">The result is of another kind.</exception>
        public static unsafe ScriptModule trace(nn.Module model, Tensor[] inputs, Func<Tensor[], object?> forward, IReadOnlyList<string>? names = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(inputs);
            ArgumentNullException.ThrowIfNull(forward);
            names ??= inputs.Length == 1 ? ["input"] : [.. inputs.Select((_, k) => $"input{k}")];
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            using var modelName = new NativeTexts([ClassName(model)]);
            var script = LibTorch.Check(LibTorch.thelper_torch_jit_new(modelName.First), "trace");
            bool asksForNumbers;
            try
            {
                foreach (var (name, parameter) in model.named_parameters())
                {
                    Register(script, name, parameter, false);
                }

                foreach (var (name, buffer) in model.named_buffers())
                {
                    Register(script, name, buffer, true);
                }

                using var tracing = new Trace(model, forward);
                using var nativeNames = new NativeTexts(names);
                nint[] handles = [.. inputs.Select(input => input.Handle)];
                var target = GCHandle.Alloc(tracing);
                try
                {
                    fixed (nint* first = handles)
                    {
                        LibTorch.Check(LibTorch.thelper_torch_jit_trace(script, first, handles.Length, nativeNames.Pointers, &Run, GCHandle.ToIntPtr(target)), "trace");
                    }
                }
                finally
                {
                    target.Free();
                }

                GC.KeepAlive(inputs);
                asksForNumbers = tracing.AsksForNumbers;
                LibTorch.Check(LibTorch.thelper_torch_jit_train(script, model.training ? 1 : 0), "trace");
            }
            catch
            {
                LibTorch.thelper_torch_jit_release(script);
                throw;
            }

            return new ScriptModule(script) { AsksForNumbers = asksForNumbers };
        }

        /// <summary>Records a model from one tensor to another.</summary>
        /// <inheritdoc cref="trace(nn.Module, Tensor[], Func{Tensor[], object?}, IReadOnlyList{string}?)"/>
        public static ScriptModule trace(nn.Module<Tensor, Tensor> model, Tensor input) => trace(model, [input], given => model.call(given[0]));

        /// <summary>Writes a module as Python's <c>torch.jit.load</c> and libtorch read it.</summary>
        /// <param name="module">The module.</param>
        /// <param name="filename">The file, which is replaced.</param>
        /// <param name="extraFiles">Texts that go into the archive's folder <c>extra</c>, by name.</param>
        /// <exception cref="TorchException">The file cannot be written.</exception>
        public static unsafe void save(ScriptModule module, string filename, IReadOnlyDictionary<string, string>? extraFiles = null)
        {
            ArgumentNullException.ThrowIfNull(module);
            using var path = new NativeTexts([filename]);
            using var extra = new NativeTexts([.. (extraFiles ?? new Dictionary<string, string>()).SelectMany(pair => new[] { pair.Key, pair.Value })]);
            LibTorch.Check(LibTorch.thelper_torch_jit_save(module.Script, path.First, extra.Pointers, extraFiles?.Count ?? 0), "save");
            GC.KeepAlive(module);
        }

        /// <summary>Reads a module that this program, Python's <c>torch.jit.save</c> or libtorch wrote, traced or scripted.</summary>
        /// <remarks>Programs that write or read files, or call operators of others, are refused before anything of them runs.</remarks>
        /// <param name="filename">The file.</param>
        /// <param name="extraFiles">Names of texts in the archive's folder <c>extra</c> to read; those that are there receive their contents.</param>
        /// <exception cref="UserErrorException">The file is no TorchScript archive, or its program is refused.</exception>
        /// <exception cref="TorchException">libtorch cannot read it.</exception>
        public static unsafe ScriptModule load(string filename, IDictionary<string, string>? extraFiles = null)
        {
            ScriptFileCheck.Require(filename);
            using var path = new NativeTexts([filename]);
            using var extra = new NativeTexts([.. extraFiles?.Keys ?? []]);
            var target = GCHandle.Alloc(extraFiles ?? new Dictionary<string, string>());
            try
            {
                return new ScriptModule(LibTorch.Check(LibTorch.thelper_torch_jit_load(path.First, extra.Pointers, extraFiles?.Count ?? 0, &Receive, GCHandle.ToIntPtr(target)), "load"));
            }
            finally
            {
                target.Free();
            }
        }

        /// <summary>Makes a program for inference alone: weights are constants of it, normalisations part of convolutions, tensors laid out as the processor likes them.</summary>
        /// <remarks>It has no parameters, does not follow changes of those of the module, and cannot be written to a file. Its numbers differ from the module's in the last bits.</remarks>
        /// <param name="module">The module, in evaluation mode; it stays as it is, and the caller's.</param>
        /// <returns>The program; the caller disposes it.</returns>
        /// <exception cref="TorchException">The module is in training mode, or libtorch cannot change it.</exception>
        public static ScriptModule optimize_for_inference(ScriptModule module)
        {
            ArgumentNullException.ThrowIfNull(module);
            var optimized = LibTorch.Check(LibTorch.thelper_torch_jit_optimized(module.Script), "optimize_for_inference");
            GC.KeepAlive(module);
            return new ScriptModule(optimized);
        }

        /// <summary>Whether what this thread computes is being recorded by <see cref="trace(nn.Module, Tensor[], Func{Tensor[], object?}, IReadOnlyList{string}?)"/>.</summary>
        public static bool is_tracing() => current is not null;

        /// <summary>Whether a file is a TorchScript archive: a zip archive with a program in it. A checkpoint is none.</summary>
        /// <param name="filename">The file.</param>
        public static bool is_archive(string filename) => ScriptFileCheck.IsArchive(filename);

        /// <summary>Says that managed code wrote a tensor's contents: a running trace takes it for a constant.</summary>
        internal static void MadeHere(Tensor tensor)
        {
            if (current is not null)
            {
                LibTorch.Check(LibTorch.thelper_torch_jit_constant(tensor.Handle), "trace");
            }
        }

        /// <summary>Says that managed code asked for a number of a tensor: what it did by it, a running trace does not know.</summary>
        internal static void ReadHere()
        {
            if (current is not null)
            {
                current.AsksForNumbers = true;
            }
        }

        private static unsafe void Register(nint script, string name, Tensor tensor, bool buffer)
        {
            using var path = new NativeTexts([name]);
            LibTorch.Check(LibTorch.thelper_torch_jit_register(script, path.First, tensor.Handle, buffer ? 1 : 0), "trace");
            GC.KeepAlive(tensor);
        }

        // A class of TorchScript has a name of Python.
        private static string ClassName(nn.Module model)
        {
            var name = new string([.. model.GetName().Where(c => char.IsAsciiLetterOrDigit(c) || c == '_')]);
            return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "Module" + name : name;
        }

        [UnmanagedCallersOnly]
        private static unsafe int Run(nint target, nint* inputs, long count, nint receiver, nint* exception)
        {
            var trace = (Trace)GCHandle.FromIntPtr(target).Target!;
            using var scope = NewDisposeScope();
            var given = new Tensor[count];
            for (var k = 0; k < given.Length; k++)
            {
                given[k] = Tensor.Own(inputs[k]);
            }

#pragma warning disable CA1031 // No exception may leave for native code; this one goes on in the caller of trace.
            try
            {
                var tensors = new List<Tensor>();
                var text = ValueTree.Write(trace.Forward(given), tensors);
                nint[] handles = [.. tensors.Select(tensor => tensor.Handle)];
                fixed (byte* words = text)
                {
                    fixed (nint* first = handles)
                    {
                        LibTorch.thelper_torch_jit_receive(receiver, words, text.Length, first, handles.Length);
                    }
                }

                GC.KeepAlive(tensors);
                return 0;
            }
            catch (Exception thrown)
            {
                *exception = Callbacks.Hold(ExceptionDispatchInfo.Capture(thrown));
                return -1;
            }
#pragma warning restore CA1031
        }

        [UnmanagedCallersOnly]
        private static unsafe void Receive(nint context, byte* name, byte* text, long size) =>
            ((IDictionary<string, string>)GCHandle.FromIntPtr(context).Target!)[Marshal.PtrToStringUTF8((nint)name)!] = System.Text.Encoding.UTF8.GetString(text, checked((int)size));

        // A running trace of this thread: names the module that works, for the messages of exporters.
        private sealed class Trace : IDisposable
        {
            private readonly Dictionary<nn.Module, string> names = new(ReferenceEqualityComparer.Instance);
            private readonly Func<Tensor[], object?> forward;
            private readonly nn.HookRemover before;
            private readonly nn.HookRemover after;

            public Trace(nn.Module model, Func<Tensor[], object?> forward)
            {
                this.forward = forward;
                foreach (var (name, module) in model.named_modules())
                {
                    names.TryAdd(module, name);
                }

                before = nn.modules.module.register_module_forward_pre_hook((module, _) => Enter(module));
                after = nn.modules.module.register_module_forward_hook((module, _, _) => Leave(module));
                current = this;
            }

            public bool AsksForNumbers { get; set; }

            public object? Forward(Tensor[] inputs) => forward(inputs);

            public void Dispose()
            {
                current = null;
                before.remove();
                after.remove();
            }

            private unsafe object?[]? Enter(nn.Module module)
            {
                if (current == this)
                {
                    using var name = new NativeTexts([names.GetValueOrDefault(module) ?? module.GetName()]);
                    LibTorch.thelper_torch_jit_scope(name.First);
                }

                return null;
            }

            private unsafe object? Leave(nn.Module module)
            {
                if (current == this)
                {
                    LibTorch.thelper_torch_jit_scope(null);
                }

                return null;
            }
        }
    }
}
