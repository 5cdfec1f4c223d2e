namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>PyTorch's package of modules.</summary>
        public static partial class modules
        {
            /// <summary>Hooks that run for every module of the process. Meant for debugging and profiling.</summary>
            public static partial class module
            {
                /// <summary>Adds a hook that runs before the call of every module, before its own hooks.</summary>
                /// <param name="hook">Gets the module and its inputs; returns as many new inputs or null.</param>
                public static HookRemover register_module_forward_pre_hook(Func<Module, object?[], object?[]?> hook) => GlobalHooks.AddBefore(hook);

                /// <summary>Adds a hook that runs after the call of every module, before its own hooks.</summary>
                /// <param name="hook">Gets the module, its inputs and its result; returns a new result of the same type or null.</param>
                public static HookRemover register_module_forward_hook(Func<Module, object?[], object?, object?> hook) => GlobalHooks.AddAfter(hook);

                /// <summary>Adds a hook that runs when gradients of a module's inputs were computed, before the module's own hooks.</summary>
                /// <param name="hook">As for <see cref="Module.register_full_backward_hook"/>.</param>
                public static HookRemover register_module_full_backward_hook(Func<Module, Tensor?[], Tensor?[], Tensor?[]?> hook) => GlobalHooks.AddBackward(hook);
            }
        }

        /// <summary>The hooks of all modules.</summary>
        internal static class GlobalHooks
        {
            private static readonly Lock Gate = new();
            private static Func<Module, object?[], object?[]?>[] before = [];
            private static Func<Module, object?[], object?, object?>[] after = [];

            /// <summary>Whether there is any.</summary>
            public static bool Any { get; private set; }

            /// <summary>The hooks on backward passes.</summary>
            public static Func<Module, Tensor?[], Tensor?[], Tensor?[]?>[] Backward { get; private set; } = [];

            public static HookRemover AddBackward(Func<Module, Tensor?[], Tensor?[], Tensor?[]?> hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                Change(() => Backward = [.. Backward, hook]);
                return new HookRemover(() => Change(() => Backward = HookLists.Without(Backward, hook)));
            }

            public static HookRemover AddBefore(Func<Module, object?[], object?[]?> hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                Change(() => before = [.. before, hook]);
                return new HookRemover(() => Change(() => before = HookLists.Without(before, hook)));
            }

            public static HookRemover AddAfter(Func<Module, object?[], object?, object?> hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                Change(() => after = [.. after, hook]);
                return new HookRemover(() => Change(() => after = HookLists.Without(after, hook)));
            }

            /// <summary>Runs the hooks before a call; returns the inputs where one replaced them.</summary>
            public static object?[]? Before(Module module, CallFrame frame, object?[] inputs)
            {
                object?[]? changed = null;
                foreach (var hook in before)
                {
                    if (hook(module, changed ?? inputs) is { } replacement)
                    {
                        if (replacement.Length != inputs.Length)
                        {
                            throw new UserErrorException($"A hook of {module.GetName()} returned {replacement.Length} inputs in place of {inputs.Length}.");
                        }

                        foreach (var (old, value) in (changed ?? inputs).Zip(replacement).Where(pair => !ReferenceEquals(pair.First, pair.Second)))
                        {
                            frame.Replaced(old, value);
                        }

                        changed = replacement;
                    }
                }

                return changed;
            }

            /// <summary>Runs the hooks after a call.</summary>
            public static TResult After<TResult>(Module module, CallFrame frame, object?[] inputs, TResult result)
            {
                foreach (var hook in after)
                {
                    if (hook(module, inputs, result) is { } replacement)
                    {
                        if (replacement is not TResult value)
                        {
                            throw new UserErrorException($"A hook of {module.GetName()} returned a {replacement.GetType().Name} in place of a {typeof(TResult).Name}.");
                        }

                        frame.Replaced(result, value);
                        result = value;
                    }
                }

                return result;
            }

            private static void Change(Action change)
            {
                lock (Gate)
                {
                    change();
                    Any = before.Length > 0 || after.Length > 0 || Backward.Length > 0;
                }
            }
        }

        /// <summary>Lists of hooks are replaced, never changed: a hook may remove itself while they run.</summary>
        internal static class HookLists
        {
            public static T[] Without<T>(T[] hooks, T hook)
            {
                var at = Array.IndexOf(hooks, hook);
                return at < 0 ? hooks : [.. hooks[..at], .. hooks[(at + 1)..]];
            }
        }
    }
}
