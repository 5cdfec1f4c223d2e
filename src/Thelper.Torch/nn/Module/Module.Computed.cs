using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            private List<ComputedWeight>? computed;
            private Func<Module, Tensor?[], Tensor?[], Tensor?[]?>[] backwardHooks = [];

            /// <summary>Whether a call has more to do than the computation itself: hooks, or weights that are computed from others.</summary>
            private protected bool Hooked { get; private set; }

            /// <summary>Adds a hook that runs when gradients of the module's inputs were computed, and may replace them.</summary>
            /// <remarks>
            /// A backward pass calls it once for each call of the module. The tensors are released after it unless moved out of their scope.
            /// In-place operations on the module's inputs and results are errors while there is a hook, as in PyTorch.
            /// </remarks>
            /// <param name="hook">
            /// Gets the module, the gradients of its inputs in order (null for those that need none or are no tensors) and those of its results;
            /// returns new gradients of the inputs or null.
            /// </param>
            public HookRemover register_full_backward_hook(Func<Module, Tensor?[], Tensor?[], Tensor?[]?> hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                backwardHooks = [.. backwardHooks, hook];
                UpdateHooked();
                return new HookRemover(() =>
                {
                    backwardHooks = HookLists.Without(backwardHooks, hook);
                    UpdateHooked();
                });
            }

            /// <summary>What watches the backward pass of the call that begins; null if nothing does.</summary>
            private protected BackwardWatch? WatchBackward()
                => backwardHooks.Length + GlobalHooks.Backward.Length == 0 ? null : new BackwardWatch(this, [.. GlobalHooks.Backward, .. backwardHooks]);

            /// <summary>The weights of this module that are computed from others before each call (<see cref="utils"/>).</summary>
            internal IReadOnlyList<ComputedWeight> Computed => computed ?? (IReadOnlyList<ComputedWeight>)[];

            /// <summary>Whether a hook is registered.</summary>
            private protected virtual bool HasHooks => backwardHooks.Length > 0;

            /// <summary>
            /// Takes a parameter out of the registry and keeps its object as the place where each call finds the computed value.
            /// </summary>
            internal void Add(ComputedWeight weight)
            {
                ownParameters.Remove(weight.Name);
                (computed ??= []).Add(weight);
                UpdateHooked();
            }

            /// <summary>Makes a computed weight a parameter again, with its present value, as the last of the module's own.</summary>
            internal void Remove(ComputedWeight weight, bool calling, IEnumerable<string>? parts = null)
            {
                computed!.RemoveAll(entry => ReferenceEquals(entry.Place, weight.Place));
                UpdateHooked();
                using (no_grad())
                {
                    weight.Refresh(calling);
                    weight.Place.Adopt(aten.clone(weight.Place));
                }

                weight.Place.requires_grad = true;
                foreach (var part in parts ?? [])
                {
                    Unregister(part);
                }

                ownParameters[weight.Name] = weight.Place;
            }

            /// <summary>Computes all such weights of this module and of those below anew.</summary>
            internal void RefreshComputed()
            {
                foreach (var module in modules())
                {
                    module.RefreshOwn(calling: false);
                }
            }

            private protected void RefreshOwn(bool calling = true)
            {
                if (computed is not null)
                {
                    foreach (var weight in computed)
                    {
                        weight.Refresh(calling);
                    }
                }
            }

            private protected void UpdateHooked() => Hooked = computed is { Count: > 0 } || HasHooks;

            private string ShownName() => (Child("parametrizations") is null ? "" : "Parametrized") + GetName();

            private void DisposeComputed()
            {
                foreach (var weight in Computed)
                {
                    weight.Place.Dispose();
                }
            }
        }
    }
}
