namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Restarts the default generators of all devices.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>Restarts the default generators of all devices from a number that nobody knows; returns it.</summary>
    public static long seed() => random.seed();

    /// <summary>The seed that the processor's default generator started from.</summary>
    public static long initial_seed() => random.initial_seed();

    /// <summary>State of the processor's default generator.</summary>
    public static Tensor get_rng_state() => random.get_rng_state();

    /// <summary>Continues the processor's default generator from a state.</summary>
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>The default generators.</summary>
    public static class random
    {
        /// <summary>Restarts the default generators of all devices.</summary>
        public static Generator manual_seed(long seed)
        {
            for (var device = 0; device < cuda.device_count(); device++)
            {
                Generator.DefaultOf(new Device(DeviceType.CUDA, device)).manual_seed(seed);
            }

            return Generator.Default.manual_seed(seed);
        }

        /// <summary>Restarts the default generators of all devices from a number that nobody knows; returns it.</summary>
        public static long seed()
        {
            var seed = Generator.FreshSeed();
            manual_seed(seed);
            return seed;
        }

        /// <summary>The seed that the processor's default generator started from.</summary>
        public static long initial_seed() => unchecked((long)Generator.Default.initial_seed());

        /// <summary>State of the processor's default generator.</summary>
        public static Tensor get_rng_state() => Generator.Default.get_state();

        /// <summary>Continues the processor's default generator from a state.</summary>
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

        /// <summary>Draws inside the returned scope leave the default generators of all devices as they were.</summary>
        /// <param name="enabled">False does nothing.</param>
        public static IDisposable fork_rng(bool enabled = true) => new Fork(enabled);

        private sealed class Fork : IDisposable
        {
            private readonly List<(Generator Generator, Tensor State)> states = [];

            public Fork(bool enabled)
            {
                if (enabled)
                {
                    Keep(Generator.Default);
                    for (var device = 0; device < cuda.device_count(); device++)
                    {
                        Keep(Generator.DefaultOf(new Device(DeviceType.CUDA, device)));
                    }
                }
            }

            public void Dispose()
            {
                foreach (var (generator, state) in states)
                {
                    generator.set_state(state);
                    state.Dispose();
                }

                states.Clear();
            }

            private void Keep(Generator generator) => states.Add((generator, generator.get_state().DetachFromDisposeScope()));
        }
    }
}
