using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>How a pointwise kernel reads an operand along a run; a struct, so that each way compiles to a loop of its own.</summary>
internal interface IOperand<V>
{
    /// <summary>The elements from <paramref name="i"/> on.</summary>
    V Load(long i);

    /// <summary>The next <paramref name="count"/> elements only.</summary>
    V LoadPart(long i, int count);
}

/// <summary>An operand that goes on one by one.</summary>
internal readonly unsafe struct Consecutive<T, V>(T* first) : IOperand<V>
    where T : unmanaged where V : unmanaged, IVector<V, T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Load(long i) => V.Load(first + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V LoadPart(long i, int count) => V.LoadPart(first + i, count);
}

/// <summary>An operand that is one element, again and again.</summary>
internal readonly struct Repeated<V>(V value) : IOperand<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Load(long i) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V LoadPart(long i, int count) => value;
}
