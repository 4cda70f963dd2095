using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Cpu;

public readonly struct Rectify : IUnary
{
    public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Max(x, V.Of(0));
}

public readonly struct Minus : IBinary
{
    public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a - b;
}

public readonly struct PickWeighted : ITernary
{
    public V Invoke<V>(V a, V b, V c) where V : unmanaged, ILane<V> => V.SelectGreater(a, b, c, a - c);
}

public readonly struct Momentum(double rate) : IUpdate
{
    public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>
    {
        s0 = s0 * V.Of(0.5) + g;
        s1 = V.Max(s1, g);
        p -= V.Of(rate) * s0;
    }
}

public readonly struct PlainStep : IUpdate
{
    public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V> => p -= V.Of(0.25) * g;
}

public readonly struct SumOfSquares : IReduction
{
    public double Seed => 0;

    public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => accumulator + x * x;

    public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
}
