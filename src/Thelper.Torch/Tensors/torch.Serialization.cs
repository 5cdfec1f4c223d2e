using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Writes a tensor as a file that <c>torch.load</c> of PyTorch opens; complete or not at all.</summary>
    /// <param name="t">The tensor.</param>
    /// <param name="location">The file.</param>
    /// <exception cref="UserErrorException">The file cannot be written there.</exception>
    public static void save(Tensor t, string location) => Checkpoints.Save(t, location);

    /// <summary>Writes a value as a file that <c>torch.load</c> of PyTorch opens; complete or not at all.</summary>
    /// <param name="obj">Tensors, numbers, texts and containers of them, such as a state dictionary: see <see cref="Checkpoints"/>.</param>
    /// <param name="location">The file.</param>
    /// <exception cref="ArgumentException">The value holds something that has no counterpart in Python.</exception>
    /// <exception cref="UserErrorException">The file cannot be written there.</exception>
    public static void save(object? obj, string location) => Checkpoints.Save(obj, location);

    /// <summary>Writes a value to a stream, from its present position on.</summary>
    /// <param name="obj">Tensors, numbers, texts and containers of them: see <see cref="Checkpoints"/>.</param>
    /// <param name="stream">Where it goes; it stays open.</param>
    /// <exception cref="ArgumentException">The value holds something that has no counterpart in Python.</exception>
    public static void save(object? obj, Stream stream) => Checkpoints.Save(obj, stream);

    /// <summary>Reads a file that holds one tensor.</summary>
    /// <param name="location">A file of <c>torch.save</c>, by PyTorch or by this library.</param>
    /// <param name="map_location">Where the tensor is to be; the processor unless given.</param>
    /// <exception cref="CheckpointException">The file cannot be read, or holds something else than one tensor.</exception>
    public static Tensor load(string location, Device? map_location = null) => load<Tensor>(location, map_location);

    /// <summary>Reads one tensor from a stream.</summary>
    /// <param name="stream">A stream that can seek; read from its present position to its end.</param>
    /// <param name="map_location">Where the tensor is to be; the processor unless given.</param>
    /// <exception cref="CheckpointException">The stream cannot be read, or holds something else than one tensor.</exception>
    public static Tensor load(Stream stream, Device? map_location = null) => load<Tensor>(stream, map_location);

    /// <summary>Reads a file that holds a value of a known form, without running anything that is in it.</summary>
    /// <typeparam name="T">
    /// The form: one of those that <see cref="Checkpoints"/> lists (<see cref="PyDict"/> for a dictionary), <c>object</c> for any, or
    /// <c>OrderedDictionary&lt;string, Tensor&gt;</c> for a state dictionary.
    /// </typeparam>
    /// <param name="location">A file of <c>torch.save</c>, by PyTorch or by this library.</param>
    /// <param name="map_location">Where its tensors are to be; the processor unless given.</param>
    /// <exception cref="CheckpointException">The file cannot be read, or holds a value of another form.</exception>
    public static T load<T>(string location, Device? map_location = null) => As<T>(Checkpoints.Load(location, device: map_location), location);

    /// <summary>Reads a value of a known form from a stream, without running anything that is in it.</summary>
    /// <typeparam name="T">The form, as for <see cref="load{T}(string, Device?)"/>.</typeparam>
    /// <param name="stream">A stream that can seek; read from its present position to its end.</param>
    /// <param name="map_location">Where its tensors are to be; the processor unless given.</param>
    /// <exception cref="CheckpointException">The stream cannot be read, or holds a value of another form.</exception>
    public static T load<T>(Stream stream, Device? map_location = null) => As<T>(Checkpoints.Load(stream, device: map_location), "the stream");

    private static T As<T>(object? value, string file)
    {
        if (value is T found)
        {
            return found;
        }

        if (value is null && typeof(T) == typeof(object))
        {
            return default!;
        }

        try
        {
            if (typeof(T) == typeof(OrderedDictionary<string, Tensor>))
            {
                return (T)(object)StateDicts.FromValue(value, file);
            }

            throw new CheckpointException(file, $"holds {StateDicts.Describe(value)}, where {typeof(T).Name} was asked for");
        }
        catch
        {
            Checkpoints.Release(value);
            throw;
        }
    }

    public partial class Tensor
    {
        /// <summary>Writes the tensor as a file that <c>torch.load</c> of PyTorch opens.</summary>
        /// <param name="location">The file.</param>
        /// <exception cref="UserErrorException">The file cannot be written there.</exception>
        public void save(string location) => Checkpoints.Save(this, location);

        /// <summary>Reads a file that holds one tensor.</summary>
        /// <param name="location">A file of <c>torch.save</c>.</param>
        /// <exception cref="CheckpointException">The file cannot be read, or holds something else than one tensor.</exception>
        public static Tensor load(string location) => torch.load<Tensor>(location);
    }
}
