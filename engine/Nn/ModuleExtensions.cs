namespace NeuralCore.Nn;

/// <summary>What is done to a whole model and returns it: <c>new HybridSN(…).Initialize(seed).To(device)</c>.</summary>
public static class ModuleExtensions
{
    extension<TModule>(TModule module) where TModule : ModuleBase
    {
        /// <summary>Draws all parameters from a seed's init stream, and lets dropout draw from its dropout stream.</summary>
        public TModule Initialize(ulong seed) =>
            module.Initialize(new Generator(seed)).UseGenerator(new Generator(seed, Generator.Streams.Dropout));

        /// <summary>Draws all parameters, in the order of the state dict, and puts the state buffers back to their start.</summary>
        public TModule Initialize(Generator generator)
        {
            foreach (var parameter in module.Parameters()) parameter.Initialize(generator);
            foreach (var (_, state) in module.NamedStates())
                if (state is StateBuffer buffer) buffer.Reset();
            return module;
        }

        /// <summary>Lets every module that draws while it computes (dropout) draw from this generator.</summary>
        public TModule UseGenerator(Generator generator)
        {
            foreach (var drawing in module.Modules().OfType<IDrawsRandomNumbers>()) drawing.Generator = generator;
            return module;
        }

        /// <summary>Sets the training mode throughout, or with <paramref name="isTraining"/> false the evaluation mode.</summary>
        public TModule Train(bool isTraining = true)
        {
            foreach (var part in module.Modules()) part.SetTraining(isTraining);
            return module;
        }

        /// <summary>Sets the evaluation mode throughout: dropout passes, batch normalization uses the running statistics.</summary>
        public TModule Eval() => module.Train(false);

        /// <summary>Moves parameters (with their gradients) and buffers to a device, in place.</summary>
        public TModule To(Device device)
        {
            foreach (var (_, state) in module.NamedStates()) state.Move(device, state.Type);
            return module;
        }

        /// <summary>Converts parameters (with their gradients) and buffers to a floating type, in place.</summary>
        /// <exception cref="UsageException">The type is not a floating one.</exception>
        public TModule To(ElementType type)
        {
            if (!type.IsFloating()) throw new UsageException($"a module computes in Float32 or Float64; got {type}");
            foreach (var (_, state) in module.NamedStates()) state.Move(state.Device, type);
            return module;
        }

        /// <summary>Takes all parameters out of learning, or with <paramref name="isFrozen"/> false lets them learn again.</summary>
        public TModule Freeze(bool isFrozen = true)
        {
            foreach (var parameter in module.Parameters()) parameter.RequiresGrad = !isFrozen;
            return module;
        }
    }
}
