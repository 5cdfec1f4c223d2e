namespace Thelper.Infer.Tiling;

/// <summary>A sink that only copies what it takes: no thread is worth it, the caller of the prediction hands it on.</summary>
internal interface IBriefSink;
