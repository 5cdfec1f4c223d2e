using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module from one input to a result.</summary>
        /// <remarks>
        /// A hook before the call gets the module and the input and returns new input or null;
        /// a hook after it gets the result too and returns a new one or null (for results that are values: the default).
        /// </remarks>
        public abstract class Module<T, TResult>(string? name = null)
            : HookableModule<Func<Module<T, TResult>, T, T?>, Func<Module<T, TResult>, T, TResult, TResult?>>(name)
        {
            /// <summary>The computation. Called directly, it runs no hooks.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs the module with its hooks.</summary>
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public TResult call(T input) => Hooked || GlobalHooks.Any ? CallHooked(input, null) : forward(input);

            /// <summary>Runs another form of the computation, such as one with more arguments, with the hooks of this module.</summary>
            protected TResult CallWith(T input, Func<T, TResult> computation)
            {
                ArgumentNullException.ThrowIfNull(computation);
                return Hooked || GlobalHooks.Any ? CallHooked(input, computation) : computation(input);
            }

            private TResult CallHooked(T input, Func<T, TResult>? computation)
            {
                using var frame = new CallFrame();
                RefreshOwn();
                if (GlobalHooks.Before(this, frame, [input]) is { } changed)
                {
                    input = (T)changed[0]!;
                }

                foreach (var hook in PreHooks)
                {
                    if (hook(this, input) is { } replacement && !EqualityComparer<T>.Default.Equals(replacement, default))
                    {
                        frame.Replaced(input, replacement);
                        input = replacement;
                    }
                }

                var watch = WatchBackward();
                if (watch is not null)
                {
                    object?[] watchedInputs = [input];
                    watch.Before(frame, watchedInputs);
                    input = (T)watchedInputs[0]!;
                }

                var result = computation is null ? forward(input) : computation(input);
                result = GlobalHooks.After(this, frame, [input], result);
                foreach (var hook in PostHooks)
                {
                    if (hook(this, input, result) is { } replacement && !EqualityComparer<TResult>.Default.Equals(replacement, default))
                    {
                        frame.Replaced(result, replacement);
                        result = replacement;
                    }
                }

                return frame.Complete(watch is null ? result : watch.After(frame, result));
            }
        }

        /// <summary>A module from two inputs to a result.</summary>
        /// <remarks>
        /// A hook before the call gets the module and the inputs and returns new ones or null;
        /// a hook after it gets the result too and returns a new one or null (for results that are values: the default).
        /// </remarks>
        public abstract class Module<T1, T2, TResult>(string? name = null)
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult?>>(name)
        {
            /// <summary>The computation. Called directly, it runs no hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Runs the module with its hooks.</summary>
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public TResult call(T1 input1, T2 input2) => Hooked || GlobalHooks.Any ? CallHooked(input1, input2, null) : forward(input1, input2);

            /// <summary>Runs another form of the computation, such as one with more arguments, with the hooks of this module.</summary>
            protected TResult CallWith(T1 input1, T2 input2, Func<T1, T2, TResult> computation)
            {
                ArgumentNullException.ThrowIfNull(computation);
                return Hooked || GlobalHooks.Any ? CallHooked(input1, input2, computation) : computation(input1, input2);
            }

            private TResult CallHooked(T1 input1, T2 input2, Func<T1, T2, TResult>? computation)
            {
                using var frame = new CallFrame();
                RefreshOwn();
                if (GlobalHooks.Before(this, frame, [input1, input2]) is { } changed)
                {
                    (input1, input2) = ((T1)changed[0]!, (T2)changed[1]!);
                }

                foreach (var hook in PreHooks)
                {
                    if (hook(this, input1, input2) is { } replacement)
                    {
                        frame.Replaced((input1, input2), replacement);
                        (input1, input2) = replacement;
                    }
                }

                var watch = WatchBackward();
                if (watch is not null)
                {
                    object?[] watchedInputs = [input1, input2];
                    watch.Before(frame, watchedInputs);
                    (input1, input2) = ((T1)watchedInputs[0]!, (T2)watchedInputs[1]!);
                }

                var result = computation is null ? forward(input1, input2) : computation(input1, input2);
                result = GlobalHooks.After(this, frame, [input1, input2], result);
                foreach (var hook in PostHooks)
                {
                    if (hook(this, input1, input2, result) is { } replacement && !EqualityComparer<TResult>.Default.Equals(replacement, default))
                    {
                        frame.Replaced(result, replacement);
                        result = replacement;
                    }
                }

                return frame.Complete(watch is null ? result : watch.After(frame, result));
            }
        }

        /// <summary>A module from three inputs to a result.</summary>
        /// <remarks>
        /// A hook before the call gets the module and the inputs and returns new ones or null;
        /// a hook after it gets the result too and returns a new one or null (for results that are values: the default).
        /// </remarks>
        public abstract class Module<T1, T2, T3, TResult>(string? name = null)
            : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult?>>(name)
        {
            /// <summary>The computation. Called directly, it runs no hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Runs the module with its hooks.</summary>
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public TResult call(T1 input1, T2 input2, T3 input3) => Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, null) : forward(input1, input2, input3);

            /// <summary>Runs another form of the computation, such as one with more arguments, with the hooks of this module.</summary>
            protected TResult CallWith(T1 input1, T2 input2, T3 input3, Func<T1, T2, T3, TResult> computation)
            {
                ArgumentNullException.ThrowIfNull(computation);
                return Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, computation) : computation(input1, input2, input3);
            }

            private TResult CallHooked(T1 input1, T2 input2, T3 input3, Func<T1, T2, T3, TResult>? computation)
            {
                using var frame = new CallFrame();
                RefreshOwn();
                if (GlobalHooks.Before(this, frame, [input1, input2, input3]) is { } changed)
                {
                    (input1, input2, input3) = ((T1)changed[0]!, (T2)changed[1]!, (T3)changed[2]!);
                }

                foreach (var hook in PreHooks)
                {
                    if (hook(this, input1, input2, input3) is { } replacement)
                    {
                        frame.Replaced((input1, input2, input3), replacement);
                        (input1, input2, input3) = replacement;
                    }
                }

                var watch = WatchBackward();
                if (watch is not null)
                {
                    object?[] watchedInputs = [input1, input2, input3];
                    watch.Before(frame, watchedInputs);
                    (input1, input2, input3) = ((T1)watchedInputs[0]!, (T2)watchedInputs[1]!, (T3)watchedInputs[2]!);
                }

                var result = computation is null ? forward(input1, input2, input3) : computation(input1, input2, input3);
                result = GlobalHooks.After(this, frame, [input1, input2, input3], result);
                foreach (var hook in PostHooks)
                {
                    if (hook(this, input1, input2, input3, result) is { } replacement && !EqualityComparer<TResult>.Default.Equals(replacement, default))
                    {
                        frame.Replaced(result, replacement);
                        result = replacement;
                    }
                }

                return frame.Complete(watch is null ? result : watch.After(frame, result));
            }
        }

        /// <summary>A module from four inputs to a result.</summary>
        /// <remarks>
        /// A hook before the call gets the module and the inputs and returns new ones or null;
        /// a hook after it gets the result too and returns a new one or null (for results that are values: the default).
        /// </remarks>
        public abstract class Module<T1, T2, T3, T4, TResult>(string? name = null)
            : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult?>>(name)
        {
            /// <summary>The computation. Called directly, it runs no hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>Runs the module with its hooks.</summary>
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4) => Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, input4, null) : forward(input1, input2, input3, input4);

            /// <summary>Runs another form of the computation, such as one with more arguments, with the hooks of this module.</summary>
            protected TResult CallWith(T1 input1, T2 input2, T3 input3, T4 input4, Func<T1, T2, T3, T4, TResult> computation)
            {
                ArgumentNullException.ThrowIfNull(computation);
                return Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, input4, computation) : computation(input1, input2, input3, input4);
            }

            private TResult CallHooked(T1 input1, T2 input2, T3 input3, T4 input4, Func<T1, T2, T3, T4, TResult>? computation)
            {
                using var frame = new CallFrame();
                RefreshOwn();
                if (GlobalHooks.Before(this, frame, [input1, input2, input3, input4]) is { } changed)
                {
                    (input1, input2, input3, input4) = ((T1)changed[0]!, (T2)changed[1]!, (T3)changed[2]!, (T4)changed[3]!);
                }

                foreach (var hook in PreHooks)
                {
                    if (hook(this, input1, input2, input3, input4) is { } replacement)
                    {
                        frame.Replaced((input1, input2, input3, input4), replacement);
                        (input1, input2, input3, input4) = replacement;
                    }
                }

                var watch = WatchBackward();
                if (watch is not null)
                {
                    object?[] watchedInputs = [input1, input2, input3, input4];
                    watch.Before(frame, watchedInputs);
                    (input1, input2, input3, input4) = ((T1)watchedInputs[0]!, (T2)watchedInputs[1]!, (T3)watchedInputs[2]!, (T4)watchedInputs[3]!);
                }

                var result = computation is null ? forward(input1, input2, input3, input4) : computation(input1, input2, input3, input4);
                result = GlobalHooks.After(this, frame, [input1, input2, input3, input4], result);
                foreach (var hook in PostHooks)
                {
                    if (hook(this, input1, input2, input3, input4, result) is { } replacement && !EqualityComparer<TResult>.Default.Equals(replacement, default))
                    {
                        frame.Replaced(result, replacement);
                        result = replacement;
                    }
                }

                return frame.Complete(watch is null ? result : watch.After(frame, result));
            }
        }

        /// <summary>A module from five inputs to a result.</summary>
        /// <remarks>
        /// A hook before the call gets the module and the inputs and returns new ones or null;
        /// a hook after it gets the result too and returns a new one or null (for results that are values: the default).
        /// </remarks>
        public abstract class Module<T1, T2, T3, T4, T5, TResult>(string? name = null)
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult?>>(name)
        {
            /// <summary>The computation. Called directly, it runs no hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>Runs the module with its hooks.</summary>
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5) => Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, input4, input5, null) : forward(input1, input2, input3, input4, input5);

            /// <summary>Runs another form of the computation, such as one with more arguments, with the hooks of this module.</summary>
            protected TResult CallWith(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, Func<T1, T2, T3, T4, T5, TResult> computation)
            {
                ArgumentNullException.ThrowIfNull(computation);
                return Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, input4, input5, computation) : computation(input1, input2, input3, input4, input5);
            }

            private TResult CallHooked(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, Func<T1, T2, T3, T4, T5, TResult>? computation)
            {
                using var frame = new CallFrame();
                RefreshOwn();
                if (GlobalHooks.Before(this, frame, [input1, input2, input3, input4, input5]) is { } changed)
                {
                    (input1, input2, input3, input4, input5) = ((T1)changed[0]!, (T2)changed[1]!, (T3)changed[2]!, (T4)changed[3]!, (T5)changed[4]!);
                }

                foreach (var hook in PreHooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5) is { } replacement)
                    {
                        frame.Replaced((input1, input2, input3, input4, input5), replacement);
                        (input1, input2, input3, input4, input5) = replacement;
                    }
                }

                var watch = WatchBackward();
                if (watch is not null)
                {
                    object?[] watchedInputs = [input1, input2, input3, input4, input5];
                    watch.Before(frame, watchedInputs);
                    (input1, input2, input3, input4, input5) = ((T1)watchedInputs[0]!, (T2)watchedInputs[1]!, (T3)watchedInputs[2]!, (T4)watchedInputs[3]!, (T5)watchedInputs[4]!);
                }

                var result = computation is null ? forward(input1, input2, input3, input4, input5) : computation(input1, input2, input3, input4, input5);
                result = GlobalHooks.After(this, frame, [input1, input2, input3, input4, input5], result);
                foreach (var hook in PostHooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5, result) is { } replacement && !EqualityComparer<TResult>.Default.Equals(replacement, default))
                    {
                        frame.Replaced(result, replacement);
                        result = replacement;
                    }
                }

                return frame.Complete(watch is null ? result : watch.After(frame, result));
            }
        }

        /// <summary>A module from six inputs to a result.</summary>
        /// <remarks>
        /// A hook before the call gets the module and the inputs and returns new ones or null;
        /// a hook after it gets the result too and returns a new one or null (for results that are values: the default).
        /// </remarks>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult>(string? name = null)
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult?>>(name)
        {
            /// <summary>The computation. Called directly, it runs no hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>Runs the module with its hooks.</summary>
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6) => Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, input4, input5, input6, null) : forward(input1, input2, input3, input4, input5, input6);

            /// <summary>Runs another form of the computation, such as one with more arguments, with the hooks of this module.</summary>
            protected TResult CallWith(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6, Func<T1, T2, T3, T4, T5, T6, TResult> computation)
            {
                ArgumentNullException.ThrowIfNull(computation);
                return Hooked || GlobalHooks.Any ? CallHooked(input1, input2, input3, input4, input5, input6, computation) : computation(input1, input2, input3, input4, input5, input6);
            }

            private TResult CallHooked(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6, Func<T1, T2, T3, T4, T5, T6, TResult>? computation)
            {
                using var frame = new CallFrame();
                RefreshOwn();
                if (GlobalHooks.Before(this, frame, [input1, input2, input3, input4, input5, input6]) is { } changed)
                {
                    (input1, input2, input3, input4, input5, input6) = ((T1)changed[0]!, (T2)changed[1]!, (T3)changed[2]!, (T4)changed[3]!, (T5)changed[4]!, (T6)changed[5]!);
                }

                foreach (var hook in PreHooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5, input6) is { } replacement)
                    {
                        frame.Replaced((input1, input2, input3, input4, input5, input6), replacement);
                        (input1, input2, input3, input4, input5, input6) = replacement;
                    }
                }

                var watch = WatchBackward();
                if (watch is not null)
                {
                    object?[] watchedInputs = [input1, input2, input3, input4, input5, input6];
                    watch.Before(frame, watchedInputs);
                    (input1, input2, input3, input4, input5, input6) = ((T1)watchedInputs[0]!, (T2)watchedInputs[1]!, (T3)watchedInputs[2]!, (T4)watchedInputs[3]!, (T5)watchedInputs[4]!, (T6)watchedInputs[5]!);
                }

                var result = computation is null ? forward(input1, input2, input3, input4, input5, input6) : computation(input1, input2, input3, input4, input5, input6);
                result = GlobalHooks.After(this, frame, [input1, input2, input3, input4, input5, input6], result);
                foreach (var hook in PostHooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5, input6, result) is { } replacement && !EqualityComparer<TResult>.Default.Equals(replacement, default))
                    {
                        frame.Replaced(result, replacement);
                        result = replacement;
                    }
                }

                return frame.Complete(watch is null ? result : watch.After(frame, result));
            }
        }
    }
}
