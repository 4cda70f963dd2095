using NeuralCore.Backends;

namespace NeuralCore.Data;

/// <summary>The next batch on its way to a device that copies while it computes.</summary>
/// <remarks>Two places for a batch take turns: while one batch trains out of the first, the next arrives in the second.</remarks>
internal sealed class BatchUpload : IDisposable
{
    private readonly Device _device;
    private readonly (UploadSlot Inputs, UploadSlot Targets)[] _places;
    private Shape? _inputs, _targets;
    private int _turn;

    private BatchUpload(Device device, (UploadSlot, UploadSlot)[] places) => (_device, _places) = (device, places);

    /// <summary>Places for batches of up to so many numbers; null for a device that copies and computes one after the other, or lacks the memory.</summary>
    public static BatchUpload? TryCreate(Device device, long inputs, long targets)
    {
        var backend = device.Backend(ElementType.Float32);
        List<UploadSlot> slots = [];
        for (var place = 0; place < 2; place++)
            foreach (var bytes in (ReadOnlySpan<long>)[inputs * sizeof(float), targets * sizeof(long)])
            {
                if (backend.TryTakeUploadSlot(bytes) is { } slot)
                {
                    slots.Add(slot);
                    continue;
                }
                foreach (var taken in slots) taken.Dispose();
                return null;
            }
        return new(device, [(slots[0], slots[1]), (slots[2], slots[3])]);
    }

    /// <summary>Whether a batch was begun and not finished.</summary>
    public bool IsUnderWay => _inputs is not null;

    /// <summary>Starts the copy of a batch; the memory it came in may be used again.</summary>
    public void Begin(ReadOnlySpan<float> inputs, Shape inputShape, ReadOnlySpan<long> targets, Shape targetShape)
    {
        var (place, other) = _places[_turn];
        place.Begin(inputs);
        other.Begin(targets);
        (_inputs, _targets) = (inputShape, targetShape);
    }

    /// <summary>The batch that was begun as tensors of the calling thread's scope.</summary>
    public (Tensor Inputs, Tensor Targets) Finish()
    {
        var (place, other) = _places[_turn];
        var batch = (Tensor.Empty(_inputs!.Value, ElementType.Float32, _device), Tensor.Empty(_targets!.Value, ElementType.Int64, _device));
        place.Finish(batch.Item1.View);
        other.Finish(batch.Item2.View);
        (_inputs, _targets, _turn) = (null, null, 1 - _turn);
        return batch;
    }

    /// <summary>Gives the places back, whatever is under way.</summary>
    public void Dispose()
    {
        foreach (var (inputs, targets) in _places)
        {
            inputs.Dispose();
            targets.Dispose();
        }
    }
}
