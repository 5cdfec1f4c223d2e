using System.Threading.Tasks;

namespace Thelper.Web.Serving;

/// <summary>What goes on beside the start of a server. Where one of the tasks fails, serving ends with its failure.</summary>
/// <param name="Proceed">Called when the address is told and all threads of the server have begun: libraries may be loaded, which keeps the system's loader busy, and all that needs it.</param>
/// <param name="Checked">Ends when there is something to serve; the address is told after it.</param>
/// <param name="Listed">Fails soon for the most usual mistakes: the address is told a little later, so that nobody is sent to pages that there will not be.</param>
/// <param name="Done">What requests wait for.</param>
internal sealed record Preparation(Action Proceed, Task Checked, Task Listed, Task Done)
{
    /// <summary>Nothing.</summary>
    public static Preparation None { get; } = new(static () => { }, Task.CompletedTask, Task.CompletedTask, Task.CompletedTask);
}
