using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>What a strided copy does with an element: put it there, or add it.</summary>
internal unsafe interface IMove<E> where E : unmanaged
{
    /// <summary>Moves one element.</summary>
    static abstract void One(E* source, E* target);

    /// <summary>Moves <paramref name="n"/> elements that lie one after another on both sides.</summary>
    static abstract void Run(E* source, E* target, int n);

    /// <summary>Moves one element to <paramref name="n"/> consecutive places.</summary>
    static abstract void Repeat(E* source, E* target, int n);
}

/// <summary>target = source.</summary>
internal readonly unsafe struct Assign<E> : IMove<E> where E : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One(E* source, E* target) => *target = *source;

    public static void Run(E* source, E* target, int n) => new ReadOnlySpan<E>(source, n).CopyTo(new Span<E>(target, n));

    public static void Repeat(E* source, E* target, int n) => new Span<E>(target, n).Fill(*source);
}

/// <summary>target += source.</summary>
internal readonly unsafe struct Accumulate<T, V> : IMove<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> where V : unmanaged, IVector<V, T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One(T* source, T* target) => *target += *source;

    public static void Run(T* source, T* target, int n) => Add(new Consecutive<T, V>(source), target, n);

    public static void Repeat(T* source, T* target, int n) => Add(new Repeated<V>(V.Broadcast(source)), target, n);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<A>(A source, T* target, int n) where A : struct, IOperand<V>
    {
        var i = 0;
        for (; i <= n - V.Width; i += V.Width) V.Store(V.Load(target + i) + source.Load(i), target + i);
        if (i < n) V.StorePart(V.LoadPart(target + i, n - i) + source.LoadPart(i, n - i), target + i, n - i);
    }
}
