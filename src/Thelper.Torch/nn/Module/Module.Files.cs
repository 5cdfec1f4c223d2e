using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            /// <summary>Writes the state dictionary as a file that PyTorch's <c>torch.load</c> opens. The file is either complete or unchanged.</summary>
            /// <param name="location">The file; its folder must exist.</param>
            /// <param name="skip">Names to leave out.</param>
            /// <exception cref="UserErrorException">The file cannot be written there.</exception>
            public virtual Module save(string location, IList<string>? skip = null)
            {
                Checkpoints.Save(Kept(skip), location);
                return this;
            }

            /// <summary>Loads a state dictionary from a file of <c>save</c>, or of PyTorch's <c>torch.save(model.state_dict(), …)</c>.</summary>
            /// <param name="location">The file.</param>
            /// <param name="strict">Whether every name must be on both sides.</param>
            /// <param name="skip">Names that are left alone, on both sides.</param>
            /// <param name="loadedParameters">Filled with every name of the module: whether the file had it.</param>
            /// <exception cref="CheckpointException">The file is missing, damaged, or of another kind.</exception>
            /// <exception cref="UserErrorException">The file holds no state dictionary.</exception>
            /// <exception cref="ArgumentException">Names or shapes differ; all of them are listed.</exception>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var scope = NewDisposeScope();
                return Take(Checkpoints.Load(location), location, strict, skip, loadedParameters);
            }

            /// <summary>Writes the state dictionary to a stream, which stays open.</summary>
            /// <param name="stream">Where to.</param>
            /// <param name="skip">Names to leave out.</param>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                Checkpoints.Save(Kept(skip), stream);
                return this;
            }

            /// <summary>Loads a state dictionary from a stream, which stays open.</summary>
            /// <param name="stream">Where from.</param>
            /// <param name="strict">Whether every name must be on both sides.</param>
            /// <param name="skip">Names that are left alone, on both sides.</param>
            /// <param name="loadedParameters">Filled with every name of the module: whether the stream had it.</param>
            /// <exception cref="CheckpointException">The contents are damaged or of another kind.</exception>
            /// <exception cref="UserErrorException">There is no state dictionary in it.</exception>
            /// <exception cref="ArgumentException">Names or shapes differ; all of them are listed.</exception>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var scope = NewDisposeScope();
                return Take(Checkpoints.Load(stream), "the stream", strict, skip, loadedParameters);
            }

            private OrderedDictionary<string, Tensor> Kept(IList<string>? skip)
            {
                var state = state_dict();
                foreach (var key in skip ?? [])
                {
                    state.Remove(key);
                }

                return state;
            }

            private Module Take(object? value, string place, bool strict, IList<string>? skip, Dictionary<string, bool>? loadedParameters)
            {
                var weights = new StateDictionary();
                if (value is not PyDict dictionary)
                {
                    throw new UserErrorException($"{place}: holds no state dictionary (names and tensors), so no weights can be loaded from it");
                }

                foreach (var (key, item) in dictionary)
                {
                    if (key is not string name || item is not Tensor tensor)
                    {
                        throw new UserErrorException($"{place}: '{key}' is no tensor, so this is not a state dictionary; load the file and pick the part that is one");
                    }

                    weights[name] = tensor;
                }

                weights.NoteAll(dictionary);
                try
                {
                    load_state_dict(weights, strict, skip);
                }
                catch (InvalidOperationException error)
                {
                    throw new ArgumentException($"{place}: {error.Message}", error);
                }

                if (loadedParameters is not null)
                {
                    foreach (var key in state_dict().Keys)
                    {
                        loadedParameters[key] = weights.ContainsKey(key) && skip?.Contains(key) != true;
                    }
                }

                return this;
            }
        }
    }
}
