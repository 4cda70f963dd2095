using System.Runtime.ExceptionServices;

namespace NeuralCore.Data;

/// <summary>Threads that prepare an epoch's batches ahead of the caller, who takes them in order.</summary>
/// <remarks>
/// Whoever gets a free buffer also gets the lowest step not begun, so the step that the caller waits for always has one:
/// a few buffers bound the memory and nobody can wait in a circle.
/// </remarks>
internal sealed class BatchQueue : IDisposable
{
    private readonly object _gate = new();
    private readonly Action<int, BatchBuffer, CancellationToken> _prepare;
    private readonly Stack<BatchBuffer> _free;
    private readonly Dictionary<int, (BatchBuffer? Buffer, ExceptionDispatchInfo? Error)> _ready = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;
    private readonly int _end;
    private int _next;

    /// <summary>Starts so many threads on the steps from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    /// <param name="workers">The number of threads.</param>
    /// <param name="buffers">What they prepare in: as many batches as there may be at one time.</param>
    /// <param name="first">The first step.</param>
    /// <param name="end">The step after the last.</param>
    /// <param name="prepare">Fills a buffer with a step's batch.</param>
    public BatchQueue(int workers, IEnumerable<BatchBuffer> buffers, int first, int end, Action<int, BatchBuffer, CancellationToken> prepare)
    {
        (_free, _next, _end, _prepare) = (new(buffers), first, end, prepare);
        _threads = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"data loader {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Waits for a step's batch; the caller gives the buffer back.</summary>
    /// <exception cref="NeuralCoreException">An example of this batch could not be read: the worker's own exception.</exception>
    public BatchBuffer Take(int step)
    {
        (BatchBuffer? Buffer, ExceptionDispatchInfo? Error) result;
        lock (_gate)
            while (!_ready.Remove(step, out result)) Monitor.Wait(_gate);
        result.Error?.Throw();
        return result.Buffer!;
    }

    /// <summary>A step's batch if it is there; null while it is not, and for one that failed, whose error <see cref="Take"/> throws at its turn.</summary>
    public BatchBuffer? TryTake(int step)
    {
        lock (_gate)
        {
            if (!_ready.TryGetValue(step, out var result) || result.Buffer is null) return null;
            _ready.Remove(step);
            return result.Buffer;
        }
    }

    /// <summary>Lets the workers use a buffer again.</summary>
    public void Give(BatchBuffer buffer)
    {
        lock (_gate)
        {
            _free.Push(buffer);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the workers, each after the example it is at, and waits for them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stop.Cancel();
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in _threads) thread.Join();
        _stop.Dispose();
    }

    private void Work()
    {
        while (Begin() is var (step, buffer))
        {
            (BatchBuffer?, ExceptionDispatchInfo?) result;
            try
            {
                _prepare(step, buffer, _stop.Token);
                result = (buffer, null);
            }
            catch (Exception error)
            {
                result = (null, ExceptionDispatchInfo.Capture(error));
            }
            lock (_gate)
            {
                _ready.Add(step, result);
                // Nobody will ask for a batch after one that failed.
                if (result is (null, _)) _next = _end;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // The next step and a buffer for it, both taken at once; nothing when there is nothing left to do.
    private (int Step, BatchBuffer Buffer)? Begin()
    {
        lock (_gate)
        {
            while (_next < _end && _free.Count == 0 && !_stop.IsCancellationRequested) Monitor.Wait(_gate);
            return _next < _end && !_stop.IsCancellationRequested ? (_next++, _free.Pop()) : null;
        }
    }
}
