namespace NeuralCore.Backends;

/// <summary>One background thread: it spins for the next job for a while, then blocks.</summary>
/// <remarks>
/// A job is offered by a flag that exactly one side takes down: the worker, which then runs the job, or the caller, who
/// has found that no part is left. So a caller never waits for a worker that is slow to wake up.
/// </remarks>
internal sealed class Worker
{
    // Some 200 µs (.NET makes a spin as long on every processor): longer than the gaps between the kernels of a step.
    private const int SpinsBeforeSleep = 700;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly Action _job;
    private int _offered;
    private int _sleeping;

    /// <summary>A started worker that runs <paramref name="job"/> each time it is offered.</summary>
    public Worker(Action job)
    {
        _job = job;
        new Thread(Loop) { IsBackground = true, Name = "NeuralCore worker" }.Start();
    }

    /// <summary>Asks the worker to run the job once.</summary>
    public void Offer()
    {
        Interlocked.Exchange(ref _offered, 1);
        if (Volatile.Read(ref _sleeping) != 0) _wake.Release();
    }

    /// <summary>Takes the offer down, if it stands: the caller so that nobody runs it, the worker to run it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _offered, 0, 1) == 1;

    private void Loop()
    {
        for (var spins = 0; ;)
        {
            if (Volatile.Read(ref _offered) != 0 && TryTake())
            {
                _job();
                spins = 0;
            }
            else if (++spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(8);
            }
            else
            {
                // The flag goes up before the last look, and Offer looks at it after its own: one of the two sees the other.
                Interlocked.Exchange(ref _sleeping, 1);
                if (Volatile.Read(ref _offered) == 0) _wake.Wait();
                Volatile.Write(ref _sleeping, 0);
                spins = 0;
            }
        }
    }
}
