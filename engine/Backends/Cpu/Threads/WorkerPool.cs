using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace NeuralCore.Backends;

/// <summary>Hands the parts of a kernel to <see cref="Threads.Count"/> threads and waits for all of them.</summary>
/// <remarks>
/// One job runs at a time. A call from inside a job, or from a second thread while a job runs, does its parts inline.
/// How many parts there are and where they begin must follow from the shape alone, so that results do not depend on
/// the number of threads.
/// </remarks>
internal static unsafe class WorkerPool
{
    private static readonly Lock Growing = new();
    private static Worker[] _workers = [];
    private static Job _job;
    private static int _busy;
    private static Exception? _error;

    /// <summary>Runs part 0 to <paramref name="parts"/> − 1 of <paramref name="body"/>, each once.</summary>
    /// <exception cref="Exception">The first that a part threw; parts not yet begun are then left out.</exception>
    public static void For<TBody>(int parts, TBody body) where TBody : struct, IParts
    {
        var helpers = Math.Min(Threads.Count, parts) - 1;
        if (helpers <= 0 || Volatile.Read(ref _busy) != 0 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (var part = 0; part < parts; part++) body.Invoke(part);
            return;
        }
        Exception? error;
        try
        {
            // The body stays in this frame until every worker is done: a pointer to it needs neither heap nor pinning.
            Run(parts, helpers, Unsafe.AsPointer(ref body), &Invoke<TBody>);
            error = _error;
            _error = null;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
        if (error is not null) ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>The same with a delegate, where the closure's allocation does not matter.</summary>
    public static void For(int parts, Action<int> body) => For(parts, new ActionParts(body));

    private static void Invoke<TBody>(void* body, int part) where TBody : struct, IParts =>
        Unsafe.AsRef<TBody>(body).Invoke(part);

    private static void Run(int parts, int helpers, void* body, delegate*<void*, int, void> invoke)
    {
        var workers = Workers(helpers);
        _job.Parts = parts;
        _job.Body = body;
        _job.Invoke = invoke;
        Volatile.Write(ref _job.Next, 0);
        Volatile.Write(ref _job.Pending, helpers);
        for (var i = 0; i < helpers; i++) workers[i].Offer();
        Drain();
        for (var i = 0; i < helpers; i++)
            if (workers[i].TryTake()) Interlocked.Decrement(ref _job.Pending);
        for (var spins = 0; Volatile.Read(ref _job.Pending) != 0; spins++)
        {
            if (spins < 1000) Thread.SpinWait(4);
            else Thread.Yield();
        }
    }

    private static void Drain()
    {
        var parts = _job.Parts;
        var body = _job.Body;
        var invoke = _job.Invoke;
        try
        {
            for (int part; (part = Interlocked.Increment(ref _job.Next) - 1) < parts;) invoke(body, part);
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _error, error, null);
            Volatile.Write(ref _job.Next, parts);
        }
    }

    private static void Help()
    {
        Drain();
        Interlocked.Decrement(ref _job.Pending);
    }

    private static Worker[] Workers(int count)
    {
        var workers = Volatile.Read(ref _workers);
        if (workers.Length >= count) return workers;
        lock (Growing)
        {
            workers = [.. _workers, .. Enumerable.Range(0, count - _workers.Length).Select(_ => new Worker(Help))];
            Volatile.Write(ref _workers, workers);
            return workers;
        }
    }

    private readonly struct ActionParts(Action<int> body) : IParts
    {
        public void Invoke(int part) => body(part);
    }

    // The counters that all threads write stand on cache lines of their own, away from what they only read.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Job
    {
        [FieldOffset(0)] public int Parts;
        [FieldOffset(8)] public void* Body;
        [FieldOffset(16)] public delegate*<void*, int, void> Invoke;
        [FieldOffset(64)] public int Next;
        [FieldOffset(128)] public int Pending;
    }
}
