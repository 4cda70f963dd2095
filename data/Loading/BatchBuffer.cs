namespace NeuralCore.Data;

/// <summary>A batch in the making: examples side by side in memory of the host that is used again and again.</summary>
internal sealed class BatchBuffer(IDataset dataset, int capacity)
{
    private readonly int _inputSize = (int)dataset.InputShape.Count, _targetSize = (int)dataset.TargetShape.Count;
    private readonly float[] _inputs = GC.AllocateUninitializedArray<float>(capacity * (int)dataset.InputShape.Count);
    private readonly long[] _targets = GC.AllocateUninitializedArray<long>(capacity * (int)dataset.TargetShape.Count);
    private int _count;

    /// <summary>Reads the examples of these numbers; between two of them it may be told to stop.</summary>
    public void Fill(ReadOnlySpan<int> examples, ExampleRandom random, CancellationToken stop)
    {
        _count = examples.Length;
        for (var i = 0; i < examples.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            random.Read(dataset, examples[i], _inputs.AsSpan(i * _inputSize, _inputSize), _targets.AsSpan(i * _targetSize, _targetSize));
        }
    }

    /// <summary>Copies the batch onto a device: inputs [N, *] and targets [N, *], made in the calling thread's scope.</summary>
    public (Tensor Inputs, Tensor Targets) ToTensors(Device? device) =>
        (Tensor.From<float>(_inputs.AsSpan(0, _count * _inputSize), [_count, .. dataset.InputShape], device),
            Tensor.From<long>(_targets.AsSpan(0, _count * _targetSize), [_count, .. dataset.TargetShape], device));
}
