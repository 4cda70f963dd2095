using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Reduces consecutive elements to one number: many short accumulators in lanes, joined in pairs, and finally in double.</summary>
/// <remarks>No accumulator takes more than some dozens of steps, so that the rounding error of a float sum stays near that of one addition.</remarks>
internal static unsafe class RunReduction
{
    private const int Steps = 32, Blocks = 16;

    /// <summary>The reduction of x[0] … x[n − 1], joined to <paramref name="before"/>.</summary>
    public static double Join<R, T, S, V>(R reduction, double before, T* x, int n)
        where R : struct, IReduction
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        where S : unmanaged, IVector<S, T>
        where V : unmanaged, IVector<V, T>
    {
        var longest = Blocks * Steps * 4 * V.Width;
        for (; n > longest; x += longest, n -= longest) before = JoinShort<R, T, S, V>(reduction, before, x, longest);
        return JoinShort<R, T, S, V>(reduction, before, x, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double JoinShort<R, T, S, V>(R reduction, double before, T* x, int n)
        where R : struct, IReduction
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        where S : unmanaged, IVector<S, T>
        where V : unmanaged, IVector<V, T>
    {
        var (result, seed) = (before, reduction.Seed);
        var i = 0;
        if (n >= V.Width)
        {
            var total = V.Of(seed);
            while (n - i >= 4 * V.Width)
            {
                var (a0, a1, a2, a3) = (V.Of(seed), V.Of(seed), V.Of(seed), V.Of(seed));
                var end = i + Math.Min(Steps, (n - i) / (4 * V.Width)) * (4 * V.Width);
                for (; i < end; i += 4 * V.Width)
                {
                    a0 = reduction.Step(a0, V.Load(x + i));
                    a1 = reduction.Step(a1, V.Load(x + i + V.Width));
                    a2 = reduction.Step(a2, V.Load(x + i + 2 * V.Width));
                    a3 = reduction.Step(a3, V.Load(x + i + 3 * V.Width));
                }
                total = reduction.Merge(total, reduction.Merge(reduction.Merge(a0, a1), reduction.Merge(a2, a3)));
            }
            for (; i <= n - V.Width; i += V.Width) total = reduction.Step(total, V.Load(x + i));
            var lanes = stackalloc T[V.Width];
            V.Store(total, lanes);
            for (var lane = 0; lane < V.Width; lane++) result = Merge(reduction, result, double.CreateTruncating(lanes[lane]));
        }
        if (i == n) return result;
        var tail = S.Of(seed);
        for (; i < n; i++) tail = reduction.Step(tail, S.Load(x + i));
        return Merge(reduction, result, double.CreateTruncating(S.Sum(tail)));
    }

    /// <summary>Two results joined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Merge<R>(R reduction, double a, double b) where R : struct, IReduction =>
        reduction.Merge(new F64(a), new F64(b)).Value;
}
