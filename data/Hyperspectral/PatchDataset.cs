namespace NeuralCore.Data;

/// <summary>Some labelled pixels of a scene as examples: the patch around each, and its class counted from 0.</summary>
/// <remarks>Patches are cut when a batch is asked for, into one buffer that is used again; so one thread at a time.</remarks>
public sealed class PatchDataset(HyperspectralScene scene, PatchSampler sampler, int[] pixels)
{
    private float[] _patches = [];
    private int[] _batch = [];

    /// <summary>The number of examples.</summary>
    public int Count => pixels.Length;

    /// <summary>The examples at some indices below <see cref="Count"/>: patches [N, 1, C, S, S] and targets [N] as Int64.</summary>
    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, Device? device = null)
    {
        var shape = sampler.BatchShape(indices.Length);
        if (_patches.Length < shape.Count) _patches = new float[shape.Count];
        if (_batch.Length < indices.Length) _batch = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++) _batch[i] = pixels[indices[i]];
        var batch = _batch.AsSpan(0, indices.Length);
        var patches = _patches.AsSpan(0, (int)shape.Count);
        sampler.Fill(batch, patches);
        return (Tensor.From<float>(patches, shape, device), Tensor.From<long>(scene.Targets(batch), [indices.Length], device));
    }
}
