namespace NeuralCore.Data;

/// <summary>Some labelled pixels of a scene as examples: the patch [1, C, S, S] around each, and its class counted from 0.</summary>
/// <remarks>Patches are cut when they are asked for; nothing but the scene is held.</remarks>
/// <param name="scene">The labels.</param>
/// <param name="sampler">What cuts the patches out of the scene's (reduced) cube.</param>
/// <param name="pixels">The pixels row·W + column, in the order of the examples.</param>
public sealed class PatchDataset(HyperspectralScene scene, PatchSampler sampler, int[] pixels) : IDataset
{
    /// <inheritdoc/>
    public int Count => pixels.Length;

    /// <inheritdoc/>
    public Shape InputShape => sampler.BatchShape(1)[1..];

    /// <inheritdoc/>
    public Shape TargetShape => Shape.Scalar;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => scene.ClassNames;

    /// <inheritdoc/>
    public void Read(int index, Generator random, Span<float> input, Span<long> target)
    {
        sampler.Fill([pixels[index]], input);
        target[0] = scene.Labels[pixels[index]] - 1;
    }
}
