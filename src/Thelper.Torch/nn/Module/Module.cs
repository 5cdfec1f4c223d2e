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
            public virtual string GetName()
            {
                var type = GetType().Name;
                var arity = type.IndexOf('`', StringComparison.Ordinal);
                return arity < 0 ? type : type[..arity];
            }

            /// <summary>Registers every field that holds a module, parameter or tensor (as a buffer) under the field's name, in order of declaration.</summary>
            public virtual void RegisterComponents()
            {
                var fields = GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
                Array.Sort(fields, (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
                foreach (var field in fields)
                {
                    if (field.DeclaringType is { } type && IsEngineBase(type) || field.Name.StartsWith('<'))
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
                        case Tensor tensor when tensor is not Modules.Parameter && !ownBuffers.ContainsKey(field.Name):
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
            }

            /// <summary>Adds a child, or replaces the one of that name (which the caller disposes).</summary>
            /// <exception cref="ArgumentException">The name is empty or holds a dot.</exception>
            public virtual void register_module(string name, Module? submodule)
            {
                CheckName(name);
                submodule?.RegisterIfEmpty();
                children_[name] = submodule;
            }

            /// <summary>Adds a child.</summary>
            public void add_module(string name, Module? module) => register_module(name, module);

            /// <summary>Adds a parameter, or replaces the one of that name (which the caller disposes). Null reserves the name.</summary>
            /// <exception cref="ArgumentException">The name is empty or holds a dot.</exception>
            public virtual void register_parameter(string name, Parameter? param)
            {
                CheckName(name);
                param?.DetachFromDisposeScope();
                ownParameters[name] = param;
            }

            /// <summary>Adds a tensor that is state but not learnt. A buffer that is not persistent stays out of the state dictionary.</summary>
            /// <exception cref="ArgumentException">The name is empty or holds a dot.</exception>
            public virtual void register_buffer(string name, Tensor? tensor, bool persistent = true)
            {
                CheckName(name);
                tensor?.DetachFromDisposeScope();
                ownBuffers[name] = (tensor, persistent);
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

                DisposeComputed();
            }

            /// <summary>The child of a name, or null.</summary>
            protected internal Module? Child(string name) => children_.GetValueOrDefault(name);

            /// <summary>Forgets all children without disposing them, for containers that name them anew.</summary>
            protected void ClearModules() => children_.Clear();

            /// <summary>Exchanges a parameter that a layer keeps in a field: the registry and the field always agree.</summary>
            /// <param name="field">The layer's field.</param>
            /// <param name="value">The new parameter, or none. The caller disposes the old one unless another module shares it.</param>
            /// <param name="name">The registered name.</param>
            protected void SetParameter<TParameter>(ref TParameter field, TParameter value, string name)
                where TParameter : Tensor?
            {
                register_parameter(name, value as Parameter);
                field = value;
            }

            /// <summary>Exchanges a buffer that a layer keeps in a field: the registry and the field always agree.</summary>
            /// <param name="field">The layer's field.</param>
            /// <param name="value">The new buffer, or none. The caller disposes the old one unless another module shares it.</param>
            /// <param name="name">The registered name.</param>
            protected void SetBuffer(ref Tensor? field, Tensor? value, string name)
            {
                register_buffer(name, value, persistent: !ownBuffers.TryGetValue(name, out var before) || before.Persistent);
                field = value;
            }

            internal Parameter? OwnParameter(string name) => ownParameters.GetValueOrDefault(name);

            internal bool Unregister(string name) => ownParameters.Remove(name) | ownBuffers.Remove(name) | children_.Remove(name);

            // As TorchSharp has it: a user's module that registered nothing does so when it becomes part of another.
            private void RegisterIfEmpty()
            {
                if (ownParameters.Count == 0 && ownBuffers.Count == 0 && children_.Count == 0 && GetType().Assembly != typeof(Module).Assembly)
                {
                    RegisterComponents();
                }
            }

            private static bool IsEngineBase(Type type) => type == typeof(Module)
                || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(HookableModule<,>));

            private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";

            private static void CheckName(string name)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"'{name}' cannot name a part of a module: it is empty or holds a dot", nameof(name));
                }
            }
        }
    }
}
