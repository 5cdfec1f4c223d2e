namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose calls run hooks. They run when the module is called, not when its <c>forward</c> is.</summary>
        /// <typeparam name="TPreHook">The form of hooks before a call.</typeparam>
        /// <typeparam name="TPostHook">The form of hooks after a call.</typeparam>
        public abstract class HookableModule<TPreHook, TPostHook> : Module
        {
            private TPreHook[] preHooks = [];
            private TPostHook[] postHooks = [];

            private protected HookableModule(string? name)
                : base(name)
            {
            }

            private protected TPreHook[] PreHooks => preHooks;

            private protected TPostHook[] PostHooks => postHooks;

            private protected override bool HasHooks => preHooks.Length > 0 || postHooks.Length > 0 || base.HasHooks;

            /// <summary>Adds a hook that runs after each call and may replace the result.</summary>
            /// <remarks>A result that was replaced is freed with the call; a hook that keeps it takes it out of its dispose scope.</remarks>
            /// <param name="hook">Gets the module, the input and the result; returns a new result or null.</param>
            public HookRemover register_forward_hook(TPostHook hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                postHooks = [.. postHooks, hook];
                UpdateHooked();
                return new HookRemover(() =>
                {
                    postHooks = HookLists.Without(postHooks, hook);
                    UpdateHooked();
                });
            }

            /// <summary>Adds a hook that runs before each call and may replace the input.</summary>
            /// <remarks>A new input is freed with the call; a hook that keeps it takes it out of its dispose scope.</remarks>
            /// <param name="hook">Gets the module and the input; returns a new input or null.</param>
            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                preHooks = [.. preHooks, hook];
                UpdateHooked();
                return new HookRemover(() =>
                {
                    preHooks = HookLists.Without(preHooks, hook);
                    UpdateHooked();
                });
            }
        }
    }
}
