using Thelper.Torch;

namespace Thelper.Data.Sampling;

/// <summary>Chooses the samples of an epoch and their order.</summary>
/// <remarks>
/// With a torch seed, an epoch is drawn under the seed <c>torch + epoch</c> and libtorch's generator is put back as it was, so
/// that weights and dropout do not notice. Without one, the order comes from the generator as it stands.
/// <see cref="SetRank"/> leaves a process its share of every epoch: the ranks together draw what one process would, in turn.
/// </remarks>
public abstract class Sampler
{
    /// <summary>Creates the base part.</summary>
    /// <param name="input">What to choose from.</param>
    /// <param name="epoch">The first epoch, at least 0.</param>
    /// <exception cref="UserErrorException">The scale is not a number of at least 0, or labels and indices differ in number.</exception>
    protected Sampler(SamplerInput input, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!(input.Scale >= 0) || double.IsInfinity(input.Scale))
        {
            throw new UserErrorException(FormattableString.Invariant($"a sampler's scale must be a number of at least 0, got {input.Scale}"));
        }

        if (input.Labels is { } labels && labels.Count != input.Indices.Count)
        {
            throw new UserErrorException($"a sampler needs one label per sample, got {labels.Count} labels for {input.Indices.Count} samples");
        }

        Input = input;
        SetEpoch(epoch);
    }

    /// <summary>Number of samples of an epoch that this rank draws.</summary>
    public int Count => (int)(((long)Total - Rank + WorldSize - 1) / WorldSize);

    /// <summary>Number of samples of an epoch over all ranks.</summary>
    public virtual int Total => (int)Math.Round(Input.Indices.Count * Input.Scale);

    /// <summary>The number of this process, from 0.</summary>
    public int Rank { get; private set; }

    /// <summary>How many processes share an epoch.</summary>
    public int WorldSize { get; private set; } = 1;

    /// <summary>Whether an epoch can be drawn again: by another rank, or to continue in its middle.</summary>
    public virtual bool IsRepeatable => Input.Seeds?.Torch is not null;

    /// <summary>The epoch that <see cref="Next"/> draws.</summary>
    public int Epoch { get; private set; }

    /// <summary>What the sampler chooses from.</summary>
    protected SamplerInput Input { get; }

    /// <summary>Chooses the epoch to draw next.</summary>
    /// <param name="epoch">At least 0.</param>
    public void SetEpoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        Epoch = epoch;
    }

    /// <summary>Shares every epoch among processes: this one takes the places rank, rank + world size, ... of the order.</summary>
    /// <param name="rank">The number of this process, from 0 to <paramref name="worldSize"/> - 1.</param>
    /// <param name="worldSize">How many processes there are, at least 1.</param>
    /// <exception cref="UserErrorException">The order depends on the state of each process, because there is no torch seed.</exception>
    public void SetRank(int rank, int worldSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worldSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, worldSize);
        if (worldSize > 1 && !IsRepeatable)
        {
            throw new UserErrorException("several processes can share an epoch only if all draw the same order; set \"torch_seed\" in the loaders section");
        }

        (Rank, WorldSize) = (rank, worldSize);
    }

    /// <summary>The samples that epochs are drawn from.</summary>
    internal IReadOnlyList<int> Indices => Input.Indices;

    /// <summary>Draws this rank's samples of the epoch in order, and moves on to the next epoch.</summary>
    public int[] Next() => Share(NextOfAllRanks());

    /// <summary>Draws the samples of all ranks, and moves on to the next epoch.</summary>
    internal int[] NextOfAllRanks()
    {
        var epoch = Epoch++;
        if (Input.Seeds?.Torch is not { } seed)
        {
            return Draw();
        }

        using var state = torch.get_rng_state();
        state.DetachFromDisposeScope();
        try
        {
            torch.manual_seed((long)seed + epoch);
            return Draw();
        }
        finally
        {
            torch.set_rng_state(state);
        }
    }

    /// <summary>This rank's part of something that belongs to the places of an epoch's order.</summary>
    internal T[] Share<T>(T[] all)
    {
        if (WorldSize == 1)
        {
            return all;
        }

        var share = new T[(all.Length - Rank + WorldSize - 1) / WorldSize];
        for (var i = 0; i < share.Length; i++)
        {
            share[i] = all[Rank + (i * WorldSize)];
        }

        return share;
    }

    /// <summary>Draws an epoch, of all ranks, with libtorch's generator as it stands.</summary>
    protected abstract int[] Draw();

    /// <summary>libtorch's random permutation of 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How many numbers.</param>
    protected static long[] Permutation(int count)
    {
        if (count == 0)
        {
            return [];
        }

        using var order = torch.randperm(count);
        return order.DataSpan<long>().ToArray();
    }

    /// <summary>Whole permutations of <paramref name="items"/>, one after another, cut off at a length.</summary>
    /// <param name="items">What to repeat; not empty unless <paramref name="count"/> is 0.</param>
    /// <param name="count">The length.</param>
    protected static int[] Repeat(IReadOnlyList<int> items, int count)
    {
        var drawn = new int[count];
        for (var filled = 0; filled < count;)
        {
            foreach (var place in Permutation(items.Count).AsSpan(0, Math.Min(items.Count, count - filled)))
            {
                drawn[filled++] = items[(int)place];
            }
        }

        return drawn;
    }

    /// <summary>The items in a random order.</summary>
    /// <param name="items">What to permute.</param>
    protected static int[] Permute(int[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Array.ConvertAll(Permutation(items.Length), place => items[place]);
    }
}
