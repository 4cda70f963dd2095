namespace NeuralCore.Data;

/// <summary>A data set in batches, epoch by epoch, prepared by some threads while the last batch trains, and on its way to the device meanwhile.</summary>
/// <remarks>
/// An epoch is a function of the data set, the seed and the epoch's number: neither the number of workers nor the step
/// that one starts at changes a bit of it. At most two batches per worker are in memory at a time, whose buffers serve
/// all epochs. The loader may be used for several epochs at once, for training and validation say.
/// </remarks>
/// <param name="dataset">The examples.</param>
/// <param name="batch">The examples of a batch.</param>
/// <exception cref="UsageException">The batch is below 1, or larger than an array can be.</exception>
public sealed class DataLoader(IDataset dataset, int batch)
{
    private readonly Stack<BatchBuffer> _pool = [];
    private readonly int _batch = Checked(dataset, batch);

    /// <summary>The examples.</summary>
    public IDataset Dataset => dataset;

    /// <summary>What order and augmentation follow from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether every epoch has an order of its own; otherwise it is that of the data set.</summary>
    public bool Shuffles { get; init; }

    /// <summary>What becomes of the examples that make no whole batch.</summary>
    public LastBatch Last { get; init; } = LastBatch.Keep;

    /// <summary>Where the batches go; the default device when null.</summary>
    public Device? Device { get; init; }

    /// <summary>The threads that prepare batches ahead; with 0 the caller prepares each when it asks for it.</summary>
    /// <exception cref="UsageException">The number is negative.</exception>
    public int Workers
    {
        get;
        init => field = value >= 0 ? value : throw new UsageException($"a data loader with {value} workers was asked for; expected 0 or more");
    }

    /// <summary>The number of batches of an epoch.</summary>
    /// <exception cref="UsageException">The policy drops all there is.</exception>
    public int Steps => Last switch
    {
        LastBatch.Drop when dataset.Count < _batch && dataset.Count > 0 =>
            throw new UsageException($"{dataset.Count} examples do not fill one batch of {_batch}, and the rest is to be dropped; use a smaller batch or keep the last one"),
        LastBatch.Drop => dataset.Count / _batch,
        LastBatch.Join when IsLoneLast => dataset.Count / _batch,
        _ => (int)((dataset.Count + (long)_batch - 1) / _batch),
    };

    /// <summary>The buffers that wait to be used again: all there are while no epoch is under way.</summary>
    internal int Buffers => _pool.Count;

    private bool IsLoneLast => dataset.Count > 1 && dataset.Count % _batch == 1;

    /// <summary>The batches of an epoch, inputs [N, *] (Float32) and targets [N, *] (Int64), each in the scope of whoever asks for it.</summary>
    /// <remarks>Leaving the loop early ends the workers.</remarks>
    /// <param name="epoch">The epoch's number, from 0.</param>
    /// <param name="firstStep">The step to start at; the batches before it are not prepared.</param>
    /// <exception cref="DataException">An example cannot be read: thrown where its batch is due, whichever thread found it.</exception>
    public IEnumerable<(Tensor Inputs, Tensor Targets)> Epoch(int epoch, int firstStep = 0)
    {
        if (epoch < 0 || firstStep < 0) throw new UsageException($"epoch {epoch} from step {firstStep} was asked for; both count from 0");
        ExampleRandom.Check(dataset.Count, epoch);
        var (order, random, steps) = (Order(epoch), new ExampleRandom(Seed, epoch), Steps);
        return Workers == 0 ? InCaller(Prepare, firstStep, steps) : ByWorkers(Prepare, firstStep, steps);

        void Prepare(int step, BatchBuffer buffer, CancellationToken stop)
        {
            var start = step * _batch;
            var end = step == steps - 1 && Last != LastBatch.Drop ? order.Length : start + _batch;
            buffer.Fill(order.AsSpan(start..end), random, stop);
        }
    }

    private IEnumerable<(Tensor, Tensor)> InCaller(Action<int, BatchBuffer, CancellationToken> prepare, int first, int end)
    {
        var buffers = Rent(1);
        try
        {
            for (var step = first; step < end; step++)
            {
                prepare(step, buffers[0], CancellationToken.None);
                yield return buffers[0].ToTensors(Device);
            }
        }
        finally
        {
            GiveBack(buffers);
        }
    }

    private IEnumerable<(Tensor, Tensor)> ByWorkers(Action<int, BatchBuffer, CancellationToken> prepare, int first, int end)
    {
        var workers = Math.Min(Workers, Math.Max(0, end - first));
        var buffers = Rent(2 * workers);
        try
        {
            using var queue = new BatchQueue(workers, buffers, first, end, prepare);
            using var upload = TryUpload();
            for (var step = first; step < end; step++)
            {
                (Tensor, Tensor) tensors;
                if (upload is { IsUnderWay: true })
                    tensors = upload.Finish();
                else
                {
                    var buffer = queue.Take(step);
                    tensors = buffer.ToTensors(Device);
                    queue.Give(buffer);   // the tensors are copies: the workers go on while the caller trains
                }
                // The next batch travels while the caller trains with this one.
                if (upload is not null && queue.TryTake(step + 1) is { } next)
                {
                    next.Begin(upload);
                    queue.Give(next);
                }
                yield return tensors;
            }
        }
        finally
        {
            GiveBack(buffers);
        }
    }

    // Each epoch's order follows from the seed and the epoch's number alone.
    private int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, dataset.Count)];
        if (Shuffles) new Generator(Seed, Generator.Streams.Shuffle, (ulong)epoch).Shuffle(order.AsSpan());
        return order;
    }

    private BatchBuffer[] Rent(int count)
    {
        var buffers = new BatchBuffer[count];
        lock (_pool)
            for (var i = 0; i < count; i++) buffers[i] = _pool.TryPop(out var used) ? used : new(dataset, Capacity);
        return buffers;
    }

    private BatchUpload? TryUpload() =>
        BatchUpload.TryCreate(Device ?? Device.Default, Capacity * dataset.InputShape.Count, Capacity * dataset.TargetShape.Count);

    private int Capacity => (int)Math.Min(Math.Max(1, dataset.Count), Last == LastBatch.Join ? _batch + 1L : _batch);

    private void GiveBack(BatchBuffer[] buffers)
    {
        lock (_pool)
            foreach (var buffer in buffers) _pool.Push(buffer);
    }

    private static int Checked(IDataset dataset, int batch)
    {
        if (batch < 1) throw new UsageException($"a batch of {batch} was asked for; expected at least 1");
        var largest = Math.Min(batch + 1L, Math.Max(1, dataset.Count)) * Math.Max(dataset.InputShape.Count, dataset.TargetShape.Count);
        if (largest > Array.MaxLength)
            throw new UsageException($"a batch of {batch} examples {dataset.InputShape} has {largest:n0} numbers; expected at most {Array.MaxLength:n0}: use a smaller batch");
        return batch;
    }
}
