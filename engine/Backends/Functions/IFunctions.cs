namespace NeuralCore.Backends;

/// <summary>A pointwise function y = f(x); its fields are the op's attributes: numbers, and <see cref="Flag"/> for a bool.</summary>
public interface IUnary
{
    /// <summary>f(x), in any lane.</summary>
    V Invoke<V>(V x) where V : unmanaged, ILane<V>;
}

/// <summary>A pointwise function y = f(a, b).</summary>
public interface IBinary
{
    /// <summary>f(a, b), in any lane.</summary>
    V Invoke<V>(V a, V b) where V : unmanaged, ILane<V>;
}

/// <summary>A pointwise function y = f(a, b, c).</summary>
public interface ITernary
{
    /// <summary>f(a, b, c), in any lane.</summary>
    V Invoke<V>(V a, V b, V c) where V : unmanaged, ILane<V>;
}

/// <summary>A way to make one number of many: seed, then a step per element; parts are merged in a fixed order.</summary>
public interface IReduction
{
    /// <summary>What the empty reduction is: 0 for a sum, −∞ for a maximum.</summary>
    double Seed { get; }

    /// <summary>The accumulator after one more element.</summary>
    V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V>;

    /// <summary>Two accumulators joined.</summary>
    V Merge<V>(V a, V b) where V : unmanaged, ILane<V>;
}

/// <summary>One element of an optimizer's step, in place: the parameter p, its gradient g, and up to three state values.</summary>
public interface IUpdate
{
    /// <summary>Changes p and the states.</summary>
    void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>;
}
