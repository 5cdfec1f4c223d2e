using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Asks programs from files about batches: a file may answer with anything, or take batches of one size alone.</summary>
internal static class BatchAnswers
{
    /// <summary>Checks that there are numbers for each picture of a batch: with more rows each picture would get those of another.</summary>
    /// <param name="values">What the network answers.</param>
    /// <param name="batch">What it was asked.</param>
    /// <returns>The values, as real numbers of 32 or 64 bits.</returns>
    /// <exception cref="UserErrorException">They are something else.</exception>
    public static Tensor Checked(Tensor values, Tensor batch)
    {
        if (values.dim() == 0 || values.shape[0] != batch.shape[0] || values.is_complex())
        {
            throw new UserErrorException($"the model answers with {values.dtype} of the shape ({string.Join(", ", values.shape)}) to {batch.shape[0]} pictures; real numbers for each of them are needed");
        }

        // On the CPU not every operator knows half numbers.
        return values.dtype is ScalarType.Float32 or ScalarType.Float64 ? values : values.to(ScalarType.Float32);
    }

    /// <summary>Asks a program for batches of one size about another: part by part, the last one filled up with its last picture, whose other answers are cut off.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="size">How many pictures the program takes.</param>
    /// <param name="run">The program.</param>
    /// <exception cref="UserErrorException">It does not answer with numbers for each picture.</exception>
    public static Tensor InParts(Tensor input, long size, Func<Tensor, Tensor> run) => input.shape[0] == size
        ? run(input)
        : cat([.. Enumerable.Range(0, (int)((input.shape[0] + size - 1) / size)).Select(k => Part(input, k * size, size, run))]);

    // The number of answers is checked before any is cut off: each picture is to get its own.
    private static Tensor Part(Tensor input, long start, long size, Func<Tensor, Tensor> run)
    {
        var count = Math.Min(size, input.shape[0] - start);
        var part = aten.narrow(input, 0, start, count);
        if (count < size)
        {
            long[] rest = [size - count, .. input.shape.Skip(1)];
            part = cat([part, aten.narrow(part, 0, count - 1, 1).expand(rest)]);
        }

        return aten.narrow(Checked(run(part), part), 0, 0, count);
    }
}
