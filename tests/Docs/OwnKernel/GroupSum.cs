using ILGPU;
using NeuralCore.Backends;

namespace OwnKernel;

/// <summary>The sum of one number from each thread of a group, in a fixed order, told to all of them.</summary>
public static class GroupSum
{
    /// <summary>The threads of a group: a power of two.</summary>
    public const int Threads = 128;

    /// <summary>Σ of the threads' numbers; every thread of the group has to come here.</summary>
    public static V Of<V>(V number) where V : unmanaged, ILane<V>
    {
        var parts = SharedMemory.Allocate<V>(Threads);
        parts[Group.IdxX] = number;
        Group.Barrier();
        for (var half = Threads / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) parts[Group.IdxX] += parts[Group.IdxX + half];
            Group.Barrier();
        }
        return parts[0];
    }
}
