using System.Numerics;

namespace NeuralCore.Backends.Gpu;

/// <summary>Division of numbers from 0 to 2³¹ − 1 by one that is known at launch: a multiplication and a shift, where a GPU takes some twenty instructions.</summary>
/// <remarks>With s = ⌈log₂ d⌉ and m = ⌊2³²·(2ˢ − d)/d⌋ + 1, n / d = (⌊m·n/2³²⌋ + n) / 2ˢ: Granlund and Montgomery 1994 (PLDI), figure 4.1.</remarks>
internal readonly struct Divider
{
    /// <summary>The divisor.</summary>
    public readonly int Value;

    private readonly uint _magic;
    private readonly int _shift;

    /// <summary>Division by a number; a 0, where there is nothing to divide, counts as 1.</summary>
    public Divider(int value)
    {
        Value = value;
        var divisor = (ulong)Math.Max(1, value);
        _shift = BitOperations.Log2(2 * divisor - 1);
        _magic = (uint)((((1ul << _shift) - divisor) << 32) / divisor + 1);
    }

    /// <summary>n / Value.</summary>
    public int Quotient(int n) => (int)(((uint)((ulong)_magic * (uint)n >> 32) + (uint)n) >> _shift);

    /// <summary>n / Value and the remainder.</summary>
    public (int Quotient, int Remainder) DivRem(int n)
    {
        var quotient = Quotient(n);
        return (quotient, n - quotient * Value);
    }
}
