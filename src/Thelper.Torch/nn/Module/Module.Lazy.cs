namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            /// <summary>For a layer whose sizes are open: those that weights to be loaded decide. Null if the sizes are known, or stay open.</summary>
            /// <param name="loaded">The shape of a loaded tensor by the name of the layer's own, or null.</param>
            private protected virtual LoadedSizes? SizesFrom(Func<string, long[]?> loaded) => null;

            /// <summary>What weights to be loaded decide in this module and those below it: shapes by dotted name, and what gives the layers these sizes.</summary>
            private (Dictionary<string, long[]> Shapes, List<Action> Settle) OpenSizes(Func<string, long[]?> loaded)
            {
                var shapes = new Dictionary<string, long[]>();
                var settle = new List<Action>();
                foreach (var (path, module) in named_modules(remove_duplicate: false))
                {
                    if (module.SizesFrom(name => loaded(Join(path, name))) is not { } sizes)
                    {
                        continue;
                    }

                    foreach (var (name, shape) in sizes.Shapes)
                    {
                        shapes[Join(path, name)] = shape;
                    }

                    // First values are drawn only where some of them are to stay.
                    var whole = sizes.Shapes.Keys.All(name => loaded(Join(path, name)) is not null);
                    settle.Add(whole ? () => init.Skip(() => Run(sizes.Settle)) : sizes.Settle);
                }

                return (shapes, settle);

                static bool Run(Action action)
                {
                    action();
                    return true;
                }
            }

            /// <summary>The shapes of a layer's tensors as loaded weights decide them, and what gives them these shapes.</summary>
            private protected sealed record LoadedSizes(IReadOnlyDictionary<string, long[]> Shapes, Action Settle);
        }
    }
}
