using NeuralCore.Nn;

namespace NeuralCore.Serialization;

/// <summary>A model's weights from a file and into one: <c>model.Load("resnet20.th")</c>, <c>model.Save("resnet20.safetensors")</c>.</summary>
public static class ModuleFiles
{
    extension<TModule>(TModule module) where TModule : ModuleBase
    {
        /// <summary>Overwrites parameters and state buffers with those of a safetensors, npz or PyTorch file, converted to this module's type and device.</summary>
        /// <remarks>Where every name begins with <c>module.</c> (DataParallel's) and none of the model's does, that prefix is taken off.</remarks>
        /// <param name="path">The file.</param>
        /// <param name="strict">Whether every name must have its counterpart; if not, those that have one are loaded.</param>
        /// <exception cref="DataException">The file cannot be read, or it does not fit: the message lists what is missing, unexpected and of another shape, and nothing was changed.</exception>
        public TModule Load(string path, bool strict = true)
        {
            using var scope = new MemoryScope();
            try
            {
                module.LoadStateDict(Read(path, module), strict);
            }
            catch (DataException error)
            {
                throw new DataException($"{path}: {error.Message}", error);
            }
            return module;
        }

        /// <summary>Overwrites those parameters and state buffers that the file has under the same name and in the same shape, and returns the names of all that have no counterpart on the other side.</summary>
        /// <exception cref="DataException">The file cannot be read.</exception>
        public IReadOnlyList<string> LoadMatching(string path)
        {
            using var scope = new MemoryScope();
            return module.LoadMatching(Read(path, module));
        }

        /// <summary>Writes parameters and state buffers, in the order of the state dict, as .safetensors or .npz; a failure leaves what stood there.</summary>
        /// <exception cref="DataException">The folder cannot be written.</exception>
        /// <exception cref="UsageException">The extension is neither of the two, or a parameter was never initialized.</exception>
        public void Save(string path) => TensorFile.Write(path, module.StateDict()
            .Select(state => new KeyValuePair<string, HostTensor>(state.Key, HostTensor.From(state.Value))));
    }

    private static OrderedDictionary<string, Tensor> Read(string path, ModuleBase module)
    {
        var hosts = TensorFile.Read(path);
        if (hosts.Count > 0 && hosts.Keys.All(HasPrefix) && !module.NamedStates().Any(state => HasPrefix(state.Name)))
            hosts = TorchFile.StripModulePrefix(path, hosts);
        var state = new OrderedDictionary<string, Tensor>(hosts.Count);
        foreach (var (name, host) in hosts) state.Add(name, host.ToTensor());
        return state;
    }

    private static bool HasPrefix(string name) => name.StartsWith(TorchFile.ModulePrefix, StringComparison.Ordinal);
}
