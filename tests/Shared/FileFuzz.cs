using System.Globalization;
using Thelper.Torch;

namespace Thelper.Testing;

/// <summary>
/// Damages a file again and again: it is read, or refused with an error of the user's that names it; there is no third way, no native handle is left,
/// memory stays bounded and nothing runs without end. <see cref="FuzzRounds"/> says how often.
/// </summary>
internal static class FileFuzz
{
    private const long AllowedGrowth = 256L << 20;

    /// <summary>Damages one file in many ways.</summary>
    /// <param name="path">The file, which is restored in the end.</param>
    /// <param name="read">Reads it, and all that depends on it.</param>
    /// <param name="make">Makes damaged bytes; null for cuts, flipped bits, repeated and missing pieces.</param>
    /// <param name="also">Another text that errors may name instead of the file: of damaged references to other files.</param>
    /// <param name="refused">The least share of damaged files that must be refused.</param>
    public static void Run(string path, Action read, Func<byte[], System.Random, byte[]>? make = null, string? also = null, double refused = 0.1)
    {
        read();
        var whole = File.ReadAllBytes(path);
        var handles = torch.Diagnostics.LiveHandles;
        var before = ResidentMemory.ResetPeak();
        var rounds = FuzzRounds.Run(
            Path.GetFileName(path),
            (random, _) => (make ?? Damage)(whole, random),
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                try
                {
                    read();
                }
                finally
                {
                    torch.Diagnostics.LiveHandles.ShouldBe(handles, "it leaves handles");
                }
            },
            error => error is UserErrorException && Names(error.Message, path, also),
            FuzzRounds.Wanted / 100);

        File.WriteAllBytes(path, whole);
        var growth = ResidentMemory.Peak - before;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {rounds.Count} damages, {rounds.Refused} refused, peak {growth >> 20} MiB above the start"));
        rounds.RefusedEarly.ShouldBeGreaterThan(FuzzRounds.Early(refused));
        growth.ShouldBeLessThan(AllowedGrowth);
    }

    /// <summary>Reads a hostile file: it must be refused by name, in little memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">What to put into it.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="growth">The most bytes that the process may grow by meanwhile.</param>
    /// <returns>The error.</returns>
    public static UserErrorException Refuses(string path, byte[] bytes, Action read, long growth = AllowedGrowth)
    {
        File.WriteAllBytes(path, bytes);
        var handles = torch.Diagnostics.LiveHandles;
        var before = ResidentMemory.ResetPeak();
        UserErrorException? error = null;
        Endless.Forbid(() => error = Should.Throw<UserErrorException>(read));
        (ResidentMemory.Peak - before).ShouldBeLessThan(growth);
        torch.Diagnostics.LiveHandles.ShouldBe(handles);
        error!.Message.ShouldContain(path);
        error.Message.Length.ShouldBeLessThan(2000);
        return error;
    }

    private static bool Names(string message, string path, string? also)
    {
        (message.Contains(path, StringComparison.Ordinal) || (also is not null && message.Contains(also, StringComparison.Ordinal))).ShouldBeTrue($"the file is not named: {message}");
        message.Length.ShouldBeLessThan(2000);
        return true;
    }

    /// <summary>A cut, or a few flipped bits, extreme numbers, repeated or missing pieces; half of them in the file's head.</summary>
    public static byte[] Damage(byte[] whole, System.Random random)
    {
        if (random.Next(4) == 0)
        {
            return whole[..random.Next(whole.Length)];
        }

        var bytes = whole.ToList();
        for (var count = random.Next(1, 5); count > 0 && bytes.Count > 0; count--)
        {
            var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 512) : bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                case 2:
                    // Lengths and counts are where the large numbers hurt.
                    for (int i = 0, value = random.Next(3); i < random.Next(1, 9) && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = value switch { 0 => 0, 1 => 0x7f, _ => 0xff };
                    }

                    break;
                case 3:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
