using System.Security.Cryptography;
using System.Text;

namespace Thelper.Web.Serving;

/// <summary>Who may see the pages: each printed address has a token that works once and is exchanged for a cookie.</summary>
/// <remarks>Other users of the machine reach 127.0.0.1 too, and can read the command lines of programs: a token that was used is worth nothing.</remarks>
internal sealed class AccessKeys
{
    private readonly Lock gate = new();
    private readonly HashSet<string> tokens = new(StringComparer.Ordinal);
    private readonly byte[] secret = Encoding.ASCII.GetBytes(New());

    /// <summary>The value of the cookie.</summary>
    public string Secret => Encoding.ASCII.GetString(secret);

    /// <summary>Makes a token.</summary>
    public string NewToken()
    {
        var token = New();
        lock (gate)
        {
            tokens.Add(token);
        }

        return token;
    }

    /// <summary>Takes a token, which cannot be used again.</summary>
    /// <param name="token">What a browser sent.</param>
    /// <returns>Whether there was one.</returns>
    public bool Exchange(string token)
    {
        lock (gate)
        {
            return tokens.Remove(token);
        }
    }

    /// <summary>Whether a cookie is that of this server.</summary>
    /// <param name="cookie">What a browser sent; null for none.</param>
    public bool Knows(string? cookie) => cookie is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(cookie), secret);

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
