using System.Numerics;

namespace NeuralCore.Backends.Gpu;

/// <summary>Division of non-negative ints by a number known at the launch, as a product and a shift (Granlund and Montgomery 1994, PLDI, §4).</summary>
/// <remarks>
/// With s = ⌈log₂ d⌉ and m = ⌊2³¹⁺ˢ/d⌋ + 1 we have m·d = 2³¹⁺ˢ + e, 0 &lt; e ≤ 2ˢ, so that n·m / 2³¹⁺ˢ exceeds n/d by
/// n·e / (d·2³¹⁺ˢ), which for n &lt; 2³¹ is less than 1/d and never reaches the next whole number.
/// </remarks>
internal readonly struct Divisor
{
    private readonly uint _multiplier;
    private readonly int _shift;

    /// <summary>Division by a positive number.</summary>
    public Divisor(int value)
    {
        Value = value;
        _shift = 63 - BitOperations.LeadingZeroCount((uint)value - 1);
        _multiplier = (uint)((1UL << _shift) / (uint)value + 1);
    }

    /// <summary>The number that is divided by.</summary>
    public int Value { get; }

    /// <summary>n / d, rounded down.</summary>
    public int Divide(int n) => (int)((ulong)(uint)n * _multiplier >> _shift);
}
