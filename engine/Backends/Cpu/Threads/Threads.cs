namespace NeuralCore;

/// <summary>How many threads the CPU's kernels use; results do not depend on it.</summary>
public static class Threads
{
    private static int _count = Environment.ProcessorCount;

    /// <summary>The number of threads that work on one kernel, the calling one included; at first the number of processors.</summary>
    /// <exception cref="UsageException">It is set to less than 1 or more than 1024.</exception>
    public static int Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, value is >= 1 and <= 1024
            ? value
            : throw new UsageException($"{value} threads were asked for; expected 1 to 1024"));
    }
}
