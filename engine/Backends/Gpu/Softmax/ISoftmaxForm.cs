namespace NeuralCore.Backends.Gpu;

/// <summary>Softmax or its logarithm: where the two differ.</summary>
internal interface ISoftmaxForm
{
    /// <summary>What a line keeps of s = Σ e^(x − max).</summary>
    static abstract V Total<V>(V sum) where V : unmanaged, ILane<V>;

    /// <summary>An element from x − max.</summary>
    static abstract V Result<V>(V shifted, V total) where V : unmanaged, ILane<V>;

    /// <summary>What an element adds to the sum that the gradients of its line share.</summary>
    static abstract V Term<V>(V dy, V y) where V : unmanaged, ILane<V>;

    /// <summary>The gradient of an element.</summary>
    static abstract V Gradient<V>(V dy, V y, V sum) where V : unmanaged, ILane<V>;
}

/// <summary>y = e^(x − max) / s; dx = y·(dy − Σ dy·y).</summary>
internal readonly struct Probability : ISoftmaxForm
{
    public static V Total<V>(V sum) where V : unmanaged, ILane<V> => sum;

    public static V Result<V>(V shifted, V total) where V : unmanaged, ILane<V> => LaneMath.Exp(shifted) / total;

    public static V Term<V>(V dy, V y) where V : unmanaged, ILane<V> => dy * y;

    public static V Gradient<V>(V dy, V y, V sum) where V : unmanaged, ILane<V> => y * (dy - sum);
}

/// <summary>y = x − max − ln s; dx = dy − eʸ·Σ dy.</summary>
internal readonly struct LogProbability : ISoftmaxForm
{
    public static V Total<V>(V sum) where V : unmanaged, ILane<V> => LaneMath.Log(sum);

    public static V Result<V>(V shifted, V total) where V : unmanaged, ILane<V> => shifted - total;

    public static V Term<V>(V dy, V y) where V : unmanaged, ILane<V> => dy;

    public static V Gradient<V>(V dy, V y, V sum) where V : unmanaged, ILane<V> => dy - LaneMath.Exp(y) * sum;
}
