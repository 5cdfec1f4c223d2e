using System.Runtime.CompilerServices;
using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            /// <summary>The parameters with their dotted names. One that several names share comes once, under the first.</summary>
            /// <param name="recurse">Whether those of the modules below are listed too.</param>
            /// <param name="prefix">What the names start with.</param>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true, string prefix = "")
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (path, module) in recurse ? named_modules(prefix) : [(prefix, this)])
                {
                    foreach (var (key, parameter) in module.ownParameters)
                    {
                        if (parameter is not null && seen.Add(parameter))
                        {
                            yield return (Join(path, key), parameter);
                        }
                    }
                }
            }

            /// <summary>The parameters, each once.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true)
            {
                foreach (var (_, parameter) in named_parameters(recurse))
                {
                    yield return parameter;
                }
            }

            /// <summary>The buffers with their dotted names, each once.</summary>
            /// <param name="recurse">Whether those of the modules below are listed too.</param>
            /// <param name="prefix">What the names start with.</param>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, string prefix = "")
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (path, module) in recurse ? named_modules(prefix) : [(prefix, this)])
                {
                    foreach (var (key, buffer) in module.ownBuffers)
                    {
                        if (buffer.Tensor is { } tensor && seen.Add(tensor))
                        {
                            yield return (Join(path, key), tensor);
                        }
                    }
                }
            }

            /// <summary>The buffers, each once.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true)
            {
                foreach (var (_, buffer) in named_buffers(recurse))
                {
                    yield return buffer;
                }
            }

            /// <summary>The children with their names, each once.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children()
            {
                var seen = new HashSet<Module>(ReferenceEqualityComparer.Instance);
                foreach (var (key, module) in children_)
                {
                    if (module is not null && seen.Add(module))
                    {
                        yield return (key, module);
                    }
                }
            }

            /// <summary>The children, each once.</summary>
            public virtual IEnumerable<Module> children()
            {
                foreach (var (_, module) in named_children())
                {
                    yield return module;
                }
            }

            /// <summary>This module and all below it with dotted names; its own name is the prefix.</summary>
            /// <param name="prefix">What the names start with.</param>
            /// <param name="remove_duplicate">Whether a module that several names share comes once.</param>
            public virtual IEnumerable<(string name, Module module)> named_modules(string prefix = "", bool remove_duplicate = true)
                => Walk(prefix, remove_duplicate ? new HashSet<Module>(ReferenceEqualityComparer.Instance) : null);

            /// <summary>This module and all below it, each once. (In TorchSharp the module itself is left out; <see cref="children"/> are those inside.)</summary>
            public virtual IEnumerable<Module> modules()
            {
                foreach (var (_, module) in named_modules())
                {
                    yield return module;
                }
            }

            /// <summary>The parameter of a dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target)
            {
                var (owner, key) = Owner(target);
                return owner?.ownParameters.GetValueOrDefault(key);
            }

            /// <summary>The buffer of a dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target)
            {
                var (owner, key) = Owner(target);
                return owner?.ownBuffers.GetValueOrDefault(key).Tensor;
            }

            /// <summary>The module of a dotted name; this one for the empty name.</summary>
            /// <exception cref="UserErrorException">There is none of that name.</exception>
            public Module get_submodule(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                return Find(target) ?? throw new UserErrorException($"{GetName()} has no module '{target}'. {Known(named_modules().Select(entry => entry.name).Where(key => key.Length > 0))}");
            }

            /// <summary>Whether there is a parameter of a dotted name.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>Whether there is a buffer of a dotted name.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            private static string Known(IEnumerable<string> names)
            {
                var known = names.Take(20).ToArray();
                return known.Length == 0 ? "It has none at all." : $"It has: {string.Join(", ", known)}.";
            }

            private (Module? Owner, string Key) Owner(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                var dot = target.LastIndexOf('.');
                return dot < 0 ? (this, target) : (Find(target[..dot]), target[(dot + 1)..]);
            }

            private Module? Find(string target)
            {
                var module = this;
                if (target.Length > 0)
                {
                    foreach (var key in target.Split('.'))
                    {
                        module = module?.children_.GetValueOrDefault(key);
                    }
                }

                return module;
            }

            private IEnumerable<(string Name, Module Module)> Walk(string prefix, HashSet<Module>? seen)
            {
                // A forward that runs every one of its modules() runs itself again, without end: an exception, before the stack ends the process.
                if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
                {
                    throw new InsufficientExecutionStackException(
                        $"{GetName()}: modules() and named_modules() begin with the module itself, as in PyTorch. A forward that loops over them calls itself; children() are the modules inside.");
                }

                if (seen?.Add(this) == false)
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
        }
    }
}
