using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Thelper.Config;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Data.Loading;

/// <summary>A fingerprint of each field of a sample: equal ones are equal bit for bit.</summary>
internal static class SampleDigest
{
    /// <summary>SHA-256 of type, shape and bytes of tensors, and of the text form of everything else.</summary>
    public static Dictionary<string, string> Of(Sample sample)
    {
        using var scope = torch.NewDisposeScope();
        return sample.ToDictionary(entry => entry.Key, entry =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Add(hash, entry.Value);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        });
    }

    private static void Add(IncrementalHash hash, object? value)
    {
        switch (value)
        {
            case torch.Tensor tensor:
                Add(hash, $"{tensor.dtype}[{string.Join(",", tensor.shape)}]");
                using (var plain = tensor.detach().cpu().contiguous())
                using (var bytes = plain.numel() == 0 ? plain.clone() : aten.view_dtype(plain.reshape(-1), torch.ScalarType.Byte))
                {
                    hash.AppendData(plain.numel() == 0 ? [] : MemoryMarshal.AsBytes(bytes.contiguous().DataSpan<byte>()));
                }

                break;
            case IReadOnlyDictionary<string, object?> map:
                foreach (var (key, item) in map)
                {
                    Add(hash, key);
                    Add(hash, item);
                }

                break;
            case IReadOnlyList<object?> list:
                Add(hash, $"list of {list.Count}");
                foreach (var item in list)
                {
                    Add(hash, item);
                }

                break;
            case BoundingBox box:
                Add(hash, box.ToString());
                break;
            case string text:
                hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));
                break;
            default:
                Add(hash, PythonRepr.Of(value));
                break;
        }
    }
}
