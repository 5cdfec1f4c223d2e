using Thelper.Torch.Serialization;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Small damage to the bytes of a file.</summary>
internal static class Mutation
{
    private const string Instructions = "()]}0125RbQtuesah.q\u0081\u0085\u0086\u0087\u0088\u0089\u008a\u0093\u0094";

    /// <summary>One to three changes at random places.</summary>
    public static byte[] Apply(byte[] source, Random random)
    {
        var bytes = source.ToList();
        for (var count = random.Next(1, 4); count > 0 && bytes.Count > 1; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)));
                    break;
                case 4:
                    bytes[at] = (byte)Instructions[random.Next(Instructions.Length)];
                    break;
                case 5:
                    // Lengths and counts are where the large numbers hurt.
                    for (var i = 0; i < 8 && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = (byte)(random.Next(2) == 0 ? 0xff : 0x7f);
                    }

                    break;
                default:
                    bytes.RemoveRange(at, random.Next(10) == 0 ? bytes.Count - at : 1);
                    break;
            }
        }

        return [.. bytes];
    }
}
