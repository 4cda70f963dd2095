namespace NeuralCore.Backends;

/// <summary>A lane that stands for consecutive numbers in memory of the CPU.</summary>
/// <typeparam name="V">The lane type itself.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe interface IVector<V, T> : ILane<V> where V : unmanaged, IVector<V, T> where T : unmanaged
{
    /// <summary>How many numbers one lane holds; a constant to the compiler.</summary>
    static abstract int Width { get; }

    /// <summary>The <see cref="Width"/> numbers from <paramref name="source"/> on.</summary>
    static abstract V Load(T* source);

    /// <summary>One number in every element.</summary>
    static abstract V Broadcast(T* source);

    /// <summary>Writes the <see cref="Width"/> numbers to <paramref name="target"/>.</summary>
    static abstract void Store(V value, T* target);

    /// <summary>Writes them past the caches, straight to memory; <paramref name="target"/> is aligned to the lane's size.</summary>
    static abstract void Stream(V value, T* target);

    /// <summary>The first <paramref name="count"/> numbers, zeros after them.</summary>
    static abstract V LoadPart(T* source, int count);

    /// <summary>Writes the first <paramref name="count"/> numbers.</summary>
    static abstract void StorePart(V value, T* target, int count);

    /// <summary>The elements added in a fixed order.</summary>
    static abstract T Sum(V value);
}
