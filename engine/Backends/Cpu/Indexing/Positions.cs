using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Guards memory against positions that do not exist.</summary>
internal static class Positions
{
    /// <summary>The position, if it is one of <paramref name="length"/>.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Check(long position, long length)
    {
        if ((ulong)position >= (ulong)length) Throw(position, length);
        return position;
    }

    private static void Throw(long position, long length) =>
        throw new UsageException($"index {position} is out of range: the dimension has {length} positions, so 0 to {length - 1} were expected");
}
