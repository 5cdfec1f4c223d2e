using System.Reflection;
using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Base of everything that holds parameters, buffers and other modules.</summary>
        public abstract partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Parameter?> ownParameters = [];
            private readonly OrderedDictionary<string, (Tensor? Tensor, bool Persistent)> ownBuffers = [];
            private readonly OrderedDictionary<string, Module?> children_ = [];
            private bool disposed;

            /// <summary>Creates the module.</summary>
            /// <param name="name">A name for people; the type's name unless given.</param>
            protected Module(string? name = null) => this.name = name ?? GetType().Name;

            /// <summary>A name for people.</summary>
            public string name { get; }

            /// <summary>True while layers such as dropout behave as in training.</summary>
            public bool training { get; private set; } = true;

            /// <summary>The type's name as PyTorch prints it.</summary>
            public virtual string GetName() => GetType().Name;

            /// <summary>Registers every field that holds a module, parameter or tensor (as a buffer) under the field's name, in order of declaration.</summary>
            public void RegisterComponents()
            {
                var fields = GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
                Array.Sort(fields, (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
                foreach (var field in fields)
                {
                    if (field.DeclaringType == typeof(Module) || field.Name.StartsWith('<'))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module when !children_.ContainsKey(field.Name):
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter when !ownParameters.ContainsKey(field.Name):
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor when tensor is not Parameter && !ownBuffers.ContainsKey(field.Name):
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
            }

            /// <summary>Adds a child, or replaces the one of that name (which the caller disposes).</summary>
            public void register_module(string name, Module? submodule)
            {
                CheckName(name);
                children_[name] = submodule;
            }

            /// <summary>Adds a child.</summary>
            public void add_module(string name, Module? submodule) => register_module(name, submodule);

            /// <summary>Adds a parameter, or replaces the one of that name (which the caller disposes). Null reserves the name.</summary>
            public void register_parameter(string name, Parameter? parameter)
            {
                CheckName(name);
                parameter?.DetachFromDisposeScope();
                ownParameters[name] = parameter;
            }

            /// <summary>Adds a tensor that is state but not learnt. A buffer that is not persistent stays out of the state dictionary.</summary>
            public void register_buffer(string name, Tensor? tensor, bool persistent = true)
            {
                CheckName(name);
                tensor?.DetachFromDisposeScope();
                ownBuffers[name] = (tensor, persistent);
            }

            /// <summary>The parameters with their dotted names, each once.</summary>
            public IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (prefix, module) in recurse ? named_modules() : [(string.Empty, this)])
                {
                    foreach (var (key, parameter) in module.ownParameters)
                    {
                        if (parameter is not null && seen.Add(parameter))
                        {
                            yield return (Join(prefix, key), parameter);
                        }
                    }
                }
            }

            /// <summary>The parameters, each once.</summary>
            public IEnumerable<Parameter> parameters(bool recurse = true)
            {
                foreach (var (_, parameter) in named_parameters(recurse))
                {
                    yield return parameter;
                }
            }

            /// <summary>The buffers with their dotted names.</summary>
            public IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
            {
                foreach (var (prefix, module) in recurse ? named_modules() : [(string.Empty, this)])
                {
                    foreach (var (key, buffer) in module.ownBuffers)
                    {
                        if (buffer.Tensor is { } tensor)
                        {
                            yield return (Join(prefix, key), tensor);
                        }
                    }
                }
            }

            /// <summary>The buffers.</summary>
            public IEnumerable<Tensor> buffers(bool recurse = true)
            {
                foreach (var (_, buffer) in named_buffers(recurse))
                {
                    yield return buffer;
                }
            }

            /// <summary>The children with their names.</summary>
            public IEnumerable<(string name, Module module)> named_children()
            {
                foreach (var (key, module) in children_)
                {
                    if (module is not null)
                    {
                        yield return (key, module);
                    }
                }
            }

            /// <summary>The children.</summary>
            public IEnumerable<Module> children()
            {
                foreach (var (_, module) in named_children())
                {
                    yield return module;
                }
            }

            /// <summary>This module and all below it, each once, with dotted names; its own name is empty.</summary>
            public IEnumerable<(string name, Module module)> named_modules() => Walk(string.Empty, new HashSet<Module>(ReferenceEqualityComparer.Instance));

            /// <summary>This module and all below it, each once.</summary>
            public IEnumerable<Module> modules()
            {
                foreach (var (_, module) in named_modules())
                {
                    yield return module;
                }
            }

            /// <summary>The parameter of a dotted name, or null.</summary>
            public Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            /// <summary>The buffer of a dotted name, or null.</summary>
            public Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            /// <summary>Runs an action on all modules below, then on this one.</summary>
            public Module apply(Action<Module> fn)
            {
                ArgumentNullException.ThrowIfNull(fn);
                foreach (var child in children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>Switches this module and all below it to training or evaluation.</summary>
            public virtual Module train(bool on = true)
            {
                training = on;
                foreach (var child in children())
                {
                    child.train(on);
                }

                return this;
            }

            /// <summary>Switches this module and all below it to evaluation.</summary>
            public Module eval() => train(false);

            /// <summary>Drops the gradients of all parameters.</summary>
            public void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    parameter.grad = null;
                }
            }

            /// <summary>Moves parameters and buffers to a device, in place.</summary>
            public Module to(Device device) => Convert(tensor => tensor.to(device));

            /// <summary>Converts floating-point parameters and buffers, in place.</summary>
            public Module to(ScalarType type) => Convert(tensor => tensor.is_floating_point() ? tensor.to(type) : tensor);

            /// <summary>Sets whether parameters are learnt.</summary>
            public Module requires_grad_(bool requires_grad = true)
            {
                foreach (var parameter in parameters())
                {
                    parameter.requires_grad = requires_grad;
                }

                return this;
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Releases parameters, buffers and children.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (disposed || !disposing)
                {
                    return;
                }

                disposed = true;
                foreach (var (_, parameter) in ownParameters)
                {
                    parameter?.Dispose();
                }

                foreach (var (_, buffer) in ownBuffers)
                {
                    buffer.Tensor?.Dispose();
                }

                foreach (var (_, child) in children_)
                {
                    child?.Dispose();
                }
            }

            /// <summary>The child of a name, or null.</summary>
            protected internal Module? Child(string name) => children_.GetValueOrDefault(name);

            private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";

            private static void CheckName(string name)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"'{name}' cannot name a part of a module: it is empty or holds a dot", nameof(name));
                }
            }

            private IEnumerable<(string Name, Module Module)> Walk(string prefix, HashSet<Module> seen)
            {
                if (!seen.Add(this))
                {
                    yield break;
                }

                yield return (prefix, this);
                foreach (var (key, child) in children_)
                {
                    if (child is not null)
                    {
                        foreach (var entry in child.Walk(Join(prefix, key), seen))
                        {
                            yield return entry;
                        }
                    }
                }
            }

            // The objects stay the same, so optimizers and other holders keep them; only their native data is exchanged.
            private Module Convert(Func<Tensor, Tensor> convert)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                foreach (var tensor in parameters().Concat(buffers()))
                {
                    aten.set_data(tensor, convert(tensor));
                    if (tensor.grad is { } gradient)
                    {
                        tensor.grad = convert(gradient);
                    }
                }

                return this;
            }
        }
    }
}
