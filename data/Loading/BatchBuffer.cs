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
        (Tensor.From(Inputs, [_count, .. dataset.InputShape], device), Tensor.From(Targets, [_count, .. dataset.TargetShape], device));

    /// <summary>Sends the batch on its way to a device; the buffer may be filled again after the return.</summary>
    public void Begin(BatchUpload upload) => upload.Begin(Inputs, [_count, .. dataset.InputShape], Targets, [_count, .. dataset.TargetShape]);

    private ReadOnlySpan<float> Inputs => _inputs.AsSpan(0, _count * _inputSize);

    private ReadOnlySpan<long> Targets => _targets.AsSpan(0, _count * _targetSize);
}
