using Thelper.Web.Serving;

namespace Thelper.Web.Viewing;

/// <summary>Pictures that a page was told of and will ask for: the latest ones, up to a number of bytes.</summary>
/// <param name="mostBytes">How many bytes are kept.</param>
internal sealed class BlobStore(long mostBytes)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Answer> blobs = [];
    private readonly Queue<int> order = new();
    private long bytes;
    private int last;

    /// <summary>Keeps a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="contentType">Its type.</param>
    /// <returns>Its number.</returns>
    public int Add(byte[] content, string contentType = "image/png")
    {
        lock (gate)
        {
            blobs[++last] = Answer.Bytes(contentType, content);
            order.Enqueue(last);
            for (bytes += content.Length; bytes > mostBytes && order.Count > 1;)
            {
                blobs.Remove(order.Dequeue(), out var old);
                bytes -= old!.Content.Length;
            }

            return last;
        }
    }

    /// <summary>A picture.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="RequestException">It is not kept any more, or never was.</exception>
    public Answer Get(int number)
    {
        lock (gate)
        {
            return blobs.GetValueOrDefault(number) ?? throw RequestException.Missing("this picture is not kept any more: ask for its sample again");
        }
    }

    /// <summary>Whether a picture is still kept.</summary>
    /// <param name="number">Its number.</param>
    public bool Has(int number)
    {
        lock (gate)
        {
            return blobs.ContainsKey(number);
        }
    }
}
