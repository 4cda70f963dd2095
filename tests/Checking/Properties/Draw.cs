using CsCheck;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>One draw of an op's attributes and shapes while it is made: choices between a simplest value and others, and how far from the simplest they have led.</summary>
/// <remarks>
/// What a choice may be follows from the choices before it, so an op's rules are written down as ordinary code. CsCheck
/// shrinks by drawing again and keeping what is smaller; for that to arrive at the smallest draw, small draws must be
/// frequent: each draw first chooses how readily its choices fall on the simplest value, or the next ones. Three draws in
/// four are eased so; the fourth takes all values as equally likely.
/// </remarks>
internal sealed class Draw
{
    private readonly PCG _random;
    // In sixteenths.
    private readonly uint _ease;

    /// <summary>Begins a draw.</summary>
    public Draw(PCG random)
    {
        _random = random;
        _ease = random.Next(4) switch { 0 => 0, 1 => 8, 2 => 11, _ => 13 };
    }

    /// <summary>The sum over all choices of the steps away from the simplest value.</summary>
    public int Size { get; private set; }

    /// <summary>A number of steps from <paramref name="simplest"/> up to and with <paramref name="most"/>.</summary>
    public int Int(int simplest, int most)
    {
        if (most <= simplest || _random.Next(16) < _ease) return simplest;
        var steps = (int)_random.Next((uint)(most - simplest + 1));
        if (_ease > 0) steps = Math.Min(steps, 1 + (int)_random.Next((uint)(most - simplest)));
        Size += steps;
        return simplest + steps;
    }

    /// <summary>False or, less simple, true.</summary>
    public bool Flag() => Int(0, 1) == 1;

    /// <summary>One of some values, the simplest first.</summary>
    public T OneOf<T>(params ReadOnlySpan<T> values) => values[Int(0, values.Length - 1)];

    /// <summary>A value that is never simpler than another: an index, a bit of a mask.</summary>
    public int Any(int count) => (int)_random.Next((uint)count);

    /// <summary>The seed of values that are drawn elsewhere.</summary>
    public ulong Seed() => _random.Next(1_000_000);
}
