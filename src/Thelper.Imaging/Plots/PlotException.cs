namespace Thelper.Imaging.Plots;

/// <summary>A chart could not be rendered; the message says why and what to do.</summary>
internal sealed class PlotException(string message, Exception? inner = null) : Exception(message, inner);
