namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>Sets the number of threads until it is disposed.</summary>
internal sealed class ThreadCount : IDisposable
{
    private readonly int _before = Threads.Count;

    public ThreadCount(int count) => Threads.Count = count;

    public void Dispose() => Threads.Count = _before;
}
