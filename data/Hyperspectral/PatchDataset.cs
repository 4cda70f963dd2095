namespace NeuralCore.Data;

/// <summary>The pixels of a scene as examples: the patch around each, and its class counted from 0.</summary>
/// <remarks>Patches are cut when a batch is asked for, into one buffer that is used again; so one thread at a time.</remarks>
public sealed class PatchDataset(HyperspectralScene scene, PatchSampler sampler, Device? device = null)
{
    private float[] _patches = [];

    /// <summary>The examples around some labelled pixels: patches [N, 1, C, S, S] and targets [N] as Int64.</summary>
    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> pixels)
    {
        var shape = sampler.BatchShape(pixels.Length);
        if (_patches.Length < shape.Count) _patches = new float[shape.Count];
        var patches = _patches.AsSpan(0, (int)shape.Count);
        sampler.Fill(pixels, patches);
        return (Tensor.From<float>(patches, shape, device), Tensor.From<long>(scene.Targets(pixels), [pixels.Length], device));
    }
}
